import { HOUR, type Instant, SECOND } from '#domain/instant'
import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement } from '../source.ts'

/** What is known of the end of a sync that succeeded. */
export interface Ended {
  readonly startedAt: Instant
  readonly finishedAt: Instant
  /** A Rollout or Canary of the application goes on after the sync. */
  readonly isRollingOut: boolean
  readonly health: string | undefined
  /** When its health became so. */
  readonly healthAt: Instant | null
  /** When it was looked at last. */
  readonly seenAt: Instant | null
}

export interface Outcome {
  readonly fields: Statement
  readonly attributes: Statement
  /** Which of several statements of one sync is the last word, where they differ. */
  readonly updatedAt: Instant
}

/**
 * Statements of one sync are told again and again, by notifications that know more or less. What knows more counts as newer:
 * the start, an entry of the history, the end, what was found broken, what was never moved, what was found healthy. Argo CD's own times are whole
 * seconds, so that milliseconds are free to say so.
 */
export const rank = { started: 0, history: 1, ended: 2, degraded: 3, unmoved: 9_500, healthy: 10_000 } as const

/** After that a change of health is no longer taken for the work of the sync. */
const settles = HOUR

/** Of several times at which it became so, the first counts: a later one is a recovery, or another breakdown. */
function sooner({ startedAt }: Ended, at: Instant, most: number): number {
  return Math.max(0, most - Math.floor((at - startedAt) / SECOND))
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

/** Whether a Rollout was healthy before the sync and still is after it: Argo CD would find one that moves to be under way. */
function isUnmoved({ startedAt, finishedAt, health, healthAt, seenAt }: Ended): boolean {
  return health === 'Healthy' && healthAt !== null && healthAt <= startedAt && seenAt !== null && seenAt > finishedAt
}

/** When a sync that succeeded went live, as far as its notification knows it. */
export function liveOutcome(ended: Ended): Outcome {
  const { finishedAt, startedAt, health, healthAt, isRollingOut } = ended
  const isOwn = healthAt !== null && healthAt > startedAt && (isRollingOut || healthAt <= finishedAt + settles)
  const succeeded = { outcome: 'succeeded', finishedAt: iso(finishedAt) }
  if (isOwn && health === 'Healthy') {
    return {
      fields: { ...succeeded, liveAt: iso(Math.max(finishedAt, healthAt)) },
      attributes: { [liveRuleAttribute]: 'HEALTH' },
      updatedAt: finishedAt + rank.healthy + sooner(ended, healthAt, HOUR),
    }
  }
  const bySync = { fields: succeeded, attributes: { [liveRuleAttribute]: 'SYNC' } }
  if (isRollingOut && isUnmoved(ended)) return { ...bySync, updatedAt: finishedAt + rank.unmoved }
  const applied = isRollingOut ? { fields: { outcome: 'in_progress' }, attributes: {} } : bySync
  if (!isOwn || health !== 'Degraded') return { ...applied, updatedAt: finishedAt + rank.ended }
  return {
    fields: applied.fields,
    attributes: { ...applied.attributes, 'argocd.health': 'Degraded', 'argocd.degradedAt': iso(healthAt) },
    updatedAt: finishedAt + rank.degraded + sooner(ended, healthAt, 9_000),
  }
}
