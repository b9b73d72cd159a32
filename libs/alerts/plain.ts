import type { AlertThreshold } from '#domain/alert-threshold'
import { calendarDay, startOfDay } from '#domain/calendar'
import { HOUR, type Instant, SECOND } from '#domain/instant'
import { kaplanMeier } from '#metrics/statistics/kaplan-meier'
import { percentileOf } from '#metrics/statistics/percentile'
import { firstFrom } from './detectors/first-from.ts'
import type { Impact } from './detectors/recovery.ts'
import {
  excesses,
  leastSamples,
  type LookingScope,
  type SeenBefore,
  type ValueOver,
  weeksIn,
} from './detectors/plain-threshold.ts'
import { apartOf, type Frozen } from './detectors/working-time.ts'
import type { Finding } from './finding.ts'
import { isFrozen, unfrozen } from './freezes.ts'
import type { Judged, Watched } from './watched.ts'

function within<T>(items: readonly T[], timeOf: (item: T) => Instant, from: Instant, to: Instant): readonly T[] {
  return items.slice(firstFrom(items, from, timeOf), firstFrom(items, to, timeOf))
}

function share(judged: readonly Judged[]): ValueOver {
  return (from, to) => {
    const some = within(judged, ({ at }) => at, from, to)
    return some.length < leastSamples ? null : some.filter(({ hit }) => hit).length / some.length
  }
}

function median(values: readonly number[]): number | null {
  return values.length < leastSamples ? null : percentileOf(values, 0.5)
}

/** As known at a moment: of failures that last then only their age is known, and so at least how long half of them take. */
function medianToRestore(failed: readonly Impact[], at: Instant): number | null {
  if (failed.length < leastSamples) return null
  const { median: reached, atLeast } = kaplanMeier(
    failed.map(({ startedAt, restoredAt }) => {
      const done = restoredAt !== null && restoredAt <= at
      return { time: Math.max(0, (done ? restoredAt : at) - startedAt) / SECOND, done }
    }),
  )
  return reached ?? atLeast
}

interface Days {
  readonly timeZone: string
  readonly frozen: readonly Frozen[]
}

/** Of deployments only their days are kept: one that is not over is looked at whole, with what is known of it. */
function endOf(to: Instant, timeZone: string): Instant {
  const day = calendarDay(to, timeZone)
  return startOfDay(day, timeZone) === to ? to : startOfDay(day + 1, timeZone)
}

/** Deployments a week, without freezes; null where they are more than half of the window. Within a day it begins with a whole one. */
function frequency({ lives }: Watched, { timeZone, frozen }: Days): ValueOver {
  const outside = lives.filter((at) => !isFrozen(frozen, at))
  return (start, to) => {
    const end = endOf(to, timeZone)
    const from = end === to ? start : startOfDay(calendarDay(start, timeZone), timeZone)
    if ((lives[0] ?? Number.POSITIVE_INFINITY) > from) return null
    let open = to - from
    for (const one of frozen) open -= Math.max(0, Math.min(to, one.to) - Math.max(from, one.from))
    if (open <= (to - from) / 2) return null
    return within(outside, (at) => at, from, end).length / weeksIn(open)
  }
}

/** The value of a metric over a window, without what happened in freezes; medians are of what is known of days. */
function valueOf(all: Watched, metric: AlertThreshold['metric'], days: Days): ValueOver {
  const { leadTimes, failures, reworks, impacts } = unfrozen(all, days.frozen)
  const failed = impacts
    .filter(({ startedAt }) => !isFrozen(days.frozen, startedAt))
    .toSorted((a, b) => a.startedAt - b.startedAt)
  const whole =
    (valueOver: ValueOver): ValueOver =>
    (from, to) =>
      valueOver(from, endOf(to, days.timeZone))
  const values: Readonly<Record<AlertThreshold['metric'], ValueOver>> = {
    leadTimeForChanges: whole((from, to) =>
      median(within(leadTimes, ({ at }) => at, from, to).map(({ value }) => (Math.exp(value) * HOUR) / SECOND)),
    ),
    deploymentFrequency: frequency(all, days),
    changeFailureRate: whole(share(failures)),
    deploymentReworkRate: whole(share(reworks)),
    timeToRestore: (from, to) =>
      medianToRestore(
        within(failed, ({ startedAt }) => startedAt, from, to),
        to,
      ),
  }
  return values[metric]
}

/** An alert that was kept, as far as it says what looks saw. */
export interface KeptExcess {
  readonly detector: string
  readonly state: string
  readonly openedAt: Instant
  readonly endedAt: Instant | null
  readonly before: number | null
  readonly after: number | null
  readonly isPlain: boolean
}

/** What looks saw of this threshold: its alerts began, and ended, at looks. */
function seenOf(kept: readonly KeptExcess[], { metric, above, below }: AlertThreshold): SeenBefore[] {
  const limit = above ?? below
  return kept.flatMap(({ detector, state, openedAt, endedAt, before, after, isPlain }) => {
    if (!isPlain || detector !== metric || state === 'WITHDRAWN' || before !== limit) return []
    const ended = endedAt === null ? [] : [{ at: endedAt, past: null }]
    return after === null ? ended : [{ at: openedAt, past: after }, ...ended]
  })
}

/** What a plain threshold finds in what is watched: each time at which the metric was past it. */
export function plainFindings(
  watched: Watched,
  threshold: AlertThreshold,
  { asOf, timeZone, frozen = [] }: Pick<LookingScope, 'asOf' | 'timeZone' | 'frozen'>,
  kept: readonly KeptExcess[] = [],
): Finding[] {
  const limit = threshold.above ?? threshold.below
  const apart = apartOf(frozen)
  const valueOver = valueOf(watched, threshold.metric, { timeZone, frozen: apart })
  const scope = { asOf, timeZone, frozen: apart, seen: seenOf(kept, threshold) }
  return excesses(threshold, valueOver, scope).map(
    ({ onset, openedAt, endedAt, windowFrom, value }): Finding => ({
      detector: threshold.metric,
      direction: 'WORSE',
      level: 'ALERT',
      onset,
      openedAt,
      ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
      before: limit,
      after: value,
      usualFrom: windowFrom,
      isPlain: true,
    }),
  )
}
