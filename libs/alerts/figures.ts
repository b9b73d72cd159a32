import type { Instant } from '#domain/instant'
import { spanText } from './words.ts'

/** A value as the pages have it, over one window. */
export interface Figure {
  readonly from: Instant
  readonly to: Instant
  /** Seconds, deployments a week, or a share. */
  readonly value: number
  /** Its 90 % interval; null where an end cannot be bounded. */
  readonly low: number | null
  readonly high: number | null
  /** What it rests on, such as 48 changes in 12 blocks: the first is what is counted. */
  readonly samples: readonly Sampled[]
}

export interface Sampled {
  readonly count: number
  /** One of them, such as change. */
  readonly of: string
}

export type FigureUnit = 'SECONDS' | 'PER_WEEK' | 'SHARE'

/** A metric before and since it moved, by the definitions of the pages; null where there is no number. */
export interface Figures {
  readonly unit: FigureUnit
  readonly before: Figure | null
  readonly since: Figure | null
}

function bare(value: number, scale: number): string {
  return (value / scale).toFixed(1)
}

/** A range, in the unit of the value beside it. */
function rangeText(low: number | null, high: number | null, scale: number): string | null {
  if (low === null && high === null) return null
  if (low === null) return `at most ${bare(high ?? 0, scale)}`
  return high === null ? `at least ${bare(low, scale)}` : `${bare(low, scale)} to ${bare(high, scale)}`
}

const [minute, hour, day] = [60, 3_600, 86_400] as const

/** What the number of a value stands for, so that its range is told in the same. */
function scaleOf(unit: FigureUnit, value: number): number {
  if (unit !== 'SECONDS') return unit === 'SHARE' ? 0.01 : 1
  if (value >= 2 * day) return day
  return value >= hour ? hour : minute
}

function valueText(unit: FigureUnit, value: number): string {
  if (unit === 'SECONDS') return spanText(value)
  return unit === 'SHARE' ? `${bare(value, 0.01)} %` : `${bare(value, 1)} a week`
}

function figureText(unit: FigureUnit, { value, low, high, samples }: Figure): string {
  const range = rangeText(low, high, scaleOf(unit, value))
  const counted = samples.map(({ count, of }) => `${count} ${of}${count === 1 ? '' : 's'}`).join(' in ')
  return `${valueText(unit, value)} (${[...(range === null ? [] : [range]), counted].join(', ')})`
}

/** Both values with their intervals and what they rest on, in one sentence; null where there is none. */
export function figuresText({ unit, before, since }: Figures): string | null {
  const parts = [
    ...(before === null ? [] : [`${figureText(unit, before)} before`]),
    ...(since === null ? [] : [`${figureText(unit, since)} since`]),
  ]
  if (parts.length === 0) return null
  return `As the pages count it: ${unit === 'SECONDS' ? 'median ' : ''}${parts.join(', ')}; ranges are 90 % intervals.`
}

function figureData({ from, to, samples, ...figure }: Figure): Readonly<Record<string, unknown>> {
  const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  return { ...figure, ...Object.fromEntries(samples.map(({ count, of }) => [`${of}s`, count])), window }
}

/** The same for machines: `{ value, low, high, changes, blocks, window }` of each. */
export function figuresData({ unit, before, since }: Figures): Readonly<Record<string, unknown>> {
  const of = (figure: Figure | null) => (figure === null ? null : figureData(figure))
  return { unit, level: 0.9, before: of(before), since: of(since) }
}
