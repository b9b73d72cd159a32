import { normaliseRepository } from '#domain/repository-name'
import { referencedCommitsAttribute } from '#domain/statement-attributes'
import type { Statement } from '../source.ts'
import type { Notification } from './payload.ts'

const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** Of a sync, what the applied commit says that it was made for. */
export function referencedBy({ references = [] }: Notification, revision: unknown): Statement {
  const named = references.flatMap((reference) => {
    const { revision: of, sha, repoURL } = reference ?? {}
    if (of === undefined || of !== revision || !whole.test(sha ?? '') || repoURL === undefined) return []
    const repository = normaliseRepository(repoURL)
    return /^[^\s/]+\/\S+$/.test(repository) ? [`${repository}@${sha?.toLowerCase()}`] : []
  })
  const distinct = [...new Set(named)].toSorted()
  const said = distinct.join(' ')
  return distinct.length === 0 || said.length > 2_000 ? {} : { [referencedCommitsAttribute]: said }
}
