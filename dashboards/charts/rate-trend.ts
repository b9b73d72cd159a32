import type { RatePoint } from '../answers.ts'
import { percent, plural } from '../format.ts'
import { intervalTrend } from './interval-trend.ts'
import type { DataTable, Frame } from './palette.ts'
import { stepTitle } from './step.ts'

/** Rate of each step with its interval; a step without deployments is a gap and not a zero. */
export function rateTrend(points: readonly RatePoint[], frame: Frame) {
  const given = points.map((point) => ({ ...point, value: point.rate }))
  return intervalTrend(
    given,
    {
      label: 'Rate',
      unit: 'share',
      tick: (value) => percent(value).text,
      lines: (index) => linesOf(points[index]),
    },
    frame,
  )
}

function linesOf(point: RatePoint | undefined): string[] {
  if (point === undefined) return []
  if (point.rate === null) return ['No deployments']
  const parts = `${point.numerator} of ${plural(point.denominator, 'deployment')}`
  return [`${percent(point.rate).text}: ${parts}`, `90 % interval: ${rangeText(point)}`]
}

function rangeText({ interval }: RatePoint): string {
  if (interval === null) return 'not known'
  return `${percent(interval.low ?? 0).text} – ${percent(interval.high ?? 1).text}`
}

/** The points as rows. */
export function rateTable(
  points: readonly RatePoint[],
  counted: string,
  frame: Pick<Frame, 'by' | 'timeZone'>,
): DataTable {
  return {
    columns: ['Time', 'Rate', '90 % interval', counted, 'Deployments'],
    rows: points.map((point) => [
      stepTitle(point, frame),
      point.rate === null ? 'unknown' : percent(point.rate).text,
      rangeText(point),
      String(point.numerator),
      String(point.denominator),
    ]),
  }
}

/** The points in one sentence. */
export function rateSummary(points: readonly RatePoint[], { by }: Pick<Frame, 'by'>): string {
  const known = points.filter(({ rate }) => rate !== null)
  const unit = by.toLowerCase()
  if (known.length === 0) return `No ${unit} of this window has a rate.`
  const numerator = known.reduce((sum, point) => sum + point.numerator, 0)
  const denominator = known.reduce((sum, point) => sum + point.denominator, 0)
  return `Rate by ${unit}: ${known.length} of ${plural(points.length, unit)} have deployments; in all ${numerator} of ${plural(denominator, 'deployment')}.`
}
