import type { Interval } from '../metric.ts'
import { type DesignEffect, independent, level } from './design-effect.ts'
import { percentileOf } from './percentile.ts'

/** A time until something was done, or, not done yet, the time observed so far. */
export interface Observation {
  readonly time: number
  readonly done: boolean
}

export interface Survival {
  /** At each time at which something was done: the share that takes longer. */
  readonly curve: readonly { readonly time: number; readonly survival: number }[]
  /** Null when not reached. */
  readonly median: number | null
  /**
   * Where the median is not reached, what it would be if all that is open were done now. The median of times falls with none
   * of them, so none that later ends give is below it. Null where it is reached, and without observations.
   */
  readonly atLeast: number | null
  readonly interval: Interval | null
}

/** The curve after one observation that was done; `samples` is the effective sample size there. */
interface Step {
  readonly time: number
  readonly survival: number
  readonly samples: number
}

/** Shares such as 0.5 and 0.1 are exact in exact arithmetic only. */
const tolerance = 1e-9

/** The first time by which this share was done; null where it never was. */
export function timeOfShare(curve: Survival['curve'], share: number): number | null {
  return curve.find(({ survival }) => survival <= 1 - share + tolerance)?.time ?? null
}

/**
 * Kaplan-Meier (1958, JASA 53) with right-censored observations; one observed up to t is at risk at t. The median is the
 * first time whose survival is below 0.5; where it is exactly 0.5, halfway from there to the next event time, so that
 * with nothing open it is the ordinary median.
 *
 * Its interval holds the times at which survival does not differ from 0.5 (Brookmeyer, Crowley 1982, Biometrics 38), by
 * the score test |S - ½| <= z·√(D/(4·n')) with n' = S(1-S) / Greenwood's variance (Rothman 1978, Journal of Chronic
 * Diseases 31), corrected for continuity and interpolated so that with nothing open it is that of `percentileInterval`.
 * An end that the data do not reach is null; null when both are.
 */
export function kaplanMeier(
  observations: readonly Observation[],
  designOf: (median: number) => DesignEffect = () => independent,
): Survival {
  const steps = stepsOf(observations)
  const curve = steps.filter(({ time }, index) => time !== steps[index + 1]?.time)
  const median = medianOf(curve)
  return {
    curve: curve.map(({ time, survival }) => ({ time, survival })),
    median,
    atLeast:
      median === null
        ? percentileOf(
            observations.map(({ time }) => time),
            0.5,
          )
        : null,
    interval: intervalOf(steps, median, median === null ? independent : designOf(median)),
  }
}

/** Observations done at one time are taken one after the other, which gives the same product and the same variance. */
function stepsOf(observations: readonly Observation[]): Step[] {
  const ascending = observations.toSorted((a, b) => a.time - b.time || Number(b.done) - Number(a.done))
  const steps: Step[] = []
  let survival = 1
  let greenwood = 0
  let samples = ascending.length
  let atRisk = ascending.length + 1
  for (const { time, done } of ascending) {
    atRisk -= 1
    if (!done) continue

    survival *= (atRisk - 1) / atRisk
    if (atRisk > 1) {
      greenwood += 1 / (atRisk * (atRisk - 1))
      samples = (1 - survival) / (survival * greenwood)
    }
    steps.push({ time, survival, samples })
  }
  return steps
}

function medianOf(curve: readonly Step[]): number | null {
  const index = curve.findIndex(({ survival }) => survival <= 0.5 + tolerance)
  const reached = curve[index]
  if (reached === undefined) return null
  if (reached.survival < 0.5 - tolerance) return reached.time

  const next = curve[index + 1]
  return next === undefined ? null : (reached.time + next.time) / 2
}

function intervalOf(steps: readonly Step[], median: number | null, { effect, z }: DesignEffect): Interval | null {
  const above = ({ survival, samples }: Step): number =>
    survival - 0.5 - z * Math.sqrt(effect / (4 * samples)) + 1 / (2 * samples)
  const below = ({ survival, samples }: Step): number =>
    survival - 0.5 + z * Math.sqrt(effect / (4 * samples)) + 1 / (2 * samples)
  const [first] = steps
  const start = first === undefined || above(first) < -tolerance ? null : crossing(steps, above)
  const end = crossing(steps, below)
  if (start === null && end === null) return null

  // Where many are open a step is long, and interpolation could reach beyond the median.
  const low = start === null || median === null ? start : Math.min(start, median)
  const high = end === null || median === null ? end : Math.max(end, median)
  return { low, high, level, method: 'Brookmeyer-Crowley, widened for samples of one week' }
}

/** The time at which the falling quantity is 0, interpolated between steps; null when it stays above. */
function crossing(steps: readonly Step[], quantity: (step: Step) => number): number | null {
  const index = steps.findIndex((step) => quantity(step) <= tolerance)
  const after = steps[index]
  const before = steps[index - 1]
  if (after === undefined || before === undefined) return after?.time ?? null

  const start = quantity(before)
  return before.time + ((after.time - before.time) * start) / (start - Math.min(0, quantity(after)))
}
