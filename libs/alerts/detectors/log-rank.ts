import type { Observation } from '#metrics/statistics/kaplan-meier'

/**
 * Log-rank statistic of two groups of censored times (Mantel 1966, Cancer Chemotherapy Reports 50): a normal deviate,
 * positive where the second group lasts longer. Null where nothing ended.
 */
export function logRank(first: readonly Observation[], second: readonly Observation[]): number | null {
  const all = [
    ...first.map((one) => ({ ...one, isSecond: false })),
    ...second.map((one) => ({ ...one, isSecond: true })),
  ].toSorted((a, b) => a.time - b.time)
  let atRisk = all.length
  let ofSecond = second.length
  let difference = 0
  let variance = 0
  for (let index = 0; index < all.length; ) {
    const time = all[index]?.time
    let [ended, endedOfSecond, left, leftOfSecond] = [0, 0, 0, 0]
    for (let one = all[index]; one !== undefined && one.time === time; one = all[index]) {
      left += 1
      if (one.isSecond) leftOfSecond += 1
      if (one.done) ended += 1
      if (one.done && one.isSecond) endedOfSecond += 1
      index += 1
    }
    const share = ofSecond / atRisk
    difference += ended * share - endedOfSecond
    if (atRisk > 1) variance += ended * share * (1 - share) * ((atRisk - ended) / (atRisk - 1))
    atRisk -= left
    ofSecond -= leftOfSecond
  }
  return variance === 0 ? null : difference / Math.sqrt(variance)
}
