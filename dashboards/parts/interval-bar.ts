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

/** Ends and value of a band on the common scale, 0 to 1. An end that the data cannot bound reaches the edge. */
export interface Band {
  readonly from: number
  readonly to: number
  readonly at: number
}

/** Null: there is nothing to draw. */
export function bandOf(
  { value, interval }: Pick<MetricView, 'value' | 'interval'>,
  place: Placing | null,
): Band | null {
  if (value === null || place === null) return null
  if (interval === null) return { from: place(value), to: place(value), at: place(value) }
  return { from: place(interval.low ?? 0), to: interval.high === null ? 1 : place(interval.high), at: place(value) }
}

const across = (share: number) => (4 + share * (width - 8)).toFixed(1)

/** Where a band ends; one that is not bounded runs out of the picture. */
function endOf({ to }: Band, { interval }: MetricView): string | number {
  return interval !== null && interval.high === null ? width : across(to)
}

/** A value as a dot on its interval; the text beside it says the same. */
export function intervalBar(view: MetricView, place: Placing | null) {
  const band = bandOf(view, place)
  if (band === null) return nothing
  const range: SVGTemplateResult = svg`<line class="range" x1=${across(band.from)} x2=${endOf(band, view)} y1="5" y2="5" />`
  return svg`<svg class="interval" viewBox="0 0 ${width} 10" width=${width} height="10" aria-hidden="true">
    <line class="rail" x1="0" x2=${width} y1="5" y2="5" />${range}<circle class="dot" cx=${across(band.at)} cy="5" r="3.2" />
  </svg>`
}

/** Two intervals on one scale: this window's with a filled dot, the one before below it, thin, with a hollow one. */
export function twoBands(now: MetricView, before: MetricView | null, place: Placing | null) {
  const [band, earlier] = [bandOf(now, place), before === null ? null : bandOf(before, place)]
  if (band === null && earlier === null) return nothing
  return svg`<svg class="interval" viewBox="0 0 ${width} 20" width=${width} height="20" aria-hidden="true">
    <line class="rail" x1="0" x2=${width} y1="6" y2="6" />
    ${
      band === null
        ? nothing
        : svg`<line class="range" x1=${across(band.from)} x2=${endOf(band, now)} y1="6" y2="6" /><circle class="dot" cx=${across(band.at)} cy="6" r="3.2" />`
    }
    ${
      earlier === null || before === null
        ? nothing
        : svg`<line class="was" x1=${across(earlier.from)} x2=${endOf(earlier, before)} y1="15" y2="15" /><circle class="then" cx=${across(earlier.at)} cy="15" r="2.6" />`
    }
  </svg>`
}
