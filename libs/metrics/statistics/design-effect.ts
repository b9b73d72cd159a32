/** Of one local week: how many samples, and how many of them are hits (below the quantile, failed, …). */
export interface WeekCount {
  readonly size: number
  readonly hits: number
}

/** Of one local week: how many samples, and the sum of their deviations from the mean of all. */
export interface WeekTotal {
  readonly size: number
  readonly deviation: number
}

/** By how much the variance of a share exceeds that of independent samples, and the normal quantile to use with it. */
export interface DesignEffect {
  readonly effect: number
  /** Student's 95 % quantile, as the excess over 1 is itself estimated (`quantileFor`). 1.645 for independent samples. */
  readonly z: number
}

/** 95 % quantile of the normal distribution: ends of a two-sided 90 % interval. */
export const z95 = 1.6448536269514722
export const level = 0.9

export const independent: DesignEffect = { effect: 1, z: z95 }

/** What is assumed before a service's own weeks speak, and for how many weeks that assumption counts. */
const priorCorrelation = 0.08
const priorWeeks = 8
export const priorCarryOver = 0.3
const carryOverWeeks = 20

/**
 * Design effect of a share over samples that come in weeks: changes of one week share causes (a freeze, a long branch),
 * and a bad week is often followed by one. One pass over consecutive weeks, empty ones included.
 *
 * The variance between week totals, z_w = hits_w - share · size_w, by linearisation of the ratio estimator is
 * D = k/(k-1) · Σ z_w² / (n · share · (1 - share)) (Kish 1965, Survey Sampling, §5.4-5.6; for quantiles: Woodruff
 * 1952, JASA 47). It is drawn towards 1 + (m - 1) · 0.08, m = Σ size² / n, which counts for eight weeks, as k is small;
 * the excess over 1 is multiplied by the variance inflation of a mean of k weeks with lag-one correlation r, itself
 * drawn towards 0.3 for twenty weeks. The constants were chosen by simulation, which interval-coverage.test.ts repeats.
 */
export function designEffect(weeks: readonly WeekCount[], share: number): DesignEffect {
  let samples = 0
  const totals = weeks.map(({ size, hits }) => {
    samples += size
    return { size, deviation: hits - share * size }
  })
  return effectOfWeeks(totals, samples * share * (1 - share))
}

/** The same of a mean: `variance` is the sum of the squared deviations of all samples from it. */
export function effectOfWeeks(weeks: readonly WeekTotal[], variance: number): DesignEffect {
  let samples = 0
  let squares = 0
  let filled = 0
  let between = 0
  let carried = 0
  let previous = 0
  for (const { size, deviation } of weeks) {
    samples += size
    squares += size * size
    if (size > 0) filled += 1
    between += deviation * deviation
    carried += deviation * previous
    previous = deviation
  }
  if (samples === 0) return independent

  const prior = 1 + (squares / samples - 1) * priorCorrelation
  const known = filled > 1 && variance > 0 && between > 0
  const own = known ? (filled / (filled - 1)) * (between / variance) : prior
  const moderated = Math.max(1, (priorWeeks * prior + (filled - 1) * own) / (priorWeeks + filled - 1))
  const effect = carriedOver(moderated, known ? carried / between : priorCarryOver, filled, weeks.length)
  return { effect, z: quantileFor(effect, priorWeeks + filled - 1) }
}

/**
 * A variance ratio whose excess over 1 also comes from weeks that resemble the one before. `own` is the correlation seen
 * in `filled` weeks.
 */
export function carriedOver(ratio: number, own: number, filled: number, weeks: number): number {
  const moderated = (filled * own + carryOverWeeks * priorCarryOver) / (filled + carryOverWeeks)
  const correlation = Math.min(0.6, Math.max(0, moderated))
  return 1 + (ratio - 1) * inflation(correlation, Math.max(1, weeks))
}

/**
 * The quantile for a variance ratio of which 1 is known (that of independent samples) and the rest is estimated with
 * `degrees`: Student's with degrees · (ratio / (ratio - 1))² (Satterthwaite 1946, Biometrics Bulletin 2). So the few
 * failures of a quarter, each in a week of its own, are not held to be less certain than independent ones are.
 */
export function quantileFor(ratio: number, degrees: number): number {
  return ratio > 1 ? studentQuantile(degrees * (ratio / (ratio - 1)) ** 2) : z95
}

/** Variance of the mean of `weeks` values with lag-one correlation, over that of independent ones (AR(1), exact). */
function inflation(correlation: number, weeks: number): number {
  const rest = 1 - correlation
  return (1 + correlation) / rest - (2 * correlation * (1 - correlation ** weeks)) / (weeks * rest * rest)
}

/** 95 % quantile of Student's t (Fisher, Cornish 1960, Technometrics 2); off by less than 0.002 from 8 degrees on. */
export function studentQuantile(degrees: number): number {
  const z3 = z95 ** 3
  return z95 + (z3 + z95) / (4 * degrees) + (5 * z95 ** 5 + 16 * z3 + 3 * z95) / (96 * degrees * degrees)
}
