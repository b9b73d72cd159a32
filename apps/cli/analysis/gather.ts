import { pathMatcher } from '#attribution/change-groups'
import { countCommits } from '#git/count-commits'
import { defaultBranchOf, type GitRepository, openRepository } from '#git/repository'
import { readRefs } from '#git/refs'
import type { Bump } from '#sources/config-repository/bumps'
import { type BuiltFrom, builtFrom } from '#sources/config-repository/built-from'
import { referencesOf, statementsOf } from '#sources/config-repository/config-commit'
import { type ConfigHistory, readConfigHistory } from '#sources/config-repository/history'
import { type ConfigRules, understandingOf } from '#sources/config-repository/settings'
import { commitLookup } from '#sources/config-repository/version-of'
import { gitEvents } from '#sources/git/history'
import { releaseEvents } from '#sources/git/releases'
import type { Statement } from '#sources/source'
import type { ReadRepository, SkippedItem } from '#dashboards/analysis'
import { describeService } from '#storage/stores/services'
import type { PrivateLeadline } from '../private-leadline.ts'
import { progressBar } from '../progress.ts'
import {
  type FoundConfig,
  type GuessedVersion,
  guessNote,
  sharedNote,
  unfitNote,
  whyNone,
  whyNoRelease,
} from './notes.ts'
import { tell, type Told } from './tell.ts'

export interface GatherOptions {
  /** Folder of a clone. */
  readonly path: string
  /** Folder of a clone of the configuration repository; null where there is none. */
  readonly config: string | null
  /** Only this service; null: every one that the repository builds. */
  readonly service: string | null
  /** Pattern of tags that are releases, such as `v*`; null: tags that look like versions, else merges to the branch. */
  readonly tags: string | null
  readonly branch: string | null
  /** Globs of the files that belong to the service; empty: all of the repository. */
  readonly paths: readonly string[]
  /** How the files of the configuration repository are to be understood where discovery errs. */
  readonly rules: ConfigRules
  readonly now: number
}

/** What was told to a Leadline about a repository. */
export interface Gathered {
  readonly repository: ReadRepository
  readonly configRepository: ReadRepository | null
  readonly services: readonly string[]
  readonly deploymentsFrom: string
  /** Of the first deployment and of the newest thing that was read; null where nothing was deployed. */
  readonly from: number | null
  readonly to: number
  readonly skipped: readonly SkippedItem[]
  /** What is to be thought of before the numbers are believed, or why there are none. */
  readonly notes: readonly string[]
}

/** Passes statements on, and keeps what the rest of the analysis needs of them. */
class Watched {
  readonly shas: string[] = []
  newestAt = 0
  /** Globs that no file of a commit fitted yet. */
  readonly #unfit: Map<string, ReturnType<typeof pathMatcher>>

  constructor(globs: readonly string[]) {
    this.#unfit = new Map(globs.map((glob) => [glob, pathMatcher([glob])]))
  }

