import type { Instant } from '#domain/instant'
import type { Period } from '#domain/window'
import { keptOf } from '#metrics/statistics/trimmed'
import type { Unit } from './excursion.ts'

/** A value that was known at a moment, such as the lead time of a change when it went live. */
export interface Sample {
  readonly at: Instant
  readonly value: number
}

/** Whole weeks that together hold enough samples. */
export interface Block extends Unit {
  /** 20 % trimmed mean of the values. */
  readonly level: number
  readonly size: number
}

/** Samples of one week share causes, so a block is the unit that can be called independent; it needs so many. */
const leastOfBlock = 3

/**
 * Blocks of whole local weeks, each merged forward until it holds at least three samples; what does not fill one yet is
 * left. An empty week at the start of a block is part of it.
 *
 * @param samples by `at`
 * @param weeks whole and over, ascending
 */
export function blocksOf(samples: readonly Sample[], weeks: readonly Period[]): Block[] {
  const blocks: Block[] = []
  let values: number[] = []
  let from: Instant | null = null
  let next = 0
  for (const week of weeks) {
    from ??= week.from
    for (let sample = samples[next]; sample !== undefined && sample.at < week.to; sample = samples[next]) {
      if (sample.at >= week.from) values.push(sample.value)
      next += 1
    }
    if (values.length < leastOfBlock) continue
    blocks.push({ from, to: week.to, level: trimmedMeanOf(values), size: values.length })
    values = []
    from = null
  }
  return blocks
}

/** 20 % trimmed mean. */
export function trimmedMeanOf(values: readonly number[]): number {
  const kept = keptOf(values.toSorted((a, b) => a - b))
  let sum = 0
  for (const value of kept) sum += value
  return sum / kept.length
}
