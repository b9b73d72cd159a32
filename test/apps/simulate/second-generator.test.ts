import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Deliveries, Effects, SimulatedChange } from '#apps/simulate/delivery/history'
import { type SimulatedWorld, simulateService } from '#apps/simulate/second-generator'
import { DAY, HOUR } from '#domain/instant'

const week = 7 * DAY
const from = Date.parse('2024-01-01T00:00:00Z')
const weeks = 104
const end = from + weeks * week
const step = from + 52 * week

const seeds = Array.from({ length: 100 }, (_, seed) => 1_000 + seed)

function worlds(deploysAWeek: number, effects?: Omit<Effects, 'from'>, count = seeds.length): SimulatedWorld[] {
  const asked = effects === undefined ? {} : { effects: { from: step, ...effects } }
  return seeds
    .slice(0, count)
    .map((seed) => simulateService({ seed, from, weeks, deploysAWeek, failureRate: 0.15, ...asked }))
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function errorOf(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / values.length)
}

interface Numbers {
  readonly deployments: number
  readonly merges: number
  /** Mean logarithm of hours: medians of few changes are noisy. */
  readonly lead: number
  readonly failed: number
}

/** Of the weeks [first, last) after a moment, a week. */
function numbersOf({ changes, deployments }: Deliveries, at: number, first: number, last: number): Numbers {
  const isIn = (time: number | null): boolean => time !== null && time >= at + first * week && time < at + last * week
  const shipped = changes.filter(({ liveAt }) => isIn(liveAt))
  const live = deployments.filter(({ liveAt }) => isIn(liveAt))
  return {
    deployments: live.length / (last - first),
    merges: changes.filter(({ mergedAt }) => isIn(mergedAt)).length / (last - first),
    lead: mean(shipped.map(({ startedAt, liveAt }) => Math.log(((liveAt ?? 0) - startedAt) / HOUR))),
    failed: live.filter(({ failed }) => failed).length / Math.max(1, live.length),
  }
}

/** How many times as large numbers are after the step as before it, over many services; the weeks right after it apart. */
function changedBy(effects: Omit<Effects, 'from'>, deploysAWeek = 10): Numbers {
  const pairs = worlds(deploysAWeek, effects, 40).map((world) => ({
    before: numbersOf(world, step, -48, 0),
    after: numbersOf(world, step, 4, 48),
  }))
  const ratio = (name: 'deployments' | 'merges' | 'failed'): number =>
    mean(pairs.map(({ after }) => after[name])) / mean(pairs.map(({ before }) => before[name]))
  return {
    deployments: ratio('deployments'),
    merges: ratio('merges'),
    lead: Math.exp(mean(pairs.map(({ before, after }) => after.lead - before.lead))),
    failed: ratio('failed'),
  }
}

const anyEffects: fc.Arbitrary<Omit<Effects, 'from'>> = fc.record(
  {
    leadTimeFactor: fc.constantFrom(0.5, 2, 3),
    frequencyFactor: fc.constantFrom(0.25, 0.5, 2),
    failureFactor: fc.constantFrom(0, 3),
    volumeFactor: fc.constantFrom(0.5, 1.5, 3),
    driftPerWeek: fc.constantFrom(-0.01, 0.02),
    blocked: fc.boolean(),
    badWeekFactor: fc.constant(3),
    holiday: fc.boolean(),
    splitShare: fc.constant(0.4),
  },
  { requiredKeys: [] },
)

const anyPlan = fc.record({
  seed: fc.integer(),
  from: fc.constant(from),
  weeks: fc.integer({ min: 4, max: 30 }),
  deploysAWeek: fc.constantFrom(1, 3, 10, 40),
})

/** What was known before a moment. */
function before(at: number, { changes, deployments }: Deliveries): object {
  const known = (time: number | null): number | null => (time !== null && time < at ? time : null)
  return {
    changes: changes
      .filter(({ mergedAt }) => mergedAt < at)
      .map((change) => ({ ...change, liveAt: known(change.liveAt) })),
    deployments: deployments
      .filter(({ liveAt }) => liveAt < at)
      .map((deployment) => ({ ...deployment, restoredAt: known(deployment.restoredAt) })),
  }
}

function isAscending(times: readonly number[]): boolean {
  return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0))
}

