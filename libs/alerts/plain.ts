import type { AlertThreshold } from '#domain/alert-threshold'
import { HOUR, type Instant, SECOND } from '#domain/instant'
import { kaplanMeier } from '#metrics/statistics/kaplan-meier'
import { percentileOf } from '#metrics/statistics/percentile'
import { firstFrom } from './detectors/first-from.ts'
import type { Impact } from './detectors/recovery.ts'
import { excesses, leastSamples, type ValueOver, weeksBetween } from './detectors/plain-threshold.ts'
import type { Finding } from './finding.ts'
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

/** The value of a metric over a window; medians are of what is known of days. */
function valueOf(watched: Watched, metric: AlertThreshold['metric']): ValueOver {
  const { leadTimes, lives, failures, reworks, impacts } = watched
  const failed = impacts.toSorted((a, b) => a.startedAt - b.startedAt)
  const values: Readonly<Record<AlertThreshold['metric'], ValueOver>> = {
    leadTimeForChanges: (from, to) =>
      median(within(leadTimes, ({ at }) => at, from, to).map(({ value }) => (Math.exp(value) * HOUR) / SECOND)),
    deploymentFrequency: (from, to) =>
      (lives[0] ?? Number.POSITIVE_INFINITY) > from
        ? null
        : within(lives, (at) => at, from, to).length / weeksBetween(from, to),
    changeFailureRate: share(failures),
    deploymentReworkRate: share(reworks),
    timeToRestore: (from, to) =>
      medianToRestore(
        within(failed, ({ startedAt }) => startedAt, from, to),
        to,
      ),
  }
  return values[metric]
}

/** What a plain threshold finds in what is watched: each time at which the metric was past it. */
export function plainFindings(
  watched: Watched,
  threshold: AlertThreshold,
  { asOf, timeZone }: { readonly asOf: Instant; readonly timeZone: string },
): Finding[] {
  const limit = threshold.above ?? threshold.below
  return excesses(threshold, valueOf(watched, threshold.metric), asOf, timeZone).map(
    ({ openedAt, endedAt, value }): Finding => ({
      detector: threshold.metric,
      direction: 'WORSE',
      level: 'ALERT',
      onset: { from: openedAt, to: openedAt },
      openedAt,
      ended: endedAt === null ? null : { at: endedAt, how: 'RETURNED' },
      before: limit,
      after: value,
      usualFrom: openedAt,
      isPlain: true,
    }),
  )
}
