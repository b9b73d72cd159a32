import { nothing, svg, type SVGTemplateResult } from 'lit'
import type { MetricView } from '../metric-view.ts'

/** Where values of a column stand on its common scale, 0 to 1; null: nothing to place. */
export type Placing = (value: number) => number

/**
 * A scale that all values of one column share, from zero, bent by a square root so that small values stay apart.
 * `reach` of the longest interval is cut at three times the highest value.
 */
export function columnScale(views: readonly MetricView[]): Placing | null {
  const values = views.flatMap(({ value }) => (value === null ? [] : [value]))
  const highs = views.flatMap(({ interval }) => ((interval?.high ?? null) === null ? [] : [interval?.high ?? 0]))
  const highest = Math.max(0, ...values)
  const end = Math.min(Math.max(highest, ...highs), highest * 3)
  if (!(end > 0)) return null
  return (value) => Math.sqrt(Math.min(1, Math.max(0, value / end)))
}

const width = 112

/** A value as a dot on its interval; the text beside it says the same. */
export function intervalBar({ value, interval }: MetricView, place: Placing | null) {
  if (value === null || place === null) return nothing
  const at = (share: number) => (4 + share * (width - 8)).toFixed(1)
  const low = interval?.low ?? (interval === null ? value : 0)
  const high = interval === null ? value : interval.high
  const range: SVGTemplateResult = svg`<line class="range" x1=${at(place(low))} x2=${high === null ? width : at(place(high))} y1="5" y2="5" />`
  return svg`<svg class="interval" viewBox="0 0 ${width} 10" width=${width} height="10" aria-hidden="true">
    <line class="rail" x1="0" x2=${width} y1="5" y2="5" />${range}<circle class="dot" cx=${at(place(value))} cy="5" r="3.2" />
  </svg>`
}
