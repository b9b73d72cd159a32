import type { Period } from '#domain/window'
import { chanceToPass, countDraws, type Draw, normalDraws } from './chance-to-pass.ts'
import type { Block } from './detectors/block.ts'
import type { UsualFrequency, Week } from './detectors/deployment-frequency.ts'
import type { Test } from './detectors/excursion.ts'
import type { Trial, UsualShare } from './detectors/failure-share.ts'
import type { UsualLeadTime } from './detectors/lead-time.ts'

/** The smallest change is one that is told within so many weeks, in half of the cases. */
export const withinWeeks = 8
const half = 0.5
/** Nothing longer is looked for. */
const mostTimes = 20
/** Of a smallest change, a hundredth is exact enough. */
const steps = 10

const noTime: Pick<Period, 'from' | 'to'> = { from: 0, to: 0 }

/** The least of a range from which on something holds; null where it does not at its end. */
function leastOf(low: number, high: number, holds: (value: number) => boolean): number | null {
  if (!holds(high)) return null
  let [no, yes] = [low, high]
  for (let step = 0; step < steps; step += 1) {
    const middle = (no + yes) / 2
    if (holds(middle)) yes = middle
    else no = middle
  }
  return yes
}

/**
 * How many times as long changes have to take: levels of blocks are normal with the service's own deviation, and the mean has
 * to be worth telling. Null where not even twenty times.
 *
 * @param blocks that eight weeks of the service hold
 */
export function smallestLeadTime(
  test: Test<Block, UsualLeadTime>,
  usual: UsualLeadTime,
  blocks: number,
): number | null {
  const blockOf = (level: number): Block => ({ ...noTime, level, size: 0 })
  const isTold = (shift: number): boolean => {
    const draws = normalDraws.map(({ value, chance }): Draw => {
      const level = usual.mean + shift + usual.deviation * value
      return { increment: test.increment(blockOf(level), usual), chance }
    })
    const moved = blockOf(usual.mean + shift)
    return test.isGrave([moved, moved], usual) && chanceToPass(draws, test.threshold(usual), blocks) >= half
  }
  const shift = leastOf(0, Math.log(mostTimes), isTold)
  return shift === null ? null : Math.exp(shift)
}

/** What share of the usual deployments may be left at most: counts of weeks are negative binomial. Null where not even none. */
export function smallestFrequency(test: Test<Week, UsualFrequency>, usual: UsualFrequency): number | null {
  const isTold = (lost: number): boolean => {
    const mean = usual.mean * (1 - lost)
    // Bursts stay what they are: with the mean, what the variance is beyond it falls twice as fast.
    const draws = countDraws(mean, 1 + (usual.dispersion - 1) * (1 - lost)).map(
      ({ value, chance }): Draw => ({ increment: test.increment({ ...noTime, count: value }, usual), chance }),
    )
    return chanceToPass(draws, test.threshold(usual), withinWeeks) >= half
  }
  const lost = leastOf(0, 1, isTold)
  return lost === null ? null : 1 - lost
}

/**
 * What share of deployments has to fail. Null where not even all.
 *
 * @param trials deployments that are settled within eight weeks
 */
export function smallestShare(test: Test<Trial, UsualShare>, usual: UsualShare, trials: number): number | null {
  const [hit, miss] = [true, false].map((one) => test.increment({ ...noTime, hit: one }, usual))
  const isTold = (share: number): boolean => {
    const draws = [
      { increment: hit ?? 0, chance: share },
      { increment: miss ?? 0, chance: 1 - share },
    ]
    return chanceToPass(draws, test.threshold(usual), trials) >= half
  }
  return leastOf(usual.share, 1, isTold)
}
