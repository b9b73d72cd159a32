import { DAY, HOUR, type Instant, type Milliseconds, MINUTE } from './instant.ts'

const lookBack = 90 * DAY
const shortest = 15 * MINUTE
const longest = 24 * HOUR

/**
 * How long after a deployment an incident may be blamed on it by time alone: a tenth of the median gap between the
 * deployments of the 90 days before, at least 15 minutes, at most 24 hours, so that chance alone links about a tenth of
 * unrelated incidents at most. With fewer than two deployments there is no gap, and the longest window holds.
 *
 * @param liveTimes ascending live times of the service's counted deployments.
 */
export function blameWindow(liveTimes: readonly Instant[], at: Instant): Milliseconds {
  const recent = liveTimes.filter((time) => time <= at && time > at - lookBack)
  const gaps = recent
    .slice(1)
    .map((time, before) => time - (recent[before] as Instant))
    .toSorted((a, b) => a - b)
  if (gaps.length === 0) return longest
  const middle = (gaps.length - 1) / 2
  const median = ((gaps[Math.floor(middle)] as number) + (gaps[Math.ceil(middle)] as number)) / 2
  return Math.min(longest, Math.max(shortest, median / 10))
}