describe('a made-up world', () => {
  it('is the same for the same seed, and another for another', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const world = simulateService(plan)
        expect(simulateService(plan)).toEqual(world)
        expect(simulateService({ ...plan, seed: plan.seed + 1 })).not.toEqual(world)
      }),
      { numRuns: 30 },
    )
  })

  it('is before an effect what it is without one', () => {
    fc.assert(
      fc.property(anyPlan, anyEffects, fc.double({ min: 0, max: 1, noNaN: true }), (plan, effects, share) => {
        const at = from + Math.floor(share * plan.weeks * week)
        const changed = simulateService({ ...plan, effects: { from: at, ...effects } })
        expect(before(at, changed)).toEqual(before(at, simulateService(plan)))
        for (const { mergedAt } of changed.offshoot?.changes ?? []) expect(mergedAt).toBeGreaterThanOrEqual(at)
      }),
      { numRuns: 60 },
    )
  })

  it('tells times in their order, and ships each change with a deployment', () => {
    fc.assert(
      fc.property(anyPlan, anyEffects, (plan, effects) => {
        const world = simulateService({ ...plan, effects: { from: from + 2 * week, ...effects } })
        for (const { changes, deployments } of [world, world.offshoot ?? { changes: [], deployments: [] }]) {
          const liveTimes = new Set(deployments.map(({ liveAt }) => liveAt))
          expect(isAscending(changes.map(({ mergedAt }) => mergedAt))).toBe(true)
          expect(isAscending(deployments.map(({ liveAt }) => liveAt))).toBe(true)
          expect(changes.every(({ startedAt, mergedAt }) => startedAt < mergedAt)).toBe(true)
          expect(changes.every(({ mergedAt, liveAt }) => liveAt === null || liveAt > mergedAt)).toBe(true)
          expect(changes.every(({ liveAt }) => liveAt === null || liveTimes.has(liveAt))).toBe(true)
          expect(deployments.every(({ liveAt, restoredAt }) => restoredAt === null || restoredAt > liveAt)).toBe(true)
          expect(deployments.every(({ failed, restoredAt }) => failed || restoredAt === null)).toBe(true)
          const times = [
            ...changes.map(({ mergedAt }) => mergedAt),
            ...liveTimes,
            ...changes.map(({ startedAt }) => startedAt),
          ]
          expect(times.every((time) => Number.isSafeInteger(time) && time < from + plan.weeks * week)).toBe(true)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('is of people who work on working days in their hours, but for repairs', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { changes, deployments, utcOffset, opens } = simulateService(plan)
        const isIn = (at: number, low: number, high: number): boolean => {
          const local = at + utcOffset
          const hour = local - Math.floor(local / DAY) * DAY
          const weekday = new Date(local).getUTCDay()
          return weekday !== 0 && weekday !== 6 && hour >= opens + low * HOUR && hour <= opens + high * HOUR
        }
        const repairs = new Set(deployments.filter(({ reworked }) => reworked).map(({ liveAt }) => liveAt))
        const usual = changes.filter(({ liveAt }) => liveAt === null || !repairs.has(liveAt))
        expect(usual.filter(({ startedAt }) => !isIn(startedAt, -1, 9))).toEqual([])
        expect(deployments.filter(({ liveAt, reworked }) => !reworked && !isIn(liveAt, 0, 13))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [1, 100],
    [3, 100],
    [10, 60],
    [40, 25],
  ])('deploys %d times a week on average', (deploysAWeek, count) => {
    const rates = worlds(deploysAWeek, undefined, count).map(
      ({ deployments }) => deployments.length / weeks / deploysAWeek,
    )
    expect(mean(rates)).toBeGreaterThan(0.92)
    expect(mean(rates)).toBeLessThan(1.08)
    expect(rates.filter((rate) => rate < 0.7 || rate > 1.3).length / rates.length).toBeLessThan(0.05)
  })

  it('fails as often as is wanted, in bad days', () => {
    const all = worlds(40, undefined, 15)
    expect(mean(all.map((world) => numbersOf(world, from, 0, weeks).failed))).toBeCloseTo(0.15, 1)
    let pairs = 0
    let both = 0
    for (const { deployments } of all) {
      for (const [index, { liveAt, failed }] of deployments.entries()) {
        const next = deployments[index + 1]
        if (
          !failed ||
          next === undefined ||
          next.reworked ||
          Math.floor(next.liveAt / DAY) !== Math.floor(liveAt / DAY)
        )
          continue
        pairs += 1
        if (next.failed) both += 1
      }
    }
    expect(both / pairs).toBeGreaterThan(0.2)
  })

  it.each([3, 10])('without effects has no step and no trend, at %d deployments a week', (deploysAWeek) => {
    const thirds = worlds(deploysAWeek).map((world) =>
      [0, 1, 2].map((third) => numbersOf(world, from, third * 34, (third + 1) * 34)),
    )
    for (const name of ['deployments', 'merges', 'lead', 'failed'] as const) {
      for (const [one, other] of [
        [0, 1],
        [1, 2],
        [0, 2],
      ] as const) {
        const differences = thirds.map(
          (parts) => (parts[other]?.[name] ?? Number.NaN) - (parts[one]?.[name] ?? Number.NaN),
        )
        expect(Math.abs(mean(differences)) / errorOf(differences), `${name} ${one} ${other}`).toBeLessThan(3)
      }
    }
  })
})

describe('an effect', () => {
  it('on nothing leaves everything as it is', () => {
    expect(worlds(10, {}, 5)).toEqual(worlds(10, undefined, 5))
  })

  it.each([
    [0.5, 1.2, 1.4],
    [2, 0.85, 1.1],
    [3, 0.85, 1.1],
  ])('multiplies lead times by %d, and changes little else', (leadTimeFactor, least, most) => {
    const { lead, deployments, merges, failed } = changedBy({ leadTimeFactor })
    expect(lead / leadTimeFactor).toBeGreaterThan(least)
    expect(lead / leadTimeFactor).toBeLessThan(most)
    for (const other of [deployments, merges, failed]) expect(Math.abs(other - 1)).toBeLessThan(0.1)
  })

  it.each([0.25, 0.5, 2])('multiplies deployments by %d', (frequencyFactor) => {
    for (const deploysAWeek of [3, 10])
      expect(Math.abs(changedBy({ frequencyFactor }, deploysAWeek).deployments / frequencyFactor - 1)).toBeLessThan(
        0.15,
      )
  })

  it('multiplies the share that fails', () => {
    expect(Math.abs(changedBy({ failureFactor: 3 }).failed / 3 - 1)).toBeLessThan(0.1)
  })

  it('multiplies changes, at the same lead time', () => {
    const { merges, lead, deployments } = changedBy({ volumeFactor: 3 })
    expect(Math.abs(merges / 3 - 1)).toBeLessThan(0.1)
    expect(Math.abs(lead - 1)).toBeLessThan(0.1)
    expect(deployments).toBeGreaterThan(1.5)
  })

  it('drifts', () => {
    const drifted = worlds(10, { driftPerWeek: 0.02 }, 40)
    const [early = 0, late = 0] = [4, 40].map((first) =>
      mean(drifted.map((world) => numbersOf(world, step, first, first + 8).lead - numbersOf(world, step, -48, 0).lead)),
    )
    expect(Math.exp(early)).toBeCloseTo(1.02 ** 8, 0)
    expect(Math.exp(late - early)).toBeGreaterThan(0.75 * 1.02 ** 36)
    expect(Math.exp(late - early)).toBeLessThan(1.25 * 1.02 ** 36)
  })

  it('blocks the pipeline while merges go on', () => {
    for (const { changes, deployments } of worlds(10, { blocked: true }, 20)) {
      expect(deployments.every(({ liveAt }) => liveAt < step)).toBe(true)
      const merged = changes.filter(({ mergedAt }) => mergedAt >= step)
      expect(merged.length).toBeGreaterThan(100)
      expect(merged.filter(({ liveAt }) => liveAt !== null)).toEqual([])
    }
  })

  it('makes one week bad, and the weeks after it as they were', () => {
    const of = (first: number, last: number): Numbers[] =>
      worlds(10, { badWeekFactor: 3 }, 40).map((world) => numbersOf(world, step, first, last))
    const [usual, bad, after] = [of(-48, 0), of(0.5, 2), of(4, 48)]
    const lead = (of: readonly Numbers[]): number => mean(of.map((each) => each.lead).filter(Number.isFinite))
    expect(lead(bad) - lead(usual)).toBeGreaterThan(0.3)
    expect(Math.abs(lead(after) - lead(usual))).toBeLessThan(0.1)
    expect(mean(of(0, 1).map(({ failed }) => failed))).toBeGreaterThan(0.25)
  })

  it('gives everybody two weeks off', () => {
    const begun = ({ startedAt }: SimulatedChange): boolean => startedAt >= step + DAY && startedAt < step + 14 * DAY
    for (const { changes, deployments } of worlds(10, { holiday: true }, 20)) {
      const repairs = new Set(deployments.filter(({ reworked }) => reworked).map(({ liveAt }) => liveAt))
      expect(changes.filter((change) => begun(change) && !repairs.has(change.liveAt ?? end))).toEqual([])
      expect(changes.filter(({ startedAt }) => startedAt >= step + 16 * DAY).length).toBeGreaterThan(100)
    }
  })

  it('splits a service: what is merged goes on in two', () => {
    const whole = worlds(10, undefined, 30)
    for (const [index, { changes, offshoot }] of worlds(10, { splitShare: 0.4 }, 30).entries()) {
      const after = (each: Pick<SimulatedWorld, 'changes'> | null | undefined): number =>
        each?.changes.filter(({ mergedAt }) => mergedAt >= step).length ?? 0
      const both = after({ changes }) + after(offshoot)
      expect(Math.abs(both / after(whole[index]) - 1)).toBeLessThan(0.1)
      expect(Math.abs(after(offshoot) / both - 0.4)).toBeLessThan(0.1)
    }
  })
})
