import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { percentileOf } from '#metrics/statistics/percentile'
import { firstFrom } from './first-from.ts'
import { type Merged, stretches } from './stretches.ts'
import { tailLimit } from './tail-limit.ts'
import { afterWorkingTime, type Leisure, outOfFreeze, WORKING_DAY, workingTime } from './working-time.ts'

/** Merged changes wait for longer than is usual here while more are merged: the way to production is blocked. */
export interface Blockage {
  /** When the median wait passed the limit. */
  readonly onsetAt: Instant
  readonly openedAt: Instant
  /** When the median was below it again, or nothing waited any more; null while it lasts. */
  readonly endedAt: Instant | null
  /** Working time, in milliseconds; own p95, or the fixed one. */
  readonly limit: number
  readonly isOwnLimit: boolean
  /** Working time that changes took from merge to live before, in the middle. */
  readonly usual: number | null
  readonly waiting: number
}

const memory = 90 * DAY
const leastSamples = 20
/** Of fewer: five working days, and half as much again as any of them took. */
const fixedLimit = 5 * WORKING_DAY
const timesLongest = 1.5
/** Below this nobody would act, however fast the service is. */
const leastLimit = WORKING_DAY / 2
const fewWaiting = 3
/** It has to last for so long in working time: told at once, each holiday and each night would be a blockage. */
const patience = 1.25 * WORKING_DAY
/** And more has to wait than did before: the ages of what waits, added up, pass what is exceeded so often in a year, as the half year before says. */
const budget = 1
const halfYear = 182 * DAY
const year = 365 * DAY
/** Of a shorter time it is not known how many there are in a year. */
const leastOfYear = 90 * DAY

/** While nothing is merged for so many times as long as one pause in twenty, there may be nobody who could ship; after so many times that, they were away. */
const [timesPause, timesAway] = [2, 3]

interface Limit {
  readonly limit: number
  readonly isOwn: boolean
  readonly usual: () => number | null
  /** Without a merge for longer, the team may be away. */
  readonly longestPause: number
  /** After longer it was. */
  readonly away: number
}

/** All blockages up to `asOf`; ages are in working time, so that what is merged on a Friday is not old on Monday. */
export function blockages(changes: readonly Merged[], asOf: Instant, leisure: Leisure): Blockage[] {
  const merges = changes.filter(({ mergedAt }) => mergedAt <= asOf).toSorted((a, b) => a.mergedAt - b.mergedAt)
  const limits = limitsOf(merges, leisure)
  const backlog = new Backlog(leisure)
  const found: Blockage[] = []
  let open: (Blockage & { endedAt: null }) | null = null
  let since: Instant | null = null
  let shippedAt: Instant | null = null
  for (const { from, to, waiting, mergedBefore, lastMergeAt, isShipping, waitedBefore } of stretches(merges, asOf)) {
    if (isShipping) {
      shippedAt = from
      since = null
      if (waitedBefore.length >= fewWaiting) backlog.shipped(from, waitedBefore)
    }
    // Of most stretches nothing more is to be asked.
    if (open === null && waiting.length < fewWaiting) continue
    // What is usual stays what it was while nothing goes live.
    const { limit, isOwn, usual, longestPause, away } = limits(shippedAt ?? from)
    const median = waiting[Math.floor((waiting.length - 1) / 2)]
    if (open !== null) {
      // What is merged makes the median younger, and opens no way.
      if (!isShipping || (median !== undefined && afterWorkingTime(median, open.limit, leisure) <= from)) continue
      found.push({ ...open, endedAt: from })
      open = null
    }
    if (median === undefined || waiting.length < fewWaiting) continue
    // Who was away ships what waited when they are back.
    if (workingTime(mergedBefore, from, leisure) > away) since = null
    if (since === null) {
      const crossing: Instant = afterWorkingTime(median, limit, leisure)
      if (crossing >= to) continue
      since = Math.max(from, crossing)
    }
    const patientUntil: Instant = afterWorkingTime(since, patience, leisure)
    if (patientUntil >= to) continue
    const openedAt: Instant = outOfFreeze(Math.max(from, patientUntil, backlog.exceededAt(from, waiting)), leisure)
    if (openedAt >= to || workingTime(lastMergeAt, openedAt, leisure) > longestPause) continue
    open = {
      onsetAt: since,
      openedAt,
      endedAt: null,
      limit,
      isOwnLimit: isOwn,
      usual: usual(),
      waiting: waiting.length,
    }
  }
  return open === null ? found : [...found, open]
}

