import { isDeepStrictEqual } from 'node:util'
import { DAY } from '#domain/instant'
import { isAncestor } from '#git/ancestry'
import { defaultBranchOf, type GitRepository } from '#git/repository'
import { requireCommits, resolveCommits } from '#git/resolve-commits'
import { takeStatements } from '#ingest/take-statements'
import type { Bump } from '#sources/config-repository/bumps'
import { type BuiltFrom, builtFrom } from '#sources/config-repository/built-from'
import { referencesOf, statementsOf } from '#sources/config-repository/config-commit'
import type { WalkState } from '#sources/config-repository/config-walk'
import { type ConfigHistory, readConfigHistory } from '#sources/config-repository/history'
import { ConfigProgress, ConfigRepositorySettings, understandingOf } from '#sources/config-repository/settings'
import type { CommitLookup } from '#sources/config-repository/version-of'
import { type RepositoryOfServiceRow, repositoriesOfServices } from '#storage/queries/repositories-of-services'
import { adoptRepository } from '#storage/stores/services'
import { forgetProgress, keepProgress, readProgress, toldByPart } from '#storage/stores/source-progress'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { withdrawStatements } from '#storage/stores/source-removal'
import { withToldCommits } from './known-commits.ts'
import { stillUnresolved, type Unresolved } from './still-unresolved.ts'
import { keepReading, mirrorOf, type ReadingDone, type Visiting } from './visit.ts'

const part = 'history'
/** How often versions of unknown commits are looked up again from the beginning. */
const againEvery = DAY

/** A configuration repository as it stood when it was fetched. */
export interface FetchedConfig {
  readonly source: RepositorySource
  readonly repository: GitRepository
  readonly settings: ConfigRepositorySettings
  /** The newest commit of the deployed line. */
  readonly tip: string
}

/**
 * Fetches a configuration repository. Fetched before the repositories that its versions are built from, it names no commit
 * that they lack.
 *
 * @throws GitError, SecretsClosed
 */
export async function fetchConfig(source: RepositorySource, visiting: Visiting): Promise<FetchedConfig> {
  const settings = ConfigRepositorySettings.parse(source.settings)
  const { repository } = await mirrorOf(source, settings, { blobs: true, requests: false }, visiting)
  const { branch } = settings
  const [tip] =
    branch === undefined
      ? [defaultBranchOf(repository).sha]
      : await requireCommits(repository, [`refs/heads/${branch}`])
  return { source, repository, settings, tip: tip as string }
}

const mostGaps = 1_000

/** What was kept of the readings before. */
interface Before {
  /** Where to go on from; null: from the beginning. */
  readonly from: ConfigProgress | null
  /**
   * What a reading from the beginning goes by all the same: services keep the names that they were told by, and what tells no
   * environment the one that it was taken for, or everything would be told again as somebody else's.
   */
  readonly kept: ConfigProgress | null
}

/** In which way deployments are told: whoever changes a part of it has everything told anew. */
async function wayOf(
  { repository, settings }: FetchedConfig,
  services: readonly string[],
  { sources }: Knowledge,
  { db }: Visiting,
): Promise<string> {
  const rows = await db.query<RepositoryOfServiceRow>(repositoriesOfServices(services))
  const given = rows.map(({ service, repository: name }) => JSON.stringify([service, name])).toSorted()
  return JSON.stringify({ name: repository.originName, understood: settings.understood, sources, given })
}

function servicesOf({ names }: WalkState): string[] {
  return [...new Set(names.map(([, service]) => service))]
}

/**
 * By what a source told that an older version read, which noted it in its way alone; null where it was never read. The branch
 * is as it was: a source that is added with another one has no progress.
 */
async function toldByWay(db: Visiting['db'], name: string, branch: string | null): Promise<unknown> {
  const read = ConfigProgress.safeParse(await readProgress(db, name, part))
  if (!read.success) return null
  const { understood } = JSON.parse(read.data.way) as { readonly understood?: unknown }
  return { understood, branch }
}

/**
 * Takes back what was told by other rules, or of another branch, so that nothing stands twice: once by the old and once by the
 * new ones. The removal of a source forgets its progress, but not by what it told.
 */
async function withdrawOtherwiseTold({ source, settings }: FetchedConfig, { db }: Visiting): Promise<void> {
  const { understood, branch = null } = settings
  const toldBy = { understood, branch }
  const before = (await readProgress(db, source.name, toldByPart)) ?? (await toldByWay(db, source.name, branch))
  if (before === null || isDeepStrictEqual(before, JSON.parse(JSON.stringify(toldBy))))
    return keepProgress(db, source.name, toldByPart, toldBy)
  await withdrawStatements(db, source.name, async (tx) => {
    await forgetProgress(tx, source.name, part)
    await keepProgress(tx, source.name, toldByPart, toldBy)
  })
}

async function readBefore(fetched: FetchedConfig, knowledge: Knowledge, visiting: Visiting): Promise<Before> {
  const { source, repository } = fetched
  const { db, clock } = visiting
  const read = ConfigProgress.safeParse(await readProgress(db, source.name, part))
  const kept = read.success ? read.data : null
  if (kept === null || kept.way !== (await wayOf(fetched, servicesOf(kept.walk), knowledge, visiting)))
    return { from: null, kept }
  const { unresolved, lacked, readWholeAt, tip } = kept
  const isBack = lacked.length > 0 && !lacked.some((name) => knowledge.failed.includes(name))
  if (unresolved > 0 && (isBack || clock() - readWholeAt > againEvery)) return { from: null, kept }
  const [there] = await resolveCommits(repository, [tip])
  return { from: there == null ? null : kept, kept }
}

