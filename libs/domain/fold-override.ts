import type { OverrideEvent } from './delivery-event.ts'
import type { Revocation } from './entity-state.ts'

const settling = [
  'deploymentId',
  'deploymentSource',
  'noDeployment',
  'service',
  'kind',
  'classification',
] as const satisfies readonly (keyof OverrideEvent)[]

function settlesAnything(event: OverrideEvent): boolean {
  return settling.some((field) => event[field] !== undefined)
}

/**
 * What statements of one correction settle, oldest first: the newest that settles anything does so alone, so that two
 * of them never contradict each other in one state. Who settled it, and why, is not overwritten by who took it back.
 */
export function foldOverride(ordered: readonly OverrideEvent[]): Partial<OverrideEvent> {
  const merged: Record<string, unknown> = {}
  const stated = ordered.some(({ revoked }) => revoked !== true)
  for (const event of ordered) {
    if (settlesAnything(event)) for (const field of [...settling, 'incidentId', 'incidentSource']) delete merged[field]
    const { at: _at, by: _by, reason: _reason, ...rest } = event
    Object.assign(merged, event.revoked === true && stated ? rest : event)
  }
  return merged
}

/** Who took a correction back, by its statements, oldest first; null while it stands. */
export function revocationOf(ordered: readonly OverrideEvent[]): Revocation | null {
  const since = ordered.findLastIndex(({ revoked }) => revoked === false) + 1
  const event = ordered.slice(since).find(({ revoked }) => revoked === true)
  return event === undefined ? null : { at: event.updatedAt ?? event.at, by: event.by, reason: event.reason }
}
