import { beforeAll, describe, expect, it } from 'vitest'
import type { Facts } from '#metrics/facts'
import { metrics } from '#metrics/index'
import { type Interval, type MeasureScope, type MetricId, metricIds } from '#metrics/metric'
import { bootstrapOf } from '../../support/block-bootstrap.ts'
import { drawHistory, randomOf, truthOf, usualModel } from '../../support/correlated-weeks.ts'

/**
 * Histories per rate. A coverage of 90 % over 1,000 intervals has a standard error of 0.95 %, so that one outside of 85
 * to 95 % is no accident. Three deployments a week make four failures in 90 days, which mostly allow no interval of the
 * time to restore: there are more of these, so that over 600 are left.
 */
const rates = [
  { perWeek: 3, runs: 2_400 },
  { perWeek: 10, runs: 1_200 },
  { perWeek: 40, runs: 1_000 },
] as const
const seed = 20_260_302
/** How many of the histories are bootstrapped too. */
const bootstrapped = 100
/** Weeks of 90 days. */
const weeks = 13
const ofOneHistory = { resamples: 100, together: 1, weeks }
/** The oracle: thirteen weeks as they come, four together, out of 24 years. */
const ofLongRecord = { resamples: 1_000, together: 4, weeks }
const longRecord = 24 * 52 * 7

interface Tally {
  given: number
  held: number
  /** Given, but with an end that the data do not reach. */
  oneSided: number
  none: number
  /** Infinite where there is no upper end. */
  readonly widths: number[]
  /** What a bootstrap of the same thirteen weeks says, beside each of as many intervals. */
  readonly beside: { width: number; bootstrapWidth: number; held: boolean; bootstrapHeld: boolean }[]
  /** Width of the oracle. */
  oracle: number
}

function holds({ low, high }: Pick<Interval, 'low' | 'high'>, value: number): boolean {
  return (low ?? 0) <= value && value <= (high ?? Number.POSITIVE_INFINITY)
}

function tell(tally: Tally, interval: Interval | null, value: number): void {
  if (interval === null) {
    tally.none += 1
    return
  }
  tally.given += 1
  if (holds(interval, value)) tally.held += 1
  if (interval.low === null || interval.high === null) tally.oneSided += 1
  tally.widths.push((interval.high ?? Number.POSITIVE_INFINITY) - (interval.low ?? 0))
}

function compare(tally: Tally, interval: Interval | null, other: { low: number; high: number }, value: number): void {
  if (interval === null || interval.low === null || interval.high === null) return
  if (!Number.isFinite(other.high)) return
  tally.beside.push({
    width: interval.high - interval.low,
    bootstrapWidth: other.high - other.low,
    held: holds(interval, value),
    bootstrapHeld: holds(other, value),
  })
}

function intervalsOf(facts: Facts, scope: MeasureScope): Record<MetricId, Interval | null> {
  return {
    deploymentFrequency: metrics.deploymentFrequency.measure(facts, scope).interval,
    leadTimeForChanges: metrics.leadTimeForChanges.measure(facts, scope).interval,
    changeFailureRate: metrics.changeFailureRate.measure(facts, scope).interval,
    timeToRestore: metrics.timeToRestore.measure(facts, scope).interval,
    deploymentReworkRate: metrics.deploymentReworkRate.measure(facts, scope).interval,
  }
}

