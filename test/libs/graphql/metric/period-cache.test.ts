import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { bucketUnits, type Window } from '#domain/window'
import { canKeep, type Kept, keptSeries, PeriodCache, standOf } from '#graphql/metric/period-cache'
import { addDays, ascending, type DayFact } from '#metrics/day-fact'
import { defaultDefinition } from '#metrics/definition'
import type { Facts } from '#metrics/facts'
import { metrics } from '#metrics/index'
import type { Measurement, MeasureScope, Metric } from '#metrics/metric'
import { from, history, to } from '../../../support/arbitrary-facts.ts'
import { digestOf } from '../../../support/digest.ts'

const closing = [metrics.leadTimeForChanges, metrics.changeFailureRate, metrics.deploymentReworkRate] as const

function scopeOf(window: Window, now = to + 30 * DAY): MeasureScope {
  return { window, definition: defaultDefinition, now }
}

/** Where points are kept, over these facts; remembers which windows were read. */
function keeping(
  facts: Facts,
  asked: MeasureScope,
  cache: PeriodCache,
  version = 1,
  madeOf = version,
): Kept & { readonly read: Window[] } {
  const read: Window[] = []
  return {
    cache,
    read,
    stand: () => Promise.resolve(standOf([{ streamId: 1, version, dayZone: 'UTC' }])),
    digest: (measure, window) => {
      const part = window ?? asked.window
      read.push(part)
      const { days, rare } = digestOf(facts, { ...asked, window: part })
      const sums = new Map<number, DayFact>()
      for (const list of days) addDays(list, sums)
      const stand = (): string => standOf([{ streamId: 1, version: madeOf, dayZone: 'UTC' }])
      return Promise.resolve(measure({ days: ascending([...sums.values()]), rare, past: null }, stand))
    },
  }
}

const window = fc
  .record({
    timeZone: fc.constantFrom('UTC', 'Asia/Kolkata', 'America/Havana'),
    start: fc.integer({ min: from, max: to - DAY }),
    length: fc.integer({ min: DAY, max: 91 * DAY }),
  })
  .map(({ timeZone, start, length }): Window => ({ from: start, to: start + length, timeZone }))

describe('points of closed periods', () => {
  it('are those that would be measured, whatever was asked before', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.array(window, { minLength: 2, maxLength: 4 }), async (facts, windows) => {
        const cache = new PeriodCache()
        for (const each of windows) {
          const asked = scopeOf(each)
          for (const metric of closing as readonly Metric<Measurement, object>[]) {
            for (const by of bucketUnits)
              expect(await keptSeries(metric, asked, by, keeping(facts, asked, cache))).toEqual(
                metric.series(facts, asked, by),
              )
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  const asked = scopeOf({ from: from + 5 * 3_600_000, to: to - 5 * 3_600_000, timeZone: 'UTC' })
  const facts =
    fc
      .sample(history, { numRuns: 200, seed: 7 })
      .find((each) => metrics.leadTimeForChanges.measure(each, asked).sampleSize > 3) ?? expect.fail('no facts')

  it('are read once: afterwards only what another window cuts off at the ends', async () => {
    const cache = new PeriodCache()
    const first = keeping(facts, asked, cache)
    await keptSeries(metrics.leadTimeForChanges, asked, 'WEEK', first)
    expect(first.read).toEqual([asked.window])
    const again = keeping(facts, asked, cache)
    await keptSeries(metrics.leadTimeForChanges, asked, 'WEEK', again)
    expect(again.read).toEqual([])
    const later = scopeOf({ ...asked.window, from: asked.window.from + 3_600_000, to: asked.window.to + 3_600_000 })
    const moved = keeping(facts, later, cache)
    await keptSeries(metrics.leadTimeForChanges, later, 'WEEK', moved)
    expect(moved.read.map((part) => part.to - part.from)).toEqual([7 * DAY - 6 * 3_600_000, 7 * DAY - 4 * 3_600_000])
  })

  it('are measured anew when the facts changed', async () => {
    const cache = new PeriodCache()
    await keptSeries(metrics.leadTimeForChanges, asked, 'WEEK', keeping(facts, asked, cache))
    const changed = { ...facts, changes: [], deployments: [] }
    const later = keeping(changed, asked, cache, 2)
    const points = await keptSeries(metrics.leadTimeForChanges, asked, 'WEEK', later)
    expect(points).toEqual(metrics.leadTimeForChanges.series(changed, asked, 'WEEK'))
  })

  it('are not taken for those of facts that came while they were made', async () => {
    const cache = new PeriodCache()
    const old = { ...facts, changes: [], deployments: [] }
    // The stand is of the new facts, the days were read before they came.
    await keptSeries(metrics.leadTimeForChanges, asked, 'WEEK', keeping(old, asked, cache, 2, 1))
    const points = await keptSeries(metrics.leadTimeForChanges, asked, 'WEEK', keeping(facts, asked, cache, 2))
    expect(points).toEqual(metrics.leadTimeForChanges.series(facts, asked, 'WEEK'))
    expect(points.some(({ sampleSize }) => sampleSize > 0)).toBe(true)
  })

  it('are not those of a period that goes on, when time went on', async () => {
    const cache = new PeriodCache()
    for (const now of [to - 3 * DAY, to - 3 * DAY + 60_000]) {
      const going = scopeOf({ from, to, timeZone: 'UTC' }, now)
      const kept = keeping(facts, going, cache)
      await keptSeries(metrics.changeFailureRate, going, 'WEEK', kept)
      expect(kept.read.at(-1)?.to).toBe(now)
    }
  })

  it('are kept of many services, and of metrics that do not look at the clock', () => {
    expect(canKeep(metrics.leadTimeForChanges, 10)).toBe(true)
    expect(canKeep(metrics.leadTimeForChanges, 9)).toBe(false)
    expect(canKeep(metrics.timeToRestore, 300)).toBe(false)
    expect(canKeep(metrics.deploymentFrequency, 300)).toBe(false)
  })
})