  get unfit(): string[] {
    return [...this.#unfit.keys()]
  }

  async *pass(statements: AsyncIterable<Statement>, onCommit: (commits: number) => void): AsyncGenerator<Statement> {
    for await (const statement of statements) {
      if (statement['type'] === 'commit') {
        this.shas.push(String(statement['sha']))
        const at = Date.parse(String(statement['committedAt'] ?? statement['authoredAt']))
        this.newestAt = Math.max(this.newestAt, at)
        const paths = statement['paths'] as readonly string[] | undefined
        if (paths !== undefined) for (const [glob, fits] of this.#unfit) if (fits([paths])) this.#unfit.delete(glob)
        onCommit(this.shas.length)
      }
      yield statement
    }
  }
}

async function readCommits(
  leadline: PrivateLeadline,
  repository: GitRepository,
  { now, paths }: Pick<GatherOptions, 'now' | 'paths'>,
): Promise<Watched> {
  const { ref } = defaultBranchOf(repository)
  const progress = progressBar('Reading commits', await countCommits(repository, { tips: [ref] }))
  const watched = new Watched(paths)
  try {
    const statements = watched.pass(gitEvents(repository, { now, paths: paths.length > 0 }), (commits) =>
      progress.to(commits),
    )
    await tell(leadline.db, 'git', statements, now)
    return watched
  } finally {
    progress.end()
  }
}

function bumpsOf(history: ConfigHistory): Bump[] {
  return history.commits.flatMap(({ bumps }) => bumps)
}

/** Versions of the services of which the commit is only likely. */
function guessesOf({ repositories, resolutions }: BuiltFrom): GuessedVersion[] {
  return [...resolutions].flatMap(([{ service, moved }, resolution]) => {
    if (!repositories.has(service) || !('sha' in resolution) || resolution.confidence === 'HIGH') return []
    const version = moved.map(({ tag, ref }) => tag ?? ref).find((text) => text !== undefined)
    return version === undefined ? [] : [{ service, version, sha: resolution.sha }]
  })
}

/** Why there are no numbers, or what they may hold too much of, or rest on. */
function notesOf(known: FoundConfig, found: BuiltFrom, paths: readonly string[]): string[] {
  const services = [...found.repositories.keys()]
  if (services.length === 0) return [whyNone(known)]
  const shared = paths.length === 0 ? sharedNote(services, known.app) : null
  return [shared, guessNote(guessesOf(found))].filter((note) => note !== null)
}

async function* configStatements(history: ConfigHistory, name: string, { repositories, resolutions }: BuiltFrom) {
  for (const commit of history.commits) {
    const bumps = commit.bumps.filter(({ service }) => repositories.has(service))
    yield* statementsOf({ ...commit, bumps }, name, (bump) => ({ resolution: resolutions.get(bump) }))
  }
}

function skippedOf({ skipped, unplaced }: ConfigHistory): SkippedItem[] {
  return [
    ...skipped.map(({ path, detail }) => ({ where: path, why: detail })),
    ...unplaced.map(({ path, key, missing }) => ({
      where: `${path} (${key})`,
      why: `nothing tells its ${missing.toLowerCase()}`,
    })),
  ]
}

async function tellConfig(
  leadline: PrivateLeadline,
  app: GitRepository,
  shas: readonly string[],
  options: GatherOptions & { readonly config: string },
): Promise<{ read: ReadRepository } & Pick<Deployed, 'told' | 'skipped' | 'services' | 'notes'>> {
  const config = await openRepository(options.config)
  const total = await countCommits(config, { tips: [defaultBranchOf(config).ref], firstParent: true })
  const progress = progressBar('Reading config commits', total)
  try {
    const onProgress = ({ commits }: { readonly commits: number }): void => progress.to(commits)
    const history = await readConfigHistory(config, { ...understandingOf(options.rules), onProgress })
    const { tags } = await readRefs(app)
    const given = options.service === null ? [] : [[options.service, app.originName] as const]
    const lookups = new Map([[app.originName, commitLookup(shas, tags)]])
    const all = bumpsOf(history)
    const asked = options.service === null ? all : all.filter(({ service }) => service === options.service)
    const named = [...referencesOf(history.commits)].filter(([, { repository }]) => repository === app.originName)
    const found = builtFrom(asked, lookups, new Map(asked.length === 0 ? [] : given), new Map(named))
    for (const name of found.repositories.keys())
      await describeService(leadline.db, { name, repository: app.originName, paths: options.paths })
    const statements = configStatements(history, config.originName, found)
    const told = await tell(leadline.db, 'config-repository', statements, options.now)
    const read = { name: config.originName, path: options.config, commits: history.commits.length }
    const services = [...found.repositories.keys()].toSorted()
    const names = [...new Set(all.map(({ service }) => service))].toSorted()
    const known = { config: read.name, app: app.originName, commits: total, services: names, only: options.service }
    return { read, told, skipped: skippedOf(history), services, notes: notesOf(known, found, options.paths) }
  } finally {
    progress.end()
  }
}

/** What was told of the deployments of a repository, from wherever it is told. */
type Deployed = Pick<Gathered, 'configRepository' | 'services' | 'deploymentsFrom' | 'skipped' | 'notes'> & {
  readonly told: Told
}

async function deployedByConfig(
  leadline: PrivateLeadline,
  app: GitRepository,
  shas: readonly string[],
  options: GatherOptions & { readonly config: string },
): Promise<Deployed> {
  const { read, ...known } = await tellConfig(leadline, app, shas, options)
  const deploymentsFrom = `Deployments are changes of versions in ${read.name}, timed by the merge of the change.`
  return { configRepository: read, deploymentsFrom, ...known }
}

async function deployedByReleases(
  leadline: PrivateLeadline,
  app: GitRepository,
  { service: given, paths, tags, branch, now }: GatherOptions,
): Promise<Deployed> {
  const service = given ?? app.originName.split('/').at(-1) ?? app.originName
  await describeService(leadline.db, { name: service, repository: app.originName, paths })
  const releases = await releaseEvents(app, { service, tags, branch })
  const told = await tell(leadline.db, 'git', releases.statements, now)
  const services = told.events === 0 ? [] : [service]
  const known = told.events === 0 ? (await readRefs(app)).tags.map(({ name }) => name) : []
  const notes = told.events === 0 ? [whyNoRelease(app.originName, tags, known)] : []
  return { configRepository: null, services, deploymentsFrom: releases.meaning, skipped: [], notes, told }
}

function shallowness({ shallow }: GitRepository, path: string): SkippedItem[] {
  const why = 'it is a shallow clone: older commits are unknown; git fetch --unshallow brings them'
  return shallow ? [{ where: path, why }] : []
}

/**
 * Says what is wrong with the repositories before anything is started for them.
 *
 * @throws GitError
 */
export async function checkRepositories({ path, config }: { readonly path: string; readonly config: string | null }) {
  for (const folder of config === null ? [path] : [path, config]) defaultBranchOf(await openRepository(folder))
}

/** Reads a repository, and its configuration repository if there is one, into a Leadline through the event door. */
export async function gather(leadline: PrivateLeadline, options: GatherOptions): Promise<Gathered> {
  const { path, config } = options
  const app = await openRepository(path)
  const { shas, newestAt, unfit } = await readCommits(leadline, app, options)
  const { told, skipped, notes, ...deployed } =
    config === null
      ? await deployedByReleases(leadline, app, options)
      : await deployedByConfig(leadline, app, shas, { ...options, config })
  return {
    ...deployed,
    repository: { name: app.originName, path, commits: shas.length },
    from: told.firstLiveAt,
    to: Math.max(newestAt, told.lastLiveAt ?? 0) + 1,
    skipped: [...shallowness(app, path), ...skipped],
    notes: [...notes, ...unfit.map((glob) => unfitNote(glob, app.originName))],
  }
}
