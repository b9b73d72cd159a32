/** Axes, tooltip and typeface as all charts wear them. Pure. */
import type { CartesianScaleOptions, FontSpec, LinearScaleOptions, TooltipOptions } from 'chart.js'
import type { Palette } from './palette.ts'

export function fontOf({ font }: Palette, size = 11): Partial<FontSpec> {
  return { family: font, size }
}

/** The axis of time: names of steps, as many as fit, never slanted. */
export function stepAxis(palette: Palette) {
  return {
    type: 'category' as const,
    grid: { display: false },
    border: { color: palette.grid },
    ticks: { color: palette.muted, font: fontOf(palette), maxRotation: 0, autoSkipPadding: 16 },
  }
}

/** The axis of values, from zero, with a few light lines. */
export function valueAxis(palette: Palette, tick: (value: number) => string, step?: number) {
  return {
    type: 'linear' as const,
    beginAtZero: true,
    border: { display: false },
    grid: { color: palette.grid, drawTicks: false },
    ticks: {
      color: palette.muted,
      font: fontOf(palette),
      padding: 6,
      maxTicksLimit: 6,
      callback: (value: string | number) => tick(Number(value)),
      ...(step === undefined ? {} : { stepSize: step }),
    },
  } satisfies Partial<Record<keyof (LinearScaleOptions & CartesianScaleOptions), unknown>> & { type: 'linear' }
}

export function tooltipLook(palette: Palette) {
  return {
    backgroundColor: palette.ink,
    titleColor: palette.surface,
    bodyColor: palette.surface,
    titleFont: { ...fontOf(palette, 12), weight: 600 },
    bodyFont: fontOf(palette, 12),
    displayColors: false,
    padding: 10,
    cornerRadius: 6,
    // It stands away from its point.
    caretSize: 0,
    caretPadding: 0,
    position: 'farSide' as const,
  } satisfies Partial<Record<keyof TooltipOptions, unknown>>
}

const minute = 60
const hour = 60 * minute
const day = 24 * hour
const steps = [
  ...[1, 5, 10, 30].map((seconds) => seconds),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 4, 7, 14, 28, 56, 112, 224, 365, 730].map((days) => days * day),
]

/** The end of an axis of seconds that holds `max`, on one of its lines. */
export function durationEnd(max: number): number {
  const step = durationStep(max)
  return Math.ceil(max / step) * step
}

/** The end of an axis of shares that holds `max`: a round number of percent. */
export function shareEnd(max: number): number {
  return [0.05, 0.1, 0.2, 0.25, 0.5].find((end) => max <= end) ?? 1
}

/** Seconds between the lines of an axis that reaches to `max` seconds, so that they fall on whole units. */
export function durationStep(max: number): number {
  return steps.find((step) => max / step <= 5) ?? Math.ceil(max / 5 / day) * day
}
