import { parseDuration } from '#domain/duration'
import { isTimeZone } from '#domain/time-zone'
import type { Timing } from './timing.ts'

/** What is told: a comparison always, a digest only when there is something to say. */
export type ReportKind = 'COMPARISON' | 'DIGEST'

/** What a scheduled report is of. */
export interface ScheduledReport {
  readonly kind: ReportKind
  /** Empty: all, or all of the team. */
  readonly services: readonly string[]
  readonly team: string | null
  readonly environment: string
  /** ISO 8601 duration that ends when it is told. */
  readonly last: string
  readonly against: 'NONE' | 'PREVIOUS_WINDOW' | 'SAME_WINDOW_LAST_YEAR'
}

/** A schedule as a user states it. */
export interface StatedSchedule {
  /** A comparison when left out. */
  readonly kind?: ReportKind | null
  readonly services?: readonly string[] | null
  readonly team?: string | null
  readonly environment?: string | null
  readonly last?: string | null
  readonly against?: ScheduledReport['against'] | null
  readonly every: Timing['every']
  readonly day?: number | null
  /** `HH:MM`. */
  readonly at: string
  readonly timeZone?: string | null
}

interface Refused {
  readonly refused: string
  readonly field: string
}

const mostServices = 100
/** The window where nobody says otherwise. */
const usualLast: Readonly<Record<ReportKind, string>> = { COMPARISON: 'P28D', DIGEST: 'P7D' }

/** A report as it was kept; those from before there were digests are comparisons. */
export function keptReport(kept: unknown): ScheduledReport {
  return { kind: 'COMPARISON', ...(kept as Omit<ScheduledReport, 'kind'>) }
}

function timingOf({ every, day, at, timeZone }: StatedSchedule): Timing | Refused {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(at) ?? []
  if (hours === undefined || minutes === undefined)
    return { refused: 'Write the time as HH:MM, such as 09:00.', field: 'at' }
  const zone = timeZone ?? 'UTC'
  if (!isTimeZone(zone))
    return { refused: `There is no time zone ${zone.slice(0, 100)}; write it as Europe/Berlin.`, field: 'timeZone' }
  const last = { DAY: 1, WEEK: 7, MONTH: 28 }[every]
  const chosen = day ?? 1
  if (every === 'DAY' && typeof day === 'number')
    return { refused: 'What is told every day has no day of its own.', field: 'day' }
  if (!Number.isInteger(chosen) || chosen < 1 || chosen > last)
    return { refused: `The day is 1 to ${last}${every === 'WEEK' ? ', 1 is Monday' : ''}.`, field: 'day' }
  return { every, day: chosen, minute: Number(hours) * 60 + Number(minutes), timeZone: zone }
}

/** Checks a schedule: what is told, and when. Whether services and team exist is not looked at. */
export function scheduleOf(
  stated: StatedSchedule,
): { readonly report: ScheduledReport; readonly timing: Timing } | Refused {
  const timing = timingOf(stated)
  if ('refused' in timing) return timing
  const services = [...new Set(stated.services ?? [])]
  const kind = stated.kind ?? 'COMPARISON'
  const last = stated.last ?? usualLast[kind]
  if (services.length > mostServices)
    return { refused: `At most ${mostServices} services are told of by name; name a team instead.`, field: 'services' }
  if (parseDuration(last) === null)
    return { refused: 'last is an ISO 8601 duration, such as P28D or P3M.', field: 'last' }
  const { team = null, environment, against } = stated
  if (kind === 'DIGEST' && (against ?? 'NONE') !== 'NONE')
    return { refused: 'A digest tells what changed by itself; leave out what it is held against.', field: 'against' }
  return {
    report: {
      kind,
      services,
      team,
      environment: environment ?? 'production',
      last,
      against: kind === 'DIGEST' ? 'NONE' : (against ?? 'PREVIOUS_WINDOW'),
    },
    timing,
  }
}
