import type { z } from 'zod'
import { parseInstant } from '#domain/parse-instant'
import { readPlaces } from '#domain/naming/reconciler-places'
import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Delivered, Statement, Translation } from '../source.ts'
import { abortReasonOf } from './abort-reason.ts'
import { Notification, type Rollout } from './payload.ts'
import { reducedNotification } from './reduced.ts'
import { conditionOf, isPromoted, statementOf, trafficOf } from './rollout-facts.ts'

/** What a notification says, and when it was sent. */
interface Told {
  readonly rollout: Rollout
  /** ISO 8601. */
  readonly at: string
  readonly analysisRuns: Notification['analysisRuns']
}

type Event = (told: Told) => Statement | { readonly ignored: string }

/** When the update began: since then it is not complete; else since it progresses, or since it pauses at the latest. */
export function begunAt(rollout: Rollout): string | undefined {
  const completed = conditionOf(rollout, 'Completed')
  if (completed?.status === 'False') return completed.lastTransitionTime
  const progressing = conditionOf(rollout, 'Progressing')
  if (progressing?.status !== 'False' && progressing !== undefined) return progressing.lastTransitionTime
  return rollout.status.pauseConditions[0]?.startTime
}

/** The traffic where it is known: a field that is left out takes nothing back. */
function share(rollout: Rollout): Statement {
  const trafficPercent = trafficOf(rollout)
  return trafficPercent === undefined ? {} : { trafficPercent }
}

/** Without an outcome: an end that was told before it stays one. */
function underWay({ rollout, at }: Told): Statement {
  return { startedAt: begunAt(rollout) ?? at, updatedAt: at, ...share(rollout) }
}

/** A person reads in the evidence why. */
export function because(message: string | undefined): Statement {
  return message === undefined ? {} : { attributes: { 'argo-rollouts.message': message } }
}

/** The status in it is the one before: it tells whether anything else was under way. */
const updated: Event = ({ rollout, at }) => {
  const { stableRS } = rollout.status
  if (stableRS === undefined || isPromoted(rollout)) return { startedAt: at, updatedAt: at }
  return {
    ignored:
      'it came while another update was not complete: it may go back to what is live, and nobody would tell its end; it is told when it completes',
  }
}

const completed: Event = ({ at }) => ({
  finishedAt: at,
  liveAt: at,
  updatedAt: at,
  outcome: 'succeeded',
  trafficPercent: 100,
  attributes: { [liveRuleAttribute]: 'ROLLOUT' },
})

/** The analysis that did not come out well; undefined where none is known. */
function blamed(runs: Told['analysisRuns']): Told['analysisRuns'][number] | undefined {
  return runs.find(({ phase }) => phase === 'Failed' || phase === 'Error' || phase === 'Inconclusive')
}

const aborted: Event = ({ rollout, at, analysisRuns }) => {
  const abortReason = abortReasonOf(
    rollout,
    analysisRuns.flatMap(({ phase }) => phase ?? []),
  )
  const progressing = conditionOf(rollout, 'Progressing')
  const message = blamed(analysisRuns)?.message ?? (progressing?.status === 'False' ? progressing.message : undefined)
  return {
    finishedAt: at,
    updatedAt: at,
    outcome: 'aborted',
    ...(abortReason !== null && { abortReason }),
    ...share(rollout),
    ...because(message),
  }
}

const analysisFailed: Event = (told) => ({
  ...underWay(told),
  ...because(blamed(told.analysisRuns)?.message),
})

const events: Readonly<Record<string, Event>> = {
  updated,
  completed,
  aborted,
  paused: underWay,
  'analysis-run-failed': analysisFailed,
}

export function unreadable({ issues: [issue] }: z.ZodError, of: string): Translation {
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.')
  return { ignored: `${where} is not as ${of} writes it: ${issue?.message ?? ''}`, unreadable: true }
}

/** A notification that the template of the README makes, in the words of the event contract. */
export function translate(body: unknown, delivered?: Delivered): Translation {
  const read = Notification.safeParse(reducedNotification(body))
  if (!read.success) return unreadable(read.error, 'the template of the README')
  const { event, at, cluster, rollout, analysisRuns } = read.data
  const tell = Object.hasOwn(events, event) ? events[event] : undefined
  if (tell === undefined) return { ignored: `the event ${event.slice(0, 100)} says nothing that is measured` }
  if (at === undefined || parseInstant(at) === null)
    return {
      ignored: 'at is no time: without it nobody knows when it was, since the status is the one before',
      unreadable: true,
    }
  const told = tell({ rollout, at, analysisRuns })
  if ('ignored' in told) return { ignored: String(told.ignored) }
  const places = { ...readPlaces(delivered?.settings), ...(cluster !== undefined && { cluster }) }
  const statement = statementOf(rollout, places, told)
  return 'ignored' in statement ? { ignored: String(statement.ignored) } : { statements: [statement] }
}
