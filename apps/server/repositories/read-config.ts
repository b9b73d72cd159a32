import { DAY } from '#domain/instant'
import { defaultBranchOf, type GitRepository } from '#git/repository'
import { requireCommits } from '#git/resolve-commits'
import { takeStatements } from '#ingest/take-statements'
import type { Bump } from '#sources/config-repository/bumps'
import { type BuiltFrom, builtFrom } from '#sources/config-repository/built-from'
import { statementsOf } from '#sources/config-repository/config-commit'
import { type ConfigHistory, readConfigHistory } from '#sources/config-repository/history'
import { ConfigProgress, ConfigRepositorySettings, understandingOf } from '#sources/config-repository/settings'
import type { CommitLookup } from '#sources/config-repository/version-of'
import { type RepositoryOfServiceRow, repositoriesOfServices } from '#storage/queries/repositories-of-services'
import { adoptRepository } from '#storage/stores/services'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { commitsTold } from './known-commits.ts'
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

/** Where to go on from; null: from the beginning. */
async function goOnFrom(
  { source, repository }: FetchedConfig,
  way: string,
  { db, clock }: Visiting,
): Promise<ConfigProgress | null> {
  const kept = ConfigProgress.safeParse(await readProgress(db, source.name, part))
  if (!kept.success || kept.data.way !== way) return null
  const { unresolved, readWholeAt, tip } = kept.data
  if (unresolved > 0 && clock() - readWholeAt > againEvery) return null
  const [there] = await requireCommits(repository, [tip]).catch(() => [])
  return there === undefined ? null : kept.data
}

async function* statements(history: ConfigHistory, name: string, { repositories, resolutions }: BuiltFrom) {
  for (const commit of history.commits) {
    yield* statementsOf(commit, name, (bump) => ({
      resolution: resolutions.get(bump),
      repository: repositories.get(bump.service),
    }))
  }
}

/** Those of before whose files nobody touched since, and the new ones. */
function gapsOf({ commits, skipped, unplaced }: ConfigHistory, before: ConfigProgress | null): ConfigProgress['gaps'] {
  const touched = new Set(commits.flatMap(({ paths }) => paths))
  return [
    ...(before?.gaps ?? []).filter(({ path }) => !touched.has(path)),
    ...skipped.map(({ path, detail }) => ({ path, text: detail })),
    ...unplaced.map(({ path, key, missing }) => ({
      path,
      text: `${path} (${key}): nothing tells its ${missing.toLowerCase()}`,
    })),
  ].slice(0, mostGaps)
}

function problemsOf({ walk, unresolved, gaps }: ConfigProgress, assumedEnvironment: string | null): string[] {
  const assumed = assumedEnvironment ?? walk.fallbackEnvironment
  return [
    ...(assumed === null ? [] : [`what tells no environment is taken for ${assumed}`]),
    ...(unresolved === 0
      ? []
      : [`of ${unresolved} versions no commit is known; read the repositories that they are built from as well`]),
    ...gaps.map(({ text }) => text),
  ]
}

/** Which repositories the new bumps' services are built from, noted where it was not known. */
async function find(
  bumps: readonly Bump[],
  mirrored: ReadonlyMap<string, CommitLookup>,
  { db }: Visiting,
): Promise<BuiltFrom> {
  const services = [...new Set(bumps.map(({ service }) => service))]
  const rows = await db.query<RepositoryOfServiceRow>(repositoriesOfServices(services))
  const given = new Map(rows.map(({ service, repository }) => [service, repository]))
  const told = await commitsTold(db, bumps, new Set(mirrored.keys()))
  const found = builtFrom(bumps, new Map([...told, ...mirrored]), given)
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
  /** Commits of the repositories that are mirrored, by name. */
  readonly lookups: () => Promise<ReadonlyMap<string, CommitLookup>>
}

async function readHistory(
  { source, repository, settings, tip }: FetchedConfig,
  before: ConfigProgress | null,
  { signal, onProgress }: Visiting,
): Promise<ConfigHistory> {
  return readConfigHistory(repository, {
    ...understandingOf(settings.understood),
    ...(before === null ? {} : { not: [before.tip], state: before.walk }),
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
  { sources, lookups }: Knowledge,
  visiting: Visiting,
): Promise<ReadingDone> {
  const { source, repository, settings, tip } = fetched
  const { db, door, clock, signal } = visiting
  const name = repository.originName
  const way = JSON.stringify({ name, understood: settings.understood, sources })
  const before = await goOnFrom(fetched, way, visiting)
  const history = await readHistory(fetched, before, visiting)
  const bumps = history.commits.flatMap((commit) => commit.bumps)
  const found = await find(bumps, bumps.length === 0 ? new Map() : await lookups(), visiting)
  const taken = await takeStatements(statements(history, name, found), { door, source: source.name, clock, signal })
  const progress: ConfigProgress = {
    tip,
    walk: history.state,
    way,
    readWholeAt: before?.readWholeAt ?? clock(),
    unresolved: (before?.unresolved ?? 0) + bumps.filter((bump) => !isKnown(found, bump)).length,
    gaps: gapsOf(history, before),
  }
  if (before === null || before.tip !== tip) await keepProgress(db, source.name, part, progress)
  const problems = problemsOf(progress, history.assumedEnvironment)
  return keepReading(visiting, source.name, { ...taken, repository: name }, problems)
}