async function* statements(history: ConfigHistory, name: string, { repositories, resolutions }: BuiltFrom) {
  for (const commit of history.commits) {
    yield* statementsOf(commit, name, (bump) => ({
      resolution: resolutions.get(bump),
      repository: repositories.get(bump.service),
    }))
  }
}

/** Of no file: it stays, whatever is read later. */
const rewritten = {
  path: '',
  text: 'the deployed branch was rewritten: deployments of commits that are gone stay as they were told',
}

/** Those of before whose files nobody touched since, and the new ones. */
function gapsOf(
  { commits, skipped, unplaced }: ConfigHistory,
  { from, kept }: Before,
  isRewritten: boolean,
): ConfigProgress['gaps'] {
  const touched = new Set(commits.flatMap(({ paths }) => paths))
  const wasRewritten = kept?.gaps.some(({ path }) => path === rewritten.path) === true
  return [
    ...(isRewritten || wasRewritten ? [rewritten] : []),
    ...(from?.gaps ?? []).filter(({ path }) => path !== rewritten.path && !touched.has(path)),
    ...skipped.map(({ path, detail }) => ({ path, text: detail })),
    ...unplaced.map(({ path, key, missing }) => ({
      path,
      text: `${path} (${key}): nothing tells its ${missing.toLowerCase()}`,
    })),
  ].slice(0, mostGaps)
}

function problemsOf(
  { walk, gaps }: ConfigProgress,
  { count, atMost }: Unresolved,
  { settings }: FetchedConfig,
): string[] {
  const assumed = settings.understood.environment === undefined ? walk.fallbackEnvironment : null
  return [
    ...(assumed === null ? [] : [`what tells no environment is taken for ${assumed}`]),
    ...(count === 0
      ? []
      : [
          [
            `of ${count} ${count === 1 ? 'version' : 'versions'} no commit was found in what is read: they count, but nobody knows what they shipped`,
            'npx leadline unattributed tells what repairs each',
            ...(atMost
              ? ['those repaired already are left out once what was read is worked in, by the next reading']
              : []),
          ].join('; '),
        ]),
    ...gaps.map(({ text }) => text),
  ]
}

/** Which repositories the new bumps' services are built from, noted where it was not known. */
async function find(
  { commits }: ConfigHistory,
  bumps: readonly Bump[],
  mirrored: ReadonlyMap<string, CommitLookup>,
  { db }: Visiting,
): Promise<BuiltFrom> {
  const services = [...new Set(bumps.map(({ service }) => service))]
  const rows = await db.query<RepositoryOfServiceRow>(repositoriesOfServices(services))
  const given = new Map(rows.map(({ service, repository }) => [service, repository]))
  const found = builtFrom(bumps, await withToldCommits(db, bumps, mirrored), given, referencesOf(commits))
  for (const [service, repository] of found.repositories)
    if (!given.has(service)) await adoptRepository(db, service, repository)
  return found
}

function isKnown({ resolutions }: BuiltFrom, bump: Bump): boolean {
  const resolution = resolutions.get(bump)
  return resolution !== undefined && 'sha' in resolution
}

/** What the repositories that are read know, for whoever looks for commits. */
export interface Knowledge {
  /** Names of the sources; others mean that everything is looked up again. */
  readonly sources: readonly string[]
  /** Those that could not be read in this round. */
  readonly failed: readonly string[]
  /** Commits of the repositories that are mirrored, by name. */
  readonly lookups: () => Promise<ReadonlyMap<string, CommitLookup>>
}

async function readHistory(
  { source, repository, settings, tip }: FetchedConfig,
  { from, kept }: Before,
  { signal, onProgress }: Visiting,
): Promise<ConfigHistory> {
  const anew = kept === null ? {} : { state: { ...kept.walk, files: [], moved: [] } }
  return readConfigHistory(repository, {
    ...understandingOf(settings.understood),
    ...(from === null ? anew : { not: [from.tip], state: from.walk }),
    tip,
    signal,
    onProgress: ({ commits }) =>
      onProgress?.({ source: source.name, what: 'Reading commits', done: commits, total: null }),
  })
}

/**
 * Reads what is new in a configuration repository into the log.
 *
 * @throws GitError, RuleRefused, Unavailable
 */
export async function readConfig(
  fetched: FetchedConfig,
  knowledge: Knowledge,
  visiting: Visiting,
): Promise<ReadingDone> {
  const { source, repository, tip } = fetched
  const { db, door, clock, signal } = visiting
  const name = repository.originName
  await withdrawOtherwiseTold(fetched, visiting)
  const before = await readBefore(fetched, knowledge, visiting)
  const { from } = before
  const isRewritten = from !== null && !(await isAncestor(repository, from.tip, tip))
  const history = await readHistory(fetched, before, visiting)
  const bumps = history.commits.flatMap((commit) => commit.bumps)
  const found = await find(history, bumps, bumps.length === 0 ? new Map() : await knowledge.lookups(), visiting)
  const taken = await takeStatements(statements(history, name, found), { door, source: source.name, clock, signal })
  const unknown = bumps.filter((bump) => !isKnown(found, bump)).length
  const progress: ConfigProgress = {
    tip,
    walk: history.state,
    way: await wayOf(fetched, servicesOf(history.state), knowledge, visiting),
    readWholeAt: from?.readWholeAt ?? clock(),
    unresolved: (from?.unresolved ?? 0) + unknown,
    lacked: [...new Set([...(from?.lacked ?? []), ...(unknown > 0 ? knowledge.failed : [])])],
    gaps: gapsOf(history, before, isRewritten),
  }
  if (from === null || from.tip !== tip) await keepProgress(db, source.name, part, progress)
  const problems = problemsOf(progress, await stillUnresolved(db, source.name, progress.unresolved), fetched)
  return keepReading(visiting, source.name, { ...taken, repository: name }, problems)
}
