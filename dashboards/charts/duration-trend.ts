import type { DurationPoint } from '../answers.ts'
import { duration, plural } from '../format.ts'
import { intervalTrend } from './interval-trend.ts'
import type { DataTable, Frame } from './palette.ts'
import { stepTitle } from './step.ts'

/** What a sample of the duration is called, in the singular. */
export interface Samples {
  readonly one: string
}

/** Median of each step with its interval; a step without samples is a gap and not a zero. */
export function durationTrend(points: readonly DurationPoint[], samples: Samples, frame: Frame) {
  const given = points.map((point) => ({ ...point, value: point.medianSeconds }))
  return intervalTrend(
    given,
    {
      label: 'Median',
      unit: 'seconds',
      tick: (value) => (value === 0 ? '0' : duration(value).text),
      lines: (index) => linesOf(points[index], samples),
    },
    frame,
  )
}

function linesOf(point: DurationPoint | undefined, { one }: Samples): string[] {
  if (point === undefined) return []
  const from = `from ${plural(point.sampleSize, one)}`
  if (point.medianSeconds === null) return [`No median ${from}`]
  return [`Median ${duration(point.medianSeconds).text} ${from}`, `90 % interval: ${rangeText(point)}`]
}

/** `14 h – 1 d 4 h`; an end that is not known is said so. */
function rangeText({ interval }: DurationPoint): string {
  if (interval === null || (interval.low === null && interval.high === null)) return 'not known'
  const low = interval.low === null ? 'unknown' : duration(interval.low).text
  const high = interval.high === null ? 'unbounded' : duration(interval.high).text
  return `${low} – ${high}`
}

/** The points as rows. */
export function durationTable(
  points: readonly DurationPoint[],
  { one }: Samples,
  frame: Pick<Frame, 'by' | 'timeZone'>,
): DataTable {
  const words = (seconds: number | null) => (seconds === null ? 'unknown' : duration(seconds).text)
  const name = `${one[0]?.toUpperCase()}${one.slice(1)}s`
  return {
    columns: ['Time', 'Median', '90 % interval', '90th percentile', name],
    rows: points.map((point) => [
      stepTitle(point, frame),
      words(point.medianSeconds),
      rangeText(point),
      words(point.p90Seconds),
      String(point.sampleSize),
    ]),
  }
}

/** The points in one sentence. */
export function durationSummary(points: readonly DurationPoint[], { by }: Pick<Frame, 'by'>): string {
  const medians = points.flatMap(({ medianSeconds }) => (medianSeconds === null ? [] : [medianSeconds]))
  const unit = by.toLowerCase()
  if (medians.length === 0) return `No ${unit} of this window has a median.`
  const [low, high] = [Math.min(...medians), Math.max(...medians)]
  const span = `between ${duration(low).spoken} and ${duration(high).spoken}`
  return `Median by ${unit}: ${medians.length} of ${plural(points.length, unit)} have one, ${span}.`
}
