import type { Mirror } from '#git/mirror'
import { readRefs } from '#git/refs'
import type { GitRepository } from '#git/repository'
import { type Taken, takeStatements } from '#ingest/take-statements'
import { gitEvents } from '#sources/git/history'
import { releaseRule } from '#sources/git/releases'
import { GitProgress, GitSettings } from '#sources/git/settings'
import { hasServicesWithPaths } from '#storage/queries/has-services-with-paths'
import { hasBranchHead } from '#storage/queries/has-branch-head'
import { adoptRepository } from '#storage/stores/services'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { keepReading, mirrorOf, type ReadingDone, type Visiting } from './visit.ts'

const part = 'history'

type Rule = GitProgress['rule']

function ruleWords(rule: Rule): string {
  if (rule?.tags != null) return `tags like ${rule.tags}`
  return `what comes onto ${rule?.branch ?? 'the default branch'}`
}

function problemsOf({ repository, movedTo }: Mirror, { squashesAlone, rule }: GitProgress, likely: Rule): string[] {
  const shallow = repository.shallow ? ['what it is fetched from is shallow: older commits are unknown'] : []
  const moved = movedTo === null ? [] : [`the host says that it is at ${movedTo} now; name that address`]
  const alone =
    squashesAlone === 0
      ? []
      : [`of ${squashesAlone} squashed requests no commits are known: their work seems to begin with the merge`]
  const [counted, now] = [ruleWords(rule), ruleWords(likely)]
  const other =
    counted === now
      ? []
      : [
          `deployments are ${counted}, as they were found at first; now they look like ${now}: say which with --tags or --branch`,
        ]
  return [...shallow, ...moved, ...alone, ...other]
}

/** Where releases are told to be seen, or else look to be; null where none are to be told. */
async function likelyRule(repository: GitRepository, { releases }: GitSettings): Promise<Rule> {
  if (releases === undefined) return null
  const { service, tags = null, branch = null } = releases
  const rule = await releaseRule(repository, { service, tags, branch })
  return { tags: rule.tags, branch: rule.branch }
}

/** Whether every ref stands where it stood at the end of the reading before, and the default branch is the same one. */
async function isAsBefore(repository: GitRepository, before: GitProgress): Promise<boolean> {
  if (repository.defaultBranch?.ref !== before.head?.ref) return false
  const { branches, tags, requests } = await readRefs(repository)
  const known = new Map(before.refs)
  const now = [...branches, ...tags, ...requests]
  return now.length === known.size && now.every(({ ref, sha }) => known.get(ref) === sha)
}

const nothing: Taken = { accepted: 0, duplicates: 0, rejected: 0 }

/** The head that was told last, as `gitEvents` takes it. */
async function headBefore({ db }: Visiting, repository: string, { head }: GitProgress) {
  if (head?.repository === repository) return head
  return (await db.query(hasBranchHead(repository))).length > 0 ? null : undefined
}

/** Tells what is new since, and gives what to go on from the next time. */
async function tellNew(
  source: RepositorySource,
  settings: GitSettings,
  repository: GitRepository,
  before: GitProgress,
  visiting: Visiting,
): Promise<Taken & { readonly progress: GitProgress }> {
  const { door, clock, signal, onProgress } = visiting
  const { paths, releases } = settings
  const { rule, way } = before
  const name = repository.originName
  const told = releases === undefined || rule === null ? {} : { releases: { ...released(releases), ...rule } }
  const statements = gitEvents(repository, {
    now: clock(),
    paths,
    known: new Map(before.refs),
    head: await headBefore(visiting, name, before),
    signal,
    ...told,
    onProgress: ({ done, total }) => onProgress?.({ source: source.name, what: 'Reading commits', done, total }),
  })
  const { result, ...taken } = await takeStatements(statements, { door, source: source.name, clock, signal })
  const squashesAlone = before.squashesAlone + result.squashesAlone
  const head = result.head === null ? null : { repository: name, ...result.head }
  return { ...taken, progress: { refs: [...result.refs], head, way, squashesAlone, rule } }
}

function released({ service, environment }: NonNullable<GitSettings['releases']>) {
  return environment === undefined ? { service } : { service, environment }
}

/**
 * Reads what is new in the repository of a source into the log.
 *
 * @throws GitError, SecretsClosed, Unavailable
 */
export async function readGit(source: RepositorySource, visiting: Visiting): Promise<ReadingDone> {
  const { db } = visiting
  const settings = GitSettings.parse(source.settings)
  const { contents, releases } = settings
  const mirror = await mirrorOf(source, settings, { blobs: contents, requests: true }, visiting)
  const { repository } = mirror
  if (releases !== undefined) await adoptRepository(db, releases.service, repository.originName)
  const name = repository.originName
  const paths = settings.paths || (await db.query(hasServicesWithPaths(name))).length > 0
  const way = JSON.stringify({ name, paths, releases })
  const kept = GitProgress.safeParse(await readProgress(db, source.name, part))
  const likely = await likelyRule(repository, settings)
  const known = kept.success && kept.data.way === way ? kept.data : null
  const head = kept.success ? kept.data.head : null
  const before = known ?? { refs: [], head, squashesAlone: 0, rule: likely, way }
  const isSame = known !== null && (await isAsBefore(repository, known))
  const { progress, ...taken } = isSame
    ? { ...nothing, progress: known }
    : await tellNew(source, { ...settings, paths }, repository, before, visiting)
  if (!isSame) await keepProgress(db, source.name, part, progress)
  const problems = problemsOf(mirror, progress, likely)
  return keepReading(visiting, source.name, { ...taken, repository: name }, problems)
}
