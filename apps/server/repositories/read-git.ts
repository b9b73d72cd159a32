import type { Mirror } from '#git/mirror'
import { takeStatements } from '#ingest/take-statements'
import { gitEvents } from '#sources/git/history'
import { GitProgress, GitSettings } from '#sources/git/settings'
import { adoptRepository } from '#storage/stores/services'
import { keepProgress, readProgress } from '#storage/stores/source-progress'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { keepReading, mirrorOf, type ReadingDone, type Visiting } from './visit.ts'

const part = 'history'

function problemsOf({ repository, movedTo }: Mirror, squashesAlone: number): string[] {
  const shallow = repository.shallow ? ['what it is fetched from is shallow: older commits are unknown'] : []
  const moved = movedTo === null ? [] : [`the host says that it is at ${movedTo} now; name that address`]
  const alone =
    squashesAlone === 0
      ? []
      : [`of ${squashesAlone} squashed requests no commits are known: their work seems to begin with the merge`]
  return [...shallow, ...moved, ...alone]
}

/**
 * Reads what is new in the repository of a source into the log.
 *
 * @throws GitError, SecretsClosed, Unavailable
 */
export async function readGit(source: RepositorySource, visiting: Visiting): Promise<ReadingDone> {
  const { db, door, clock, signal, onProgress } = visiting
  const { url, allowFile, contents, paths, releases } = GitSettings.parse(source.settings)
  const mirror = await mirrorOf(source, { url, allowFile }, { blobs: contents, requests: true }, visiting)
  const { repository } = mirror
  if (releases !== undefined) await adoptRepository(db, releases.service, repository.originName)
  const way = JSON.stringify({ name: repository.originName, paths, releases })
  const kept = GitProgress.safeParse(await readProgress(db, source.name, part))
  const before = kept.success && kept.data.way === way ? kept.data : { refs: [], squashesAlone: 0 }
  const statements = gitEvents(repository, {
    now: clock(),
    paths,
    known: new Map(before.refs),
    signal,
    ...(releases === undefined ? {} : { releases: withoutGaps(releases) }),
    onProgress: ({ done, total }) => onProgress?.({ source: source.name, what: 'Reading commits', done, total }),
  })
  const taken = await takeStatements(statements, { door, source: source.name, clock, signal })
  const squashesAlone = before.squashesAlone + taken.result.squashesAlone
  await keepProgress(db, source.name, part, { refs: [...taken.result.refs], way, squashesAlone })
  const problems = problemsOf(mirror, squashesAlone)
  return keepReading(visiting, source.name, { ...taken, repository: repository.originName }, problems)
}

type Releases = NonNullable<GitSettings['releases']>

/** Without what was left out. */
function withoutGaps({ service, environment, tags, branch }: Releases) {
  return {
    service,
    ...(environment === undefined ? {} : { environment }),
    ...(tags === undefined ? {} : { tags }),
    ...(branch === undefined ? {} : { branch }),
  }
}
