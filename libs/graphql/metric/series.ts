import { DAY } from '#domain/instant'
import type { Bucket } from '#domain/window'
import type { Measurement, Metric } from '#metrics/metric'
import { Refusal } from '../refusal.ts'
import { type MetricView, seriesIn } from './metrics-view.ts'

/** More points than this cannot be looked at. */
const pointLimit = 4_000

/**
 * The points of a metric by local days, weeks or months.
 *
 * @throws Refusal TOO_LARGE
 */
export async function seriesOf<M extends Measurement, P extends object>(
  metric: Metric<M, P>,
  { metrics: view }: MetricView<M>,
  by: Bucket,
): Promise<P[]> {
  const { scope, refusal } = view
  const days = (scope.window.to - scope.window.from) / DAY
  const points = days / { DAY: 1, WEEK: 7, MONTH: 28 }[by]
  if (points > pointLimit) {
    throw new Refusal(
      'TOO_LARGE',
      `A series by ${by} of this window would have about ${Math.ceil(points)} points; at most ${pointLimit} are answered. Take a longer step or a shorter window.`,
      { field: 'by' },
    )
  }
  return refusal === null ? seriesIn(metric, view, by) : []
}
