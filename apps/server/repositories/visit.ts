import type { SecretBox } from '#access/secret-box'
import { repositoryTokenOf } from '#access/webhook-secret'
import { fetchMirror, type Mirror } from '#git/mirror'
import type { EventDoor } from '#ingest/event-door'
import type { Taken } from '#ingest/take-statements'
import type { Database } from '#storage/database'
import { keepProgress } from '#storage/stores/source-progress'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { credentialsIn } from './address.ts'
import { mirrorFolder } from './mirrors.ts'

/** How far the reading of a source is. */
export interface ReadingProgress {
  readonly source: string
  readonly what: 'Fetching' | 'Reading commits'
  readonly done: number
  /** Null where it is not known. */
  readonly total: number | null
}

/** With what the repositories of sources are read. */
export interface Visiting {
  readonly db: Database
  readonly door: EventDoor
  readonly secrets: SecretBox
  /** Folder that the mirrors are kept in. */
  readonly home: string
  readonly clock: () => number
  readonly signal: AbortSignal
  readonly onProgress?: (progress: ReadingProgress) => void
}

interface MirrorSettings {
  readonly url: string
  readonly allowFile: boolean
}

/**
 * Brings the mirror of a source up to date.
 *
 * @throws GitError, SecretsClosed
 */
export async function mirrorOf(
  source: RepositorySource,
  { url, allowFile }: MirrorSettings,
  more: { readonly blobs: boolean; readonly requests: boolean },
  { secrets, home, signal, onProgress }: Visiting,
): Promise<Mirror> {
  const { name, credential } = source
  const known = credential === null ? null : await secrets.open(repositoryTokenOf(name), credential)
  return fetchMirror({
    url,
    allowFile,
    ...more,
    folder: mirrorFolder(home, source),
    credentials: known === null ? null : credentialsIn(known),
    signal,
    onProgress: ({ done, total }) => onProgress?.({ source: name, what: 'Fetching', done, total }),
  })
}

/** What a reading found, as it is kept and shown. */
export interface ReadingDone extends Taken {
  /** `host/owner/name` */
  readonly repository: string
  /** What the reader of the numbers should know: what could not be read or understood, and of what no commit was found. At most 100. */
  readonly problems: readonly string[]
  readonly problemCount: number
}

/** Part of a source's progress that tells of its last reading. */
export const lastReading = 'read'

const mostProblems = 100

/** Notes that a source was read to its end. */
export async function keepReading(
  { db, clock }: Pick<Visiting, 'db' | 'clock'>,
  source: string,
  done: Taken & { readonly repository: string },
  problems: readonly string[],
): Promise<ReadingDone> {
  const { repository, accepted, duplicates, rejected } = done
  const refused = rejected === 0 ? [] : [`${rejected} statements were refused; the quarantine tells why`]
  const all = [...refused, ...problems]
  const kept = {
    repository,
    accepted,
    duplicates,
    rejected,
    problems: all.slice(0, mostProblems),
    problemCount: all.length,
  }
  await keepProgress(db, source, lastReading, { ...kept, at: new Date(clock()).toISOString() })
  return kept
}
