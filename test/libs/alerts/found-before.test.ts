import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DAY, HOUR } from '#domain/instant'
import { buckets } from '#domain/window'
import { detect } from '#alerts/detect'
import { fleetOf } from '#alerts/fleet-of'
import { FoundBefore } from '#alerts/found-before'
import type { Watched } from '#alerts/watched'

const from = Date.parse('2026-01-05T00:00:00Z')
const weeks = buckets({ from, to: from + 30 * 7 * DAY, timeZone: 'UTC' }, 'WEEK')
const end = from + 30 * 7 * DAY

/** A service whose deployments fail in spells. */
const history = fc
  .array(fc.record({ days: fc.integer({ min: 3, max: 40 }), every: fc.integer({ min: 1, max: 12 }) }), {
    minLength: 3,
    maxLength: 8,
  })
  .map((spells): Watched => {
    const failures: { at: number; hit: boolean }[] = []
    let at = from
    for (const { days, every } of spells)
      for (let half = 0; half < days * 2; half += 1, at += DAY / 2) failures.push({ at, hit: half % every === 0 })
    return { leadTimes: [], lives: [], failures, reworks: failures, merged: [], impacts: [] }
  })

const look = fc.record({
  asOf: fc.integer({ min: 60 * 24, max: 30 * 7 * 24 }).map((hours) => from + hours * HOUR),
  /** What came later, or was told otherwise, since the look before. */
  turned: fc.option(fc.nat(400), { nil: null }),
  falseAlarmsPerServiceYear: fc.constantFrom(0.05, 0.1, 0.5),
})

it('what is recalled is what is found anew, however facts, rules and the hour move in between', () => {
  fc.assert(
    fc.property(history, fc.array(look, { minLength: 2, maxLength: 6 }), (first, looks) => {
      const before = new FoundBefore()
      let watched = first
      for (const { asOf, turned, falseAlarmsPerServiceYear } of looks) {
        if (turned !== null) {
          const failures = watched.failures.map((each, index) =>
            index === turned ? { ...each, hit: !each.hit } : each,
          )
          watched = { ...watched, failures }
        }
        const sensitivityOf = () => ({ falseAlarmsPerServiceYear, servicesOfRecipient: 1 })
        const scope = { weeks, asOf: Math.min(asOf, end), timeZone: 'UTC', fleet: fleetOf([], weeks), sensitivityOf }
        const anew = detect(watched, scope)
        expect(detect(watched, { ...scope, recall: before.of(1) })).toEqual(anew)
        expect(detect(watched, { ...scope, recall: before.of(1) })).toEqual(anew)
      }
    }),
    { numRuns: 60 },
  )
})

it('is looked for once where nothing moved, and of each stream apart', () => {
  const before = new FoundBefore()
  let times = 0
  const find = () => {
    times += 1
    return []
  }
  for (const stream of [1, 1, 2]) before.of(stream)('changeFailureRate', 'the same', find)
  expect(times).toBe(2)
})
