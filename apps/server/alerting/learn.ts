import { isPlainContent } from '#alerts/content'
import type { AlsoMoved } from '#alerts/also-moved'
import type { Figures } from '#alerts/figures'
import { SECOND } from '#domain/instant'
import { within } from '#domain/time-limit'
import type { Database } from '#storage/database'
import { alertsMovedWith, type MovedWithRow } from '#storage/queries/alerts-moved-with'
import { type NamedAlertRow, namedAlerts } from '#storage/queries/named-alerts'
import { type AlertRow, alertsById } from '#storage/stores/alerts'
import { loadReportingTimeZone } from '#storage/stores/settings'
import type { UntoldEventRow } from '#storage/stores/untold-events'
import type { TellingOptions } from '../telling-options.ts'
import { alertKey, type AlertPlace } from './alert-place.ts'
import { explain, type Explained } from './explain.ts'
import { figuresOf } from './figures-of.ts'
import { type Weeks, weeksOf } from './weeks-of.ts'

/** An event waits so long for what is to be told with it. */
const longest = 10 * SECOND

export interface LearnOptions extends Pick<TellingOptions, 'db' | 'ask' | 'report'> {
  /** Milliseconds, in place of the usual ones, that an event waits to be explained. */
  readonly explainsWithin?: number
}

/** What is told with an event beside what the alert says itself. */
export interface Learned {
  readonly explained: Explained | null
  /** Its values before and since, as the pages have them. */
  readonly figures: Figures | null
  /** What else moved at the same time. */
  readonly alsoMoved: AlsoMoved | null
  /** Its metric by weeks, to be drawn. */
  readonly weeks: Weeks | null
}

export const nothingLearned: Learned = { explained: null, figures: null, alsoMoved: null, weeks: null }

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

async function movedWith(db: Database, alert: AlertRow): Promise<AlsoMoved> {
  const rows = await db.query<MovedWithRow>(alertsMovedWith(alert))
  const [first] = rows
  const of = ({ detector, direction, services }: MovedWithRow) => ({ metric: detector, direction, services })
  return {
    services: first?.others ?? 0,
    names: first?.names ?? [],
    moved: rows.filter(({ isOwn }) => !isOwn).map(of),
    own: rows.filter(({ isOwn }) => isOwn).map(({ detector, direction }) => ({ metric: detector, direction })),
  }
}

/** Finds out what is to be told with an event; nothing where nobody can say, or not in time: it is told without. */
export async function learn({ event, alertId }: UntoldEventRow, options: LearnOptions): Promise<Learned> {
  if (event !== 'OPENED' && event !== 'CHANGED') return nothingLearned
  const { db, ask, report, explainsWithin = longest } = options
  const about = await aboutOf(db, alertId)
  if (about === null) return nothingLearned
  const { alert, place } = about
  const isExplained = event === 'OPENED' && alert.detector === 'leadTimeForChanges'
  const isPlain = isPlainContent(alert.content)
  const moved = isPlain ? { ...alert, onsetFrom: alert.usualFrom } : alert
  const learning = async (): Promise<Learned> => {
    const [explained, figures, alsoMoved, weeks] = await Promise.all([
      isExplained ? explain(ask, moved, place) : null,
      // A plain threshold is held against a window of its own.
      isPlain ? null : figuresOf(ask, alert, place),
      movedWith(db, alert),
      event === 'OPENED' ? weeksOf(ask, alert, place) : null,
    ])
    return { explained, figures, alsoMoved, weeks }
  }
  try {
    return await within(explainsWithin, undefined, learning)
  } catch (cause) {
    const what = `Why ${alertKey(alert)} (${alert.detector} of ${place.service} in ${place.environment}) was raised`
    report(new Error(`${what} could not be found out, and it is told without: ${messageOf(cause)}`, { cause }))
    return nothingLearned
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
