import * as z from 'zod'
import { keptWithin } from './kept.ts'
import { Notification } from './payload.ts'
import { addressOf } from './source-kept.ts'
import { appliedBy } from './statements.ts'

const text = z.string().nullish().catch(null)
const Metadata = z.object({
  references: z
    .array(z.object({ commit: z.object({ sha: text, repoUrl: text, repoURL: text }).nullish().catch(null) }))
    .nullish()
    .catch(null),
})

const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i
const mostReferences = 20

/** A commit of the configuration, and one of code for which it says that it was made. */
export interface Reference {
  readonly revision: string
  readonly sha: string
  readonly repoURL: string
}

/** Which commit of which source the API is to be asked for. */
export interface AskedRevision {
  readonly revision: string
  readonly repository: string
  /** Of an application with several sources; null where it has one. */
  readonly sourceIndex: number | null
}

/** The commit of the configuration that the latest operation applied; null where it applied none, and of what cannot be read. */
export function appliedRevision(application: unknown): AskedRevision | null {
  const read = Notification.safeParse(keptWithin(application))
  if (!read.success || read.data.operation === undefined) return null
  const { placed, version } = appliedBy(read.data.operation, read.data)
  const { configRepository, configRevision } = version.fields
  if (typeof configRepository !== 'string' || typeof configRevision !== 'string') return null
  const at = placed.findIndex(({ revision }) => revision === configRevision)
  return {
    repository: configRepository,
    revision: configRevision,
    sourceIndex: placed.length > 1 && at >= 0 ? at : null,
  }
}

/** What the API says of a commit: for which commits it was made, as far as they can be told from others. */
export function referencesIn(answer: unknown, revision: string): Reference[] {
  const read = Metadata.safeParse(answer)
  const found = read.success ? (read.data.references ?? []) : []
  return found.slice(0, mostReferences).flatMap(({ commit }): Reference[] => {
    const repoURL = addressOf(commit?.repoUrl ?? commit?.repoURL)
    const sha = commit?.sha ?? ''
    return repoURL === undefined || !whole.test(sha) ? [] : [{ revision, sha: sha.toLowerCase(), repoURL }]
  })
}