/** For how long the changes in the middle have to wait before it is told at the earliest, in working time: where more waited before, more has to. */
export function waitToldAfter(changes: readonly Merged[], asOf: Instant, leisure: Leisure): Milliseconds {
  const merges = changes.filter(({ mergedAt }) => mergedAt <= asOf).toSorted((a, b) => a.mergedAt - b.mergedAt)
  const lives = merges.flatMap(({ liveAt }) => (liveAt === null || liveAt > asOf ? [] : [liveAt]))
  return limitsOf(merges, leisure)(lives.reduce((last, at) => Math.max(last, at), 0) || asOf).limit + patience
}

/** How much waited when something went live: the working time that waiting changes had waited, added up. */
class Backlog {
  private readonly leisure: Leisure
  private readonly known: Span[] = []

  constructor(leisure: Leisure) {
    this.leisure = leisure
  }

  shipped(at: Instant, waited: readonly Instant[]): void {
    this.known.push({ at, value: this.ages(waited, at) })
  }

  /** When these changes, which wait at `from`, together will have waited for longer than is usual. */
  exceededAt(from: Instant, waiting: readonly Instant[]): Instant {
    const known = this.known.slice(firstFrom(this.known, from - halfYear, ({ at }) => at))
    const years = Math.max(leastOfYear, from - (known[0]?.at ?? from)) / year
    const values = known.map(({ value }) => value)
    const limit = tailLimit(values, budget / Math.max(budget, values.length / years))
    if (limit === null) return from
    return afterWorkingTime(from, Math.max(0, limit - this.ages(waiting, from)) / waiting.length, this.leisure)
  }

  private ages(merged: readonly Instant[], at: Instant): Milliseconds {
    let sum = 0
    for (const mergedAt of merged) sum += workingTime(mergedAt, at, this.leisure)
    return sum
  }
}

/** Limits by what was usual in the 90 days before the week of a moment: found once a week. */
function limitsOf(merges: readonly Merged[], leisure: Leisure): (at: Instant) => Limit {
  const lived = merges.filter(({ liveAt }) => liveAt !== null) as readonly { mergedAt: Instant; liveAt: Instant }[]
  const waits = lived
    .toSorted((a, b) => a.liveAt - b.liveAt)
    .map(({ mergedAt, liveAt }) => ({
      at: liveAt,
      value: workingTime(mergedAt, Math.max(mergedAt, liveAt), leisure),
    }))
  const pauses = pausesOf(
    merges.map(({ mergedAt }) => mergedAt),
    leisure,
  )
  const known = new Map<number, Limit>()
  return (at) => {
    const week = Math.floor(at / (7 * DAY))
    const found = known.get(week) ?? limitAt(week * 7 * DAY, waits, pauses)
    known.set(week, found)
    return found
  }
}

/** A span of working time, and when it was over. */
interface Span {
  readonly at: Instant
  readonly value: Milliseconds
}

/** @param spans by when they were over */
function before(at: Instant, spans: readonly Span[]): Milliseconds[] {
  return spans.slice(firstFrom(spans, at - memory, overAt), firstFrom(spans, at, overAt)).map(({ value }) => value)
}

function overAt({ at }: Span): Instant {
  return at
}

function limitAt(at: Instant, shipped: readonly Span[], merged: readonly Span[]): Limit {
  const [waits, pauses] = [before(at, shipped), before(at, merged)]
  const pause = percentileOf(pauses, 0.95) ?? 0
  const isOwn = waits.length >= leastSamples
  return {
    limit: isOwn
      ? Math.max(leastLimit, percentileOf(waits, 0.95) ?? 0)
      : Math.max(fixedLimit, timesLongest * Math.max(0, ...waits)),
    isOwn,
    usual: () => percentileOf(waits, 0.5),
    longestPause: timesPause * Math.max(WORKING_DAY / 2, pause),
    away: timesAway * Math.max(WORKING_DAY, pause),
  }
}

/** Working time between one moment and the next. */
function pausesOf(times: readonly Instant[], leisure: Leisure): Span[] {
  return times.slice(1).map((at, index) => ({ at, value: workingTime(times[index] ?? at, at, leisure) }))
}
