import { recordIn, textIn } from '#domain/json-value'
import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { abortReasonOf } from './abort-reason.ts'
import { Rollout } from './payload.ts'
import { reducedRollout } from './reduced.ts'
import { conditionOf, isPromoted, statementOf, trafficOf } from './rollout-facts.ts'
import { because, begunAt, unreadable } from './translate.ts'

/** The latest of the times that it carries: the same state is the same statement. */
function latestOf({ status }: Rollout): string | undefined {
  const times = [
    ...status.conditions.map(({ lastTransitionTime }) => lastTransitionTime),
    ...status.pauseConditions.map(({ startTime }) => startTime),
    status.abortedAt,
  ]
  return times
    .filter((time) => time !== undefined)
    .toSorted()
    .at(-1)
}

function promoted(rollout: Rollout): Statement | { readonly ignored: string } {
  const complete = conditionOf(rollout, 'Completed')
  const at = complete?.status === 'True' ? complete.lastTransitionTime : undefined
  if (at === undefined) return { ignored: 'no condition says since when it is complete' }
  return {
    finishedAt: at,
    liveAt: at,
    updatedAt: at,
    outcome: 'succeeded',
    trafficPercent: 100,
    attributes: { [liveRuleAttribute]: 'ROLLOUT' },
  }
}

/** Aborted, or not ready in its time: what was live before stays so. */
function ended(rollout: Rollout): Statement | null {
  const { abort, abortedAt, pauseConditions } = rollout.status
  const progressing = conditionOf(rollout, 'Progressing')
  const isLate = progressing?.reason === 'ProgressDeadlineExceeded' && pauseConditions.length === 0
  const finishedAt = (abort ? abortedAt : undefined) ?? progressing?.lastTransitionTime
  if ((!abort && !isLate) || finishedAt === undefined) return null
  const startedAt = begunAt(rollout)
  const weight = trafficOf(rollout)
  const abortReason = abort ? abortReasonOf(rollout, []) : null
  return {
    ...(startedAt !== undefined && startedAt < finishedAt && { startedAt }),
    finishedAt,
    updatedAt: latestOf(rollout) ?? finishedAt,
    outcome: abort ? 'aborted' : 'failed',
    ...(abortReason !== null && { abortReason }),
    ...(weight !== undefined && { trafficPercent: weight }),
    ...because(progressing?.message),
  }
}

function underWay(rollout: Rollout): Statement | { readonly ignored: string } {
  const startedAt = begunAt(rollout)
  if (startedAt === undefined) return { ignored: 'no condition says since when it is under way' }
  const weight = trafficOf(rollout)
  return {
    startedAt,
    updatedAt: latestOf(rollout) ?? startedAt,
    ...(weight !== undefined && { trafficPercent: weight }),
  }
}

/** Why a status is not one of what its spec says; null where it is. */
function outdated(rollout: Rollout): string | null {
  const { generation, status } = rollout
  if (generation != null && status.observedGeneration !== String(generation))
    return 'its status is of an earlier state of it: its controller has not seen it yet'
  const invalid = conditionOf(rollout, 'InvalidSpec')
  if (invalid?.status === 'True') return `its controller refuses it: ${invalid.message ?? 'its spec is invalid'}`
  return status.currentPodHash === undefined ? 'it has no pods yet' : null
}

/**
 * What a Rollout says of its last update, as its object stands in the cluster: the same as its notifications say, under the
 * same id. Takes any value. With `workloadRef` the containers of that workload must be put into `spec.template.spec`.
 */
export function translateRollout(object: unknown, places: ReconcilerPlaces): Translation {
  const kind = textIn(recordIn(object)['kind'])
  if (kind !== null && kind !== 'Rollout')
    return { ignored: `an object of the kind ${kind.slice(0, 100)} is no Rollout` }
  const read = Rollout.safeParse(reducedRollout(object))
  if (!read.success) return unreadable(read.error, 'a Rollout')
  const rollout = read.data
  const why = outdated(rollout)
  if (why !== null) return { ignored: why }
  const told = isPromoted(rollout) ? promoted(rollout) : (ended(rollout) ?? underWay(rollout))
  if ('ignored' in told) return { ignored: String(told.ignored) }
  const statement = statementOf(rollout, places, told)
  return 'ignored' in statement ? { ignored: String(statement.ignored) } : { statements: [statement] }
}
