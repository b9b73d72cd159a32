import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dateText } from '#domain/calendar'
import { DAY } from '#domain/instant'
import { bucketUnits } from '#domain/window'
import { addDays, ascending, type DayFact, emptyDay } from '#metrics/day-fact'
import { defaultDefinition } from '#metrics/definition'
import { type Facts, pool } from '#metrics/facts'
import { metrics } from '#metrics/index'
import type { MeasureScope } from '#metrics/metric'
import { packDay, unpackDays } from '#metrics/packed-days'
import { from, history, to } from '../../support/arbitrary-facts.ts'
import { digestOf } from '../../support/digest.ts'
import { at, deploymentFact, factsOf, failureFact } from '../../support/facts.ts'

const timeZones = ['UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana']
const flags = ['NO_PREDECESSOR', 'MISSING_COMMIT'] as const

/** Some of the deployments lack a predecessor or a commit, some changes rest on a weak link, some pend. */
const facts = fc.record({ whole: history, salt: fc.nat(6) }).map(
  ({ whole, salt }): Facts => ({
    ...whole,
    deployments: whole.deployments.map((deployment, index) => ({
      ...deployment,
      flags: flags.filter((_, at) => (index + salt) % (at + 3) === 0),
    })),
    changes: whole.changes.map((change, index) => ({
      ...change,
      confidence: (index + salt) % 5 === 0 ? 'LOW' : 'MEDIUM',
      flags: (index + salt) % 4 === 0 ? ['IMPLAUSIBLE_CLOCK'] : [],
    })),
  }),
)

/** Facts say when the last counted deployment before the window's end was. */
function known(part: Facts, { window, now }: MeasureScope): Facts {
  const live = part.deployments.flatMap(({ kind, liveAt, outcome }) =>
    outcome === 'SUCCEEDED' &&
    ['CODE', 'CONFIG'].includes(kind) &&
    liveAt !== null &&
    liveAt < Math.min(window.to, now + 1)
      ? [liveAt]
      : [],
  )
  return { ...part, lastLiveAt: live.length === 0 ? null : Math.max(...live) }
}

const scope = fc
  .record({
    timeZone: fc.constantFrom(...timeZones),
    start: fc.integer({ min: from, max: to - 1 }),
    length: fc.integer({ min: 1, max: 91 * DAY }),
    // What is dated after now is counted once it has come, also where days are kept of it.
    now: fc.oneof(fc.constant(to + 30 * DAY), fc.integer({ min: from, max: to })),
  })
  .map(
    ({ timeZone, start, length, now }): MeasureScope => ({
      window: { from: start, to: start + length, timeZone },
      definition: defaultDefinition,
      now,
    }),
  )

it('days and the few records that do not add up give the same numbers as all facts', () => {
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1, maxLength: 3 }), scope, (parts, asked) => {
      const whole = pool(parts.map((part) => known(part, asked)))
      const { days, rare } = digestOf(whole, asked)
      const digest = { days: sum(days), rare, past: whole }
      for (const metric of Object.values(metrics)) {
        const measured = metric.measure(whole, asked)
        const fromDays = metric.measureDays(digest, asked)
        expect(measured).toMatchObject(fromDays)
        for (const by of bucketUnits)
          expect(metric.seriesOfDays(digest, asked, by)).toEqual(metric.series(whole, asked, by))
      }
    }),
    { numRuns: 300 },
  )
})

it('days are packed without loss, one after another, and grow where they are there already', () => {
  fc.assert(
    fc.property(fc.array(facts, { minLength: 1, maxLength: 3 }), scope, (parts, asked) => {
      const { days } = digestOf(pool(parts), asked)
      const packed = Buffer.concat(days.flat().map(packDay))
      const read = [...unpackDays([packed]).values()].toSorted((a, b) => a.day - b.day)
      expect(read.map(plain)).toEqual(sum(days).map(plain))
    }),
  )
})

it('days are those of facts where the clock goes back over midnight, which had begun a day', () => {
  // In St. John's at 00:01 of 7 November 2010 it became 23:01 of the 6th again.
  const live = ['02:29', '02:30', '02:45', '03:20', '03:31'].map((time) => at(`2010-11-07T${time}:00Z`))
  const deployments = live.map((liveAt, index) => deploymentFact(`${index}`, liveAt))
  const failures = deployments.map((deployment) => failureFact(deployment, deployment.at + 1))
  for (const until of ['2010-11-20T00:00:00Z', '2010-11-07T03:00:00Z']) {
    const asked: MeasureScope = {
      window: { from: at('2010-11-01T00:00:00Z'), to: at(until), timeZone: 'America/St_Johns' },
      definition: defaultDefinition,
      now: at('2010-12-01T00:00:00Z'),
    }
    const whole = factsOf({ deployments, failures })
    const { days, rare } = digestOf(whole, asked)
    const digest = { days: sum(days), rare, past: whole }
    for (const metric of Object.values(metrics))
      for (const by of bucketUnits)
        expect(metric.seriesOfDays(digest, asked, by)).toEqual(metric.series(whole, asked, by))
    expect(digest.days.map((day) => [dateText(day.day), day.kinds[0]])).toEqual([
      ['2010-11-06', 1],
      ['2010-11-07', until.startsWith('2010-11-20') ? 4 : 2],
    ])
  }
})

it('unpacks the lead times of several streams by day, however many they are', () => {
  const lead = (stream: number, day: number, index: number): number => index * 997 - stream * 1e10 + day
  const leadsOf = (stream: number, day: number): number[] =>
    Array.from({ length: day === 1 ? 0 : 15_000 + stream }, (_, index) => lead(stream, day, index))
  const packed = [0, 1, 2].map((stream) =>
    Buffer.concat([2, 0, 1].map((day) => packDay({ ...emptyDay(day), leads: [leadsOf(stream, day)] }))),
  )
  const found = [...unpackDays(packed).values()].map(({ day, leads }) => [day, leads.map((some) => Array.from(some))])
  const expected = [2, 0, 1].map((day) => [day, day === 1 ? [] : [[0, 1, 2].flatMap((stream) => leadsOf(stream, day))]])
  expect(found).toEqual(expected)
})

it('refuses packed days that were cut', () => {
  const packed = packDay({ ...emptyDay(20_000), attempts: 2, leads: [[1, 2]] })
  expect(unpackDays([packed]).get(20_000)?.attempts).toBe(2)
  expect(() => unpackDays([packed.subarray(0, packed.length - 8)])).toThrow(/cut short/)
})

function sum(lists: readonly (readonly DayFact[])[]): DayFact[] {
  const days = new Map<number, DayFact>()
  for (const list of lists) addDays(list, days)
  return [...ascending([...days.values()])]
}

/** Where lead times lie does not matter. */
function plain({ leads, ...day }: DayFact) {
  return { ...day, leads: leads.flatMap((values) => Array.from(values)).toSorted((a, b) => a - b) }
}
