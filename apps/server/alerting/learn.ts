import { SECOND } from '#domain/instant'
import { within } from '#domain/time-limit'
import type { Database, OpenDatabase } from '#storage/database'
import { type NamedAlertRow, namedAlerts } from '#storage/queries/named-alerts'
import { type AlertRow, alertsById } from '#storage/stores/alerts'
import { loadReportingTimeZone } from '#storage/stores/settings'
import type { UntoldEventRow } from '#storage/stores/untold-events'
import type { AskInside } from '../ask-inside.ts'
import type { AlertPlace } from './alert-place.ts'
import { explain, type Explained } from './explain.ts'
import { alertKey } from './notification-of.ts'

/** An event waits so long for what is to be told with it. */
const longest = 10 * SECOND

export interface LearnOptions {
  readonly db: OpenDatabase
  readonly ask: AskInside
  /** Told of every failure; what failed is tried again by itself. */
  readonly report: (error: unknown) => void
  /** Milliseconds, in place of the usual ones, that an event waits to be explained. */
  readonly explainsWithin?: number
}

/** What is told with an event beside what the alert says itself. */
export interface Learned {
  readonly explained: Explained | null
}

export const nothingLearned: Learned = { explained: null }

/** Of what an event is. */
export interface About {
  readonly alert: AlertRow
  readonly named: NamedAlertRow
  readonly place: AlertPlace
}

/** Null: it is gone. */
export async function aboutOf(db: Database, alertId: number): Promise<About | null> {
  const [[alert], [named], timeZone] = await Promise.all([
    alertsById(db, [alertId]),
    db.query<NamedAlertRow>(namedAlerts([alertId])),
    loadReportingTimeZone(db),
  ])
  if (alert === undefined || named === undefined) return null
  return { alert, named, place: { service: named.service, environment: named.environment, timeZone } }
}

/** Finds out what is to be told with an event; nothing where nobody can say, or not in time: it is told without. */
export async function learn({ event, alertId }: UntoldEventRow, options: LearnOptions): Promise<Learned> {
  if (event !== 'OPENED') return nothingLearned
  const { db, ask, report, explainsWithin = longest } = options
  const about = await aboutOf(db, alertId)
  if (about?.alert.detector !== 'leadTimeForChanges') return nothingLearned
  const { alert, place } = about
  try {
    const explained = await within(explainsWithin, undefined, (signal) => unless(signal, explain(ask, alert, place)))
    return { explained }
  } catch (cause) {
    const what = `Why ${alertKey(alert)} (lead time of ${place.service} in ${place.environment}) was raised`
    report(new Error(`${what} could not be found out, and it is told without: ${messageOf(cause)}`, { cause }))
    return nothingLearned
  }
}

/** What comes of some work, or the reason for which it is waited for no longer. */
function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  return Promise.race([work, aborted])
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
