import type { Interval } from '../metric.ts'
import { type DesignEffect, independent, level } from './design-effect.ts'

/**
 * Wilson's score interval of a share, with the effective sample size n / D (Wilson 1927, JASA 22; Korn, Graubard 1998,
 * Survey Methodology 24, for the effective size). Always inside [0, 1]; null without samples.
 */
export function wilsonInterval(hits: number, count: number, design: DesignEffect = independent): Interval | null {
  if (count === 0) return null

  const samples = count / design.effect
  const share = hits / count
  const square = (design.z * design.z) / samples
  const centre = (share + square / 2) / (1 + square)
  const reach = (design.z / (1 + square)) * Math.sqrt((share * (1 - share)) / samples + square / (4 * samples))
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - reach),
    high: hits === count ? 1 : Math.min(1, centre + reach),
    level,
    method: 'Wilson, widened for samples of one week',
  }
}
