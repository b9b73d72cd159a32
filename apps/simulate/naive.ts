import { DAY, type Instant } from '#domain/instant'
import type { Judged, Watched } from '#alerts/watched'
import type { Sample } from '#alerts/detectors/block'
import { firstFrom } from '#alerts/detectors/first-from'
import type { Tally } from './tally.ts'

/** What tools ship: one period against the one before it, looked at each day or week. An alarm is counted when it begins. */
export function naiveAlarms(watched: Watched, begin: Instant, to: Instant): Tally {
  return {
    'naive.leadTime': alarmsOf(begin, to, DAY, (at) => isLonger(watched.leadTimes, at, 1)),
    'naive.leadTime5': alarmsOf(begin, to, DAY, (at) => isLonger(watched.leadTimes, at, 5)),
    'naive.frequency': alarmsOf(begin, to, 7 * DAY, (at) => isRarer(watched.lives, at)),
    'naive.failures': alarmsOf(begin, to, DAY, (at) => failsMore(watched.failures, at)),
  }
}

function alarmsOf(begin: Instant, to: Instant, every: number, isUp: (at: Instant) => boolean): number {
  let count = 0
  let wasUp = false
  for (let at = begin; at <= to; at += every) {
    const up = isUp(at)
    if (up && !wasUp) count += 1
    wasUp = up
  }
  return count
}

/** Median of seven days against that of the 28 before, half as much again; `least` values in each. */
function isLonger(samples: readonly Sample[], at: Instant, least: number): boolean {
  const [was, is] = [at - 35 * DAY, at - 7 * DAY].map((from) => firstFrom(samples, from, (sample) => sample.at))
  const end = firstFrom(samples, at, (sample) => sample.at)
  const [before, after] = [samples.slice(was, is), samples.slice(is, end)]
  if (before.length < least || after.length < least) return false
  return medianOf(after) - medianOf(before) >= Math.log(1.5)
}

function medianOf(samples: readonly Sample[]): number {
  const sorted = Float64Array.from(samples, ({ value }) => value).toSorted()
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2
}

/** A week with a third less than the mean of the twelve before. */
function isRarer(lives: readonly Instant[], at: Instant): boolean {
  const [first = 0, middle = 0, end = 0] = [at - 91 * DAY, at - 7 * DAY, at].map((time) =>
    firstFrom(lives, time, (live) => live),
  )
  return middle > first && end - middle <= 0.67 * ((middle - first) / 12)
}

/** 28 days against the 28 before, half as much again. */
function failsMore(judged: readonly Judged[], at: Instant): boolean {
  const [first, middle, end] = [at - 56 * DAY, at - 28 * DAY, at].map((time) =>
    firstFrom(judged, time, (one) => one.at),
  )
  const [before, after] = [judged.slice(first, middle), judged.slice(middle, end)]
  const shareOf = (some: readonly Judged[]): number => some.filter(({ hit }) => hit).length / some.length
  if (before.length === 0 || after.length === 0 || shareOf(after) === 0) return false
  return shareOf(after) >= 1.5 * shareOf(before)
}