function simulate(perWeek: number, runs: number): Record<MetricId, Tally> {
  const random = randomOf(seed + perWeek)
  const again = randomOf(seed - perWeek)
  const model = { ...usualModel, perWeek }
  const truth = truthOf(model)
  const long = drawHistory(again, { ...model, days: longRecord })
  const oracle = bootstrapOf(long.facts, long.scope, ofLongRecord, again)
  const empty = { given: 0, held: 0, oneSided: 0, none: 0 }
  const tallies = Object.fromEntries(
    metricIds.map((id): [MetricId, Tally] => [
      id,
      { ...empty, widths: [], beside: [], oracle: oracle[id].high - oracle[id].low },
    ]),
  ) as Record<MetricId, Tally>
  for (let run = 0; run < runs; run += 1) {
    const { facts, scope } = drawHistory(random, model)
    const intervals = intervalsOf(facts, scope)
    for (const id of metricIds) tell(tallies[id], intervals[id], truth[id])
    if (run >= bootstrapped) continue
    const others = bootstrapOf(facts, scope, ofOneHistory, again)
    for (const id of metricIds) compare(tallies[id], intervals[id], others[id], truth[id])
  }
  return tallies
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** How wide intervals typically are, as a multiple of what the oracle says. */
function againstOracle({ widths, oracle }: Tally): number {
  return medianOf(widths) / oracle
}

function againstBootstrap({ beside }: Tally): { width: number; held: number; bootstrapHeld: number } {
  return {
    width: medianOf(beside.map(({ width }) => width)) / medianOf(beside.map(({ bootstrapWidth }) => bootstrapWidth)),
    held: beside.filter(({ held }) => held).length / beside.length,
    bootstrapHeld: beside.filter(({ bootstrapHeld }) => bootstrapHeld).length / beside.length,
  }
}

function inWords(id: MetricId, tally: Tally, runs: number): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
  const { width, bootstrapHeld } = againstBootstrap(tally)
  return [
    `  ${id}: ${percent(tally.held / tally.given)} of ${tally.given}`,
    `none ${percent(tally.none / runs)}, one-sided ${percent(tally.oneSided / runs)}`,
    `width × ${againstOracle(tally).toFixed(2)} of the oracle`,
    `× ${width.toFixed(2)} of a bootstrap of the same weeks, which holds it in ${percent(bootstrapHeld)} of ${tally.beside.length}`,
  ].join(', ')
}

describe.each(rates)('with $perWeek deployments a week whose weeks share causes, over 90 days', ({ perWeek, runs }) => {
  let tallies: Record<MetricId, Tally>
  beforeAll(() => {
    tallies = simulate(perWeek, runs)
    const lines = metricIds.map((id) => inWords(id, tallies[id], runs))
    console.info([`seed ${seed}, ${perWeek} deployments a week, ${runs} histories`, ...lines].join('\n'))
  })

  it.each(metricIds)('90 % intervals of %s hold the true value 85 to 95 times in 100', (id) => {
    const { given, held } = tallies[id]
    expect(given).toBeGreaterThan(600)
    expect(held / given).toBeGreaterThan(0.85)
    expect(held / given).toBeLessThan(0.95)
  })

  it('there is one for every value but times to restore of few failures', () => {
    const most = { 3: 0.75, 10: 0.05, 40: 0 }[perWeek]
    for (const id of metricIds)
      expect(tallies[id].none / runs, id).toBeLessThanOrEqual(id === 'timeToRestore' ? most : 0)
  })

  // Most of four failures allow no interval with two ends, and those that do are the narrow ones: nothing to compare.
  const compared = metricIds.filter((id) => id !== 'timeToRestore' || perWeek > 3)
  it.each(compared)('those of %s are as wide as a block bootstrap over many weeks says', (id) => {
    expect(againstOracle(tallies[id])).toBeGreaterThan(0.85)
    expect(againstOracle(tallies[id])).toBeLessThan(1.35)
  })

  // It has thirteen weeks to estimate from, does not allow for it, and cannot see that bad weeks follow each other.
  it.each(compared)(
    'those of %s are right more often than a bootstrap of the same weeks, which is too narrow',
    (id) => {
      const { width, held, bootstrapHeld } = againstBootstrap(tallies[id])
      expect(tallies[id].beside.length).toBeGreaterThan(bootstrapped / 2)
      expect(width).toBeGreaterThan(1)
      expect(width).toBeLessThan(1.7)
      expect(held).toBeGreaterThanOrEqual(bootstrapHeld)
    },
  )
})
