import { HOUR, type Instant, type Milliseconds, MINUTE } from '#domain/instant'
import type { Block } from './block.ts'
import type { Test } from './excursion.ts'

/** What is usual for the lead time of a service: natural logarithms of hours. */
export interface UsualLeadTime {
  /** Mean of the levels of blocks. */
  readonly mean: number
  /** Standard deviation of the level of one block, moderated. */
  readonly deviation: number
  readonly blocks: number
  /** When the blocks begin and end. */
  readonly from: Instant
  readonly to: Instant
}

/** What the fleet knows at a moment: the variance of block levels that is usual for blocks of a size. */
export type UsualVariance = (changesOfBlock: number, at: Instant) => number

export type Direction = 'WORSE' | 'BETTER'

/**
 * How far back what is usual reaches. The note of the algorithm has 16; with 26, simulated false alarms fell by a fifth at
 * equal power, because the error of a baseline stays with every later block.
 */
const mostBlocks = 26
/** Blocks without which nothing is usual. */
export const leastBlocks = 8
/** In blocks: how much the fleet's variance counts beside the service's own (Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3, moderated t). */
const fleetWeight = 12
/**
 * One extreme block is no regression, and two after a week off are none. The note of the algorithm has 3; with 2.5 simulated false
 * alarms of people at 40 a week fell by a quarter where as much is found, with 2 by a third more.
 */
const mostScore = 2
/** Shift, in standard deviations, of which one half is allowed for. */
const allowances = { ALERT: 1, WATCH: 0.75 } as const
/** Below this nobody would act: as a ratio, and in time. */
const leastRatio = 1.25
const leastShift: Milliseconds = 30 * MINUTE
/** As usual again: two blocks, one after the other, within a tenth. */
const backRatio = 1.1
const returns = 2
/** Blocks after which the new level is the usual one. */
const settles = 8

/** Variance of the level of a block where there is no fleet: weeks differ by 0.37, changes of one week by 1.2 (simulated and in histories). */
export const lonelyVariance = (changes: number): number => 0.14 + 1.6 / Math.max(1, changes)

/** Own variance of the levels of blocks; null of fewer than two. */
export function varianceOf(blocks: readonly Block[]): number | null {
  if (blocks.length < 2) return null
  const mean = meanLevel(blocks)
  let squares = 0
  for (const { level } of blocks) squares += (level - mean) ** 2
  return squares / (blocks.length - 1)
}

function meanLevel(blocks: readonly Block[]): number {
  let sum = 0
  for (const { level } of blocks) sum += level
  return sum / blocks.length
}

/** What is usual of the latest blocks; null of fewer than eight. */
export function usualLeadTime(blocks: readonly Block[], usualVariance: UsualVariance): UsualLeadTime | null {
  const latest = blocks.slice(-mostBlocks)
  const [first, last] = [latest[0], latest.at(-1)]
  if (first === undefined || last === undefined || latest.length < leastBlocks) return null
  const own = varianceOf(latest) ?? 0
  let changes = 0
  for (const { size } of latest) changes += size
  const fleet = usualVariance(changes / latest.length, last.to)
  const degrees = latest.length - 1
  return {
    mean: meanLevel(latest),
    deviation: Math.sqrt((fleetWeight * fleet + degrees * own) / (fleetWeight + degrees)),
    blocks: latest.length,
    from: first.from,
    to: last.to,
  }
}

/** Blocks that are still missing before anything can be said. */
export function blocksMissing(blocks: readonly Block[]): number {
  return Math.max(0, leastBlocks - blocks.length)
}

/** A block as standard deviations from what is usual, with the error of the baseline in it. */
function scoreOf({ level }: Block, { mean, deviation, blocks }: UsualLeadTime): number {
  const score = (level - mean) / (deviation * Math.sqrt(1 + 1 / blocks))
  return Math.min(mostScore, Math.max(-mostScore, score))
}

/**
 * Lead time got longer (or shorter): CUSUM of block scores (Hawkins, Olwell 1998, Cumulative Sum Charts). An alarm takes two
 * blocks, a quarter more, and half an hour.
 */
export function leadTimeTest(
  direction: Direction,
  level: 'ALERT' | 'WATCH',
  threshold: (usual: UsualLeadTime) => number,
  usualVariance: UsualVariance,
): Test<Block, UsualLeadTime> {
  const sign = direction === 'WORSE' ? 1 : -1
  return {
    usualOf: (blocks) => usualLeadTime(blocks, usualVariance),
    increment: (block, usual) => sign * scoreOf(block, usual) - allowances[level],
    threshold,
    isGrave: (since, { mean }) => {
      const shift = (meanLevel(since) - mean) * sign
      const moved = Math.abs(Math.exp(meanLevel(since)) - Math.exp(mean)) * HOUR
      return since.length >= 2 && Math.exp(shift) >= leastRatio && moved >= leastShift
    },
    isBack: (held, { mean }) =>
      held.length >= returns &&
      held.slice(-returns).every(({ level: now }) => (now - mean) * sign <= Math.log(backRatio)),
    isSettled: (held) => held.length >= settles,
  }
}
