import type { CalendarDay } from '#domain/calendar'
import { deploymentKinds } from '#domain/delivery-event'
import type { FlagCode } from '#domain/stream-history'
import { buckets, type Window } from '#domain/window'
import { countedOn, type DayFact, type FlagBearer, flagIndex, noFlags, recordFlags } from './day-fact.ts'

/** What the days of a window add up to, in all and by its local weeks. */
export interface DaySummary {
  /** Deployments that the default definition counts, rollbacks, and what of both was rework: by local week. */
  readonly counted: number[]
  readonly rollbacks: number[]
  readonly rework: number[]
  /** Live deployments by kind, in the order of `deploymentKinds`. */
  readonly kinds: number[]
  attempts: number
  failedAttempts: number
  aborted: number
  following: number
  covered: number
  known: number
  knownChanges: number
  /** By `flagIndex`; `noFlags` where there is none. */
  flags: readonly number[]
}

interface Made {
  readonly days: readonly DayFact[]
  readonly window: Window
  readonly summary: DaySummary
}

/** Five metrics of one question look at the same days, one after another. */
let made: Made | null = null

export function summaryOf(days: readonly DayFact[], window: Window): DaySummary {
  if (made !== null && made.days === days && made.window === window) return made.summary
  const summary = summarize(days, window)
  made = { days, window, summary }
  return summary
}

/** Says which local week of the window a day is of, 0 the first. */
export function weeksOf(window: Window): (day: CalendarDay) => number {
  const monday = buckets(window, 'WEEK')[0]?.day ?? 0
  return (day) => Math.floor((day - monday) / 7)
}

const rollback = deploymentKinds.indexOf('ROLLBACK')

function summarize(days: readonly DayFact[], window: Window): DaySummary {
  const weeks = buckets(window, 'WEEK').length
  const sum: DaySummary = {
    counted: zeros(weeks),
    rollbacks: zeros(weeks),
    rework: zeros(weeks),
    kinds: zeros(deploymentKinds.length),
    attempts: 0,
    failedAttempts: 0,
    aborted: 0,
    following: 0,
    covered: 0,
    known: 0,
    knownChanges: 0,
    flags: noFlags,
  }
  const weekOf = weeksOf(window)
  for (const day of days) addDay(sum, day, weekOf(day.day))
  return sum
}

function zeros(length: number): number[] {
  const found: number[] = []
  for (let index = 0; index < length; index += 1) found.push(0)
  return found
}

function addDay(sum: DaySummary, day: DayFact, week: number): void {
  sum.counted[week] = (sum.counted[week] ?? 0) + countedOn(day)
  sum.rollbacks[week] = (sum.rollbacks[week] ?? 0) + (day.kinds[rollback] ?? 0)
  sum.rework[week] = (sum.rework[week] ?? 0) + day.rework
  for (let kind = 0; kind < sum.kinds.length; kind += 1)
    sum.kinds[kind] = (sum.kinds[kind] ?? 0) + (day.kinds[kind] ?? 0)
  sum.attempts += day.attempts
  sum.failedAttempts += day.failedAttempts
  sum.aborted += day.aborted
  sum.following += day.following
  sum.covered += day.covered
  sum.known += day.known
  sum.knownChanges += day.knownChanges
  if (day.flags.length > 0) sum.flags = day.flags.map((count, place) => count + (sum.flags[place] ?? 0))
}

/** How often each flag was met on these bearers. */
export function flagsOn({ flags }: Pick<DaySummary, 'flags'>, bearers: readonly FlagBearer[]): Map<FlagCode, number> {
  const found = new Map<FlagCode, number>()
  if (flags.length === 0) return found
  for (const bearer of bearers) {
    for (const flag of recordFlags) {
      const count = flags[flagIndex(bearer, flag)] ?? 0
      if (count > 0) found.set(flag, (found.get(flag) ?? 0) + count)
    }
  }
  return found
}
