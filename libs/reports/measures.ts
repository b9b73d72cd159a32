import type { Measured } from './verdict.ts'

export const measureNames = [
  'deploymentFrequency',
  'leadTimeForChanges',
  'changeFailureRate',
  'timeToRestore',
  'deploymentReworkRate',
] as const
export type MeasureName = (typeof measureNames)[number]

/** In which unit the value of a metric is shown, and which direction is better. */
export const measures = {
  deploymentFrequency: { unit: 'per week', better: 'higher' },
  leadTimeForChanges: { unit: 'seconds', better: 'lower' },
  changeFailureRate: { unit: 'share', better: 'lower' },
  timeToRestore: { unit: 'seconds', better: 'lower' },
  deploymentReworkRate: { unit: 'share', better: 'lower' },
} as const satisfies Readonly<Record<MeasureName, { readonly unit: string; readonly better: 'higher' | 'lower' }>>

interface Bounds {
  readonly low: number | null
  readonly high: number | null
}

/** The interval in the unit that the value is shown in: the API gives that of the frequency per day. */
export function boundsOf(name: MeasureName, interval: Bounds | null): Bounds {
  const scale = name === 'deploymentFrequency' ? 7 : 1
  const end = (value: number | null | undefined) => (value === null || value === undefined ? null : value * scale)
  return { low: end(interval?.low), high: end(interval?.high) }
}

/** The values alone, as the API gives them. */
export interface Values {
  readonly deploymentFrequency: { readonly perWeek: number | null }
  readonly leadTimeForChanges: { readonly medianSeconds: number | null }
  readonly changeFailureRate: { readonly rate: number | null }
  readonly timeToRestore: { readonly medianSeconds: number | null }
  readonly deploymentReworkRate: { readonly rate: number | null }
}

/** What the API calls the value of each metric. */
export function valueOf(name: MeasureName, values: Values): number | null {
  switch (name) {
    case 'deploymentFrequency':
      return values.deploymentFrequency.perWeek
    case 'leadTimeForChanges':
    case 'timeToRestore':
      return values[name].medianSeconds
    case 'changeFailureRate':
    case 'deploymentReworkRate':
      return values[name].rate
  }
}

/** A value with its bounds, both in the unit of the value. */
export function measured(name: MeasureName, values: Values, interval: Bounds | null): Measured {
  return { value: valueOf(name, values), ...boundsOf(name, interval) }
}
