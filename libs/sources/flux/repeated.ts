import { createHash } from 'node:crypto'
import { FluxEvent, metadataOf } from './payload.ts'

/**
 * One id for everything by which kustomize-controller says the same again at each interval, for ever: that a revision is
 * applied as it should be, or why it is not. Only the first counts. Null for all else.
 */
export function repeatedId(body: Buffer): string | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
  const { success, data: event } = FluxEvent.safeParse(parsed)
  if (!success || event.involvedObject.kind !== 'Kustomization') return null
  const { severity, reason, involvedObject } = event
  const revision = metadataOf(event, 'revision')
  const isRepeated = severity === 'error' || reason === 'ReconciliationSucceeded'
  if (!isRepeated || revision === null) return null
  const { uid, namespace, name } = involvedObject
  const said = [uid, namespace, name, revision, metadataOf(event, 'originRevision'), severity, reason]
  return `flux ${createHash('sha256').update(JSON.stringify(said)).digest('hex')}`
}
