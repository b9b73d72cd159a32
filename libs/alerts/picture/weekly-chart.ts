import type { Instant } from '#domain/instant'
import type { FigureUnit } from '../figures.ts'
import { Canvas, type Colour, textHeight, textWidth } from './canvas.ts'

/** A week of a metric; null where it has no value. */
export interface WeekValue {
  readonly from: Instant
  /** Its local date, such as 2026-03-09. */
  readonly date: string
  readonly value: number | null
}

const [width, height] = [720, 260]
const margin = { left: 116, right: 12, top: 16, bottom: 34 }
/** Ground, lines, text, weeks before the onset, weeks since it: told apart by lightness too. */
const palette: readonly Colour[] = [
  [255, 255, 255],
  [217, 217, 217],
  [64, 64, 64],
  [140, 180, 220],
  [178, 64, 16],
]
const [line, ink, before, since] = [1, 2, 3, 4] as const

const [minute, hour, day] = [60, 3_600, 86_400] as const

/** Values of an axis in one unit, which the greatest of them decides. */
function labelOf(unit: FigureUnit, most: number): (value: number) => string {
  if (unit === 'PER_WEEK') return (value) => value.toFixed(1)
  if (unit === 'SHARE') return (value) => `${(value * 100).toFixed(1)} %`
  if (most >= 2 * day) return (value) => `${(value / day).toFixed(1)} d`
  return most >= hour ? (value) => `${(value / hour).toFixed(1)} h` : (value) => `${(value / minute).toFixed(1)} min`
}

/** The picture of a metric by weeks, with the week of the onset marked and dated, as a PNG; null without any value. */
export function weeklyChart(weeks: readonly WeekValue[], onset: Instant, unit: FigureUnit): Buffer | null {
  const most = Math.max(0, ...weeks.map(({ value }) => value ?? 0))
  if (most === 0) return null
  const canvas = new Canvas(width, height, palette)
  const plot = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }
  const bottom = margin.top + plot.height
  const label = labelOf(unit, most)
  for (const part of [0, 0.5, 1]) {
    const y = bottom - part * plot.height
    const text = label(part * most)
    canvas.fill(margin.left, y, plot.width, 1, line)
    canvas.text(margin.left - 8 - textWidth(text), y - textHeight / 2, text, ink)
  }
  const step = plot.width / weeks.length
  const begun = weeks.findLastIndex(({ from }) => from <= onset)
  for (const [at, { value }] of weeks.entries()) {
    const high = ((value ?? 0) / most) * plot.height
    const isSince = begun >= 0 && at >= begun
    canvas.fill(margin.left + at * step + 2, bottom - high, step - 4, high, isSince ? since : before)
  }
  const dated = (at: number): void => {
    const { date = '' } = weeks[at] ?? {}
    const x = Math.min(margin.left + at * step, width - textWidth(date))
    canvas.text(x, bottom + 12, date, ink)
  }
  if (begun >= 0) {
    canvas.fill(margin.left + begun * step - 1, margin.top, 2, plot.height + 8, since)
    dated(begun)
  }
  if (begun < 0 || begun * step > textWidth('2026-03-09') + 12) dated(0)
  return canvas.png()
}
