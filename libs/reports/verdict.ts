/** A value in its unit with the ends of its interval; null: not known, or not bounded. */
export interface Measured {
  readonly value: number | null
  readonly low: number | null
  readonly high: number | null
}

export type Verdict = 'better' | 'worse' | 'unclear' | 'unknown'

/**
 * A value against the same service's value before. Where the two intervals lie apart, and only there, it is better or
 * worse; this errs towards saying nothing. Few samples make wide intervals, and are no reason of their own.
 */
export function verdictOf(good: 'higher' | 'lower', now: Measured, before: Measured): Verdict {
  if (now.value === null || before.value === null) return 'unknown'
  const above = now.low !== null && before.high !== null && now.low > before.high
  const below = now.high !== null && before.low !== null && now.high < before.low
  if (!above && !below) return 'unclear'
  return above === (good === 'higher') ? 'better' : 'worse'
}
