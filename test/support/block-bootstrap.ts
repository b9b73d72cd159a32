import { DAY } from '#domain/instant'
import { within } from '#domain/window'
import type { Facts } from '#metrics/facts'
import type { MeasureScope, MetricId } from '#metrics/metric'
import type { Random } from './correlated-weeks.ts'

/** Seven days of a window, or what is left of them at its end, in the plainest numbers. */
interface Block {
  readonly days: number
  deployments: number
  rollbacks: number
  rework: number
  failed: number
  readonly leads: number[]
  readonly restores: { readonly seconds: number; readonly open: boolean }[]
}

type Estimates = Record<MetricId, number>

export interface Bootstrap {
  readonly resamples: number
  /** Consecutive weeks that are drawn together, so that what a week leaves to the next is kept. */
  readonly together: number
  /** Weeks of a resample. */
  readonly weeks: number
}

/**
 * Percentile intervals (5 to 95 %) by a moving block bootstrap over weeks (Künsch 1989, Annals of Statistics 17; Efron,
 * Tibshirani 1993, An Introduction to the Bootstrap, §8.6, §13.3): the oracle of the closed forms, which shares no code
 * with them and knows the facts of `drawHistory` alone. Not a number where there is nothing to resample.
 */
export function bootstrapOf(
  facts: Facts,
  scope: MeasureScope,
  { resamples, together, weeks }: Bootstrap,
  random: Random,
): Record<MetricId, { low: number; high: number }> {
  const blocks = blocksOf(facts, scope)
  const drawn = Array.from({ length: resamples }, () => {
    const chosen: Block[] = []
    while (chosen.length < weeks) {
      const first = Math.floor(random() * (blocks.length - together + 1))
      chosen.push(...blocks.slice(first, first + together))
    }
    return estimate(chosen.slice(0, weeks))
  })
  const ends = (id: MetricId): { low: number; high: number } => {
    const ascending = drawn
      .map((estimates) => estimates[id])
      .filter((value) => !Number.isNaN(value))
      .toSorted((a, b) => a - b)
    const at = (share: number): number => ascending[Math.round(share * (ascending.length - 1))] ?? Number.NaN
    return { low: at(0.05), high: at(0.95) }
  }
  return {
    deploymentFrequency: ends('deploymentFrequency'),
    leadTimeForChanges: ends('leadTimeForChanges'),
    changeFailureRate: ends('changeFailureRate'),
    timeToRestore: ends('timeToRestore'),
    deploymentReworkRate: ends('deploymentReworkRate'),
  }
}

function blocksOf({ deployments, changes, failures }: Facts, { window, now }: MeasureScope): Block[] {
  const whole = (window.to - window.from) / DAY
  const blocks = Array.from({ length: Math.ceil(whole / 7) }, (_, index): Block => {
    return {
      days: Math.min(7, whole - 7 * index),
      deployments: 0,
      rollbacks: 0,
      rework: 0,
      failed: 0,
      leads: [],
      restores: [],
    }
  })
  const blockAt = (at: number): Block | undefined =>
    within(window, at) ? blocks[Math.floor((at - window.from) / (7 * DAY))] : undefined
  for (const { at, kind, rework } of deployments) {
    const block = blockAt(at)
    if (block === undefined) continue
    if (kind === 'ROLLBACK') block.rollbacks += 1
    else block.deployments += 1
    if (kind !== 'ROLLBACK' && rework.length > 0) block.rework += 1
  }
  for (const { startedAt, liveAt } of changes) blockAt(liveAt)?.leads.push((liveAt - startedAt) / 1_000)
  for (const { at, restoredAt } of failures) {
    const block = blockAt(at)
    if (block === undefined) continue
    block.failed += 1
    block.restores.push({ seconds: ((restoredAt ?? now) - at) / 1_000, open: restoredAt === null })
  }
  return blocks
}

/** The five values of some blocks; not a number where there is nothing to count. */
function estimate(blocks: readonly Block[]): Estimates {
  let days = 0
  let deployments = 0
  let rollbacks = 0
  let rework = 0
  let failed = 0
  for (const block of blocks) {
    days += block.days
    deployments += block.deployments
    rollbacks += block.rollbacks
    rework += block.rework
    failed += block.failed
  }
  return {
    deploymentFrequency: deployments / days,
    leadTimeForChanges: middle(Float64Array.from(blocks.flatMap(({ leads }) => leads))),
    changeFailureRate: failed / deployments,
    timeToRestore: restoredByHalf(blocks.flatMap(({ restores }) => restores)),
    deploymentReworkRate: (rework + rollbacks) / (deployments + rollbacks),
  }
}

function middle(values: Float64Array): number {
  values.sort()
  const half = (values.length - 1) / 2
  return ((values[Math.floor(half)] ?? Number.NaN) + (values[Math.ceil(half)] ?? Number.NaN)) / 2
}

/** The first time at which at most half are not restored, by the product limit; infinite where that never comes. */
function restoredByHalf(restores: Block['restores']): number {
  if (restores.length === 0) return Number.NaN
  let share = 1
  const ascending = restores.toSorted((a, b) => a.seconds - b.seconds || Number(a.open) - Number(b.open))
  for (const [index, { seconds, open }] of ascending.entries()) {
    if (!open) share *= 1 - 1 / (ascending.length - index)
    if (share <= 0.5) return seconds
  }
  return Number.POSITIVE_INFINITY
}
