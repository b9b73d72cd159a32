import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rateOf, shareOf, verdictOn } from '#apps/simulate/estimate'
import { counterOf } from '#apps/simulate/part'
import { type Row, tableNames } from '#apps/simulate/row'
import { rowsOf } from '#apps/simulate/run'
import { headCommit, numberOf } from '#apps/simulate/seed'
import { readHistory } from '#apps/simulate/shuffled-history'
import { rowPlans } from '#apps/simulate/tables'
import { textOf } from '#apps/simulate/text'

/** Rows whose words match, of a few services. */
async function simulated(pattern: RegExp, seed: string, services = 16): Promise<Row[]> {
  const counter = counterOf(numberOf(seed), null)
  const plans = rowPlans(false).filter(({ what }) => pattern.test(what))
  return rowsOf(plans, { services, count: async (part) => counter(part) })
}

function valueOf(rows: readonly Row[], words: string): number {
  return rows.find(({ what }) => what.includes(words))?.estimate?.value ?? Number.NaN
}

describe('tables of simulated alerts', () => {
  it('show that a naive detector fires where ours is silent, and that ours finds what there is', async () => {
    const rows = await simulated(/^formulas, 10 a week: (false|x|naive [7w])/, 'a fixed seed')
    expect(rows.map(({ table }) => table)).toContain('lead-time')
    expect(valueOf(rows, 'naive 7 v 28 days x1.5')).toBeGreaterThanOrEqual(10)
    expect(valueOf(rows, 'naive with n >= 5')).toBeGreaterThanOrEqual(10)
    for (const row of rows.filter(({ what }) => what.endsWith(': false alarms') && !what.includes('naive')))
      expect(row.estimate?.value, row.what).toBeLessThanOrEqual(1)
    expect(valueOf(rows, 'x3 found in 56 days')).toBeGreaterThan(0.6)
    expect(valueOf(rows, 'x2 found in 56 days')).toBeLessThanOrEqual(valueOf(rows, 'x3 found in 56 days'))
  })

  it('repeat with the same seed, and differ with another', async () => {
    const pattern = /^(formulas|people), 3 a week: naive 7/
    const again = await simulated(pattern, 'one', 4)
    expect(again).toHaveLength(2)
    expect(await simulated(pattern, 'one', 4)).toEqual(again)
    expect(await simulated(pattern, 'two', 4)).not.toEqual(again)
  })

  it('find what arrives in another order the same', async () => {
    const rows = await simulated(/another order of arrival/, 'a fixed seed', 3)
    expect(rows.map(({ estimate }) => estimate?.value)).toEqual([1, 1])
  })

  it('have no row twice, and a table for each name', () => {
    const plans = rowPlans(true)
    expect(new Set(plans.map(({ table, what }) => `${table} ${what}`)).size).toBe(plans.length)
    expect(new Set(plans.map(({ table }) => table))).toEqual(new Set(tableNames))
  })

  it('are Markdown that says what holds', () => {
    const estimate = { value: 0.2, low: 0.1, high: 0.3 }
    const row: Row = { table: 'sum', what: 'all', unit: 'a year', estimate, bound: { atMost: 0.6 }, verdict: 'HOLDS' }
    expect(textOf([row])).toBe(
      [
        '### sum',
        '',
        '| what | measured    | 90 % interval | bound  | holds |',
        '| ---- | ----------- | ------------- | ------ | ----- |',
        '| all  | 0.20 a year | 0.10 to 0.30  | <= 0.6 | yes   |',
      ].join('\n'),
    )
  })
})

describe('an estimate', () => {
  it('of a share has the interval of Wilson', () => {
    const { value, low, high } = shareOf(5, 10) ?? { value: 0, low: 0, high: 0 }
    expect(value).toBe(0.5)
    expect(low).toBeCloseTo(0.269, 3)
    expect(high).toBeCloseTo(0.731, 3)
  })

  it('of a rate has nearly the exact interval of Poisson', () => {
    // Garwood 1936: 5.43 to 16.96 for ten events, 0 to 3.00 for none.
    const ten = rateOf(10, 1)
    expect(ten?.low).toBeCloseTo(5.43, 1)
    expect(ten?.high).toBeCloseTo(16.96, 1)
    expect(rateOf(0, 2)).toEqual({ value: 0, low: 0, high: expect.closeTo(1.5, 1) })
  })

  it.each([
    [{ value: 0.4, low: 0.3, high: 0.5 }, 'HOLDS'],
    [{ value: 0.55, low: 0.45, high: 0.65 }, 'OPEN'],
    [{ value: 0.7, low: 0.6, high: 0.8 }, 'MISSED'],
  ] as const)('%j is at most a half: %s', (estimate, verdict) => {
    expect(verdictOn(estimate, { atMost: 0.5 })).toBe(verdict)
  })
})

it('takes the seed from the commit', () => {
  expect(headCommit(process.cwd())).toMatch(/^[0-9a-f]{12}$/)
  expect(headCommit('/')).toBeNull()
  expect(numberOf('a')).not.toBe(numberOf('b'))
})

const real = '/work/shared/histories/publishing-api'
it.skipIf(!existsSync(real))('reads whole weeks of a real history', () => {
  const streams = readHistory(real)
  expect(streams.length).toBe(3)
  for (const weeks of streams) {
    expect(weeks.length).toBeGreaterThan(72)
    for (const { liveAt } of weeks.flatMap(({ changes }) => changes))
      expect(liveAt >= 0 && liveAt < 7 * 86_400_000).toBe(true)
  }
})
