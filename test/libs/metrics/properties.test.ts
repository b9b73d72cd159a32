import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deploymentKinds } from '#domain/delivery-event'
import { DAY, HOUR } from '#domain/instant'
import { buckets, type Window } from '#domain/window'
import { expectedByChance } from '#metrics/chance'
import { changeFailureRate } from '#metrics/change-failure-rate'
import { changeUnits, defaultDefinition, leadTimeStarts } from '#metrics/definition'
import { deploymentFrequency } from '#metrics/deployment-frequency'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import { type Facts, pool } from '#metrics/facts'
import { leadTimeForChanges, leadTimeNumbers } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'
import { percentileOf } from '#metrics/statistics/percentile'
import { timeToRestore } from '#metrics/time-to-restore'
import { from, history, to } from '../../support/arbitrary-facts.ts'
import { deploymentFact, factsOf, incidentFact } from '../../support/facts.ts'

const timeZones = ['UTC', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe']

const scope = fc
  .record({
    timeZone: fc.constantFrom(...timeZones),
    start: fc.integer({ min: from, max: to - 1 }),
    length: fc.integer({ min: 1, max: 91 * DAY }),
    unit: fc.constantFrom(...changeUnits),
    leadStart: fc.constantFrom(...leadTimeStarts),
    arrival: fc.constantFrom('FIRST' as const, 'LAST' as const),
    excludeWeekend: fc.boolean(),
    failedOutcomes: fc.boolean(),
    kinds: fc.constantFrom(['CODE', 'CONFIG'] as const, ['CODE'] as const, deploymentKinds),
  })
  .map(
    ({ timeZone, start, length, unit, leadStart, arrival, excludeWeekend, failedOutcomes, kinds }): MeasureScope => ({
      window: { from: start, to: start + length, timeZone },
      definition: { ...defaultDefinition, unit, start: leadStart, arrival, excludeWeekend, failedOutcomes, kinds },
      now: to + 30 * DAY,
    }),
  )

const ascending = (list: readonly number[]): number[] => list.toSorted((a, b) => a - b)
const shuffled = <T>(list: readonly T[]): T[] => list.toReversed()
const isShare = (value: number | null): boolean => value === null || (value >= 0 && value <= 1)

/** The five, with what is made only when it is read. */
function measureAll(facts: Facts, asked: MeasureScope) {
  const lead = leadTimeForChanges.measure(facts, asked)
  return {
    frequency: deploymentFrequency.measure(facts, asked),
    lead: { ...lead, samples: lead.samples, stages: lead.stages, withPending: lead.withPending },
    failure: changeFailureRate.measure(facts, asked),
    restore: timeToRestore.measure(facts, asked),
    rework: deploymentReworkRate.measure(facts, asked),
  }
}

describe('for every history, window and definition', () => {
  it('rates lie between 0 and 1, with their intervals around them', () => {
    fc.assert(
      fc.property(history, scope, (facts, asked) => {
        const { failure, rework } = measureAll(facts, asked)
        for (const { rate, interval } of [failure, rework]) {
          expect(isShare(rate)).toBe(true)
          if (rate === null) continue
          expect(interval?.low).toBeLessThanOrEqual(rate + 1e-12)
          expect(interval?.high).toBeGreaterThanOrEqual(rate - 1e-12)
        }
        expect(isShare(failure.confirmedRate)).toBe(true)
        expect(failure.byTimeAlone).toBeLessThanOrEqual(failure.failed)
        expect(restoreCount(facts, asked)).toBeLessThanOrEqual(failure.failed)
      }),
    )
  })

  it('the evidence reproduces the number', () => {
    fc.assert(
      fc.property(history, scope, (facts, asked) => {
        const { frequency, lead, failure, restore, rework } = measureAll(facts, asked)
        expect(frequency.count).toBe(frequency.evidence.length)
        const seconds = lead.samples.map((sample) => sample.seconds)
        expect(lead.sampleSize).toBe(seconds.length)
        if (lead.medianSeconds !== null) expect(lead.medianSeconds).toBeCloseTo(percentileOf(seconds, 0.5) ?? -1, 6)
        expect(failure.failed).toBe(failure.failures.length)
        expect(failure.deployments).toBe(failure.evidence.length)
        expect(failure.rate).toBe(
          failure.evidence.length === 0 ? null : failure.failures.length / failure.evidence.length,
        )
        expect(restore.sampleSize).toBe(restore.samples.length)
        expect(restore.openCount).toBe(restore.samples.filter(({ open }) => open).length)
        if (restore.openCount === 0 && restore.sampleSize > 0) {
          const closed = restore.samples.map((sample) => sample.seconds)
          expect(restore.medianSeconds).toBeCloseTo(percentileOf(closed, 0.5) ?? -1, 6)
        }
        expect(rework.rate).toBe(rework.evidence.length === 0 ? null : rework.samples.length / rework.evidence.length)
      }),
    )
  })

  it('stages are contiguous, never negative, and add up to the lead time', () => {
    fc.assert(
      fc.property(history, scope, (facts, asked) => {
        const { samples, stages, meanSeconds } = measureAll(facts, asked).lead
        for (const sample of samples) {
          const sum = sample.stages.reduce((total, { seconds }) => total + seconds, 0)
          expect(sum).toBeCloseTo(sample.seconds, 3)
          let end = sample.startedAt
          for (const span of sample.stages) {
            expect(span.from).toBe(end)
            end = span.to
            if (!sample.flags.includes('NEGATIVE_SPAN')) expect(span.seconds).toBeGreaterThanOrEqual(0)
          }
          if (asked.definition.unit !== 'DEPLOYMENT' && sample.stages.length > 0) expect(end).toBe(sample.liveAt)
        }
        const means = stages.reduce((total, { meanSeconds: mean }) => total + (mean ?? 0), 0)
        expect(means).toBeCloseTo(meanSeconds ?? 0, 3)
      }),
    )
  })

  it('two halves of a window add up in counts', () => {
    fc.assert(
      fc.property(history, scope, fc.double({ min: 0, max: 1, noNaN: true }), (facts, asked, share) => {
        const { window } = asked
        const middle = Math.round(window.from + (window.to - window.from) * share)
        const counts = (part: Partial<Window>) => {
          const all = measureAll(facts, { ...asked, window: { ...window, ...part } })
          return [
            all.frequency.count,
            all.frequency.attempts,
            all.lead.sampleSize,
            all.failure.failed,
            all.failure.deployments,
            all.restore.sampleSize,
            all.rework.rework,
            all.rework.deployments,
            ...all.frequency.byKind.map(({ count }) => count),
          ]
        }
        const first = counts({ to: middle })
        const second = counts({ from: middle })
        expect(counts({})).toEqual(first.map((count, index) => count + (second[index] ?? 0)))
      }),
    )
  })

  it('points of a series add up to the whole', () => {
    fc.assert(
      fc.property(
        history,
        scope,
        fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const),
        (facts, asked, by) => {
          const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0)
          const all = measureAll(facts, asked)
          expect(sum(deploymentFrequency.series(facts, asked, by).map(({ count }) => count))).toBe(all.frequency.count)
          expect(sum(leadTimeForChanges.series(facts, asked, by).map(({ sampleSize }) => sampleSize))).toBe(
            all.lead.sampleSize,
          )
          expect(sum(changeFailureRate.series(facts, asked, by).map(({ numerator }) => numerator))).toBe(
            all.failure.failed,
          )
          expect(sum(timeToRestore.series(facts, asked, by).map(({ sampleSize }) => sampleSize))).toBe(
            all.restore.sampleSize,
          )
          expect(sum(deploymentReworkRate.series(facts, asked, by).map(({ denominator }) => denominator))).toBe(
            all.rework.deployments,
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('the order of facts means nothing', () => {
    fc.assert(
      fc.property(history, scope, (facts, asked) => {
        const other = factsOf({
          deployments: shuffled(facts.deployments),
          changes: shuffled(facts.changes),
          commits: shuffled(facts.commits),
          failures: shuffled(facts.failures),
          incidents: shuffled(facts.incidents),
        })
        expect(JSON.stringify(measureAll(other, asked))).toBe(JSON.stringify(measureAll(facts, asked)))
      }),
    )
  })

  it('a rollback of the same moment ends what went forward, in whatever order they are told', () => {
    const now = from + 30 * DAY
    const asked = { window: { from, to: now, timeZone: 'UTC' }, definition: defaultDefinition, now }
    const pair = [deploymentFact('D0', from + HOUR, {}), deploymentFact('D1', from + HOUR, { kind: 'ROLLBACK' })]
    const incidents = [incidentFact('I', from + 2 * HOUR, null)]
    const expected = [pair, pair.toReversed()].map((deployments) =>
      expectedByChance(factsOf({ deployments, incidents }), asked),
    )
    expect(expected).toEqual([0, 0])
  })

  it('a day later, everything is the same a day later', () => {
    fc.assert(
      fc.property(history, scope, (facts, asked) => {
        // UTC knows no daylight saving; whole weeks keep weekends where they are.
        const still = { ...asked, window: { ...asked.window, timeZone: 'UTC' } }
        const later = asked.definition.excludeWeekend ? 7 * DAY : DAY
        const moved = {
          ...still,
          now: still.now + later,
          window: { ...still.window, from: still.window.from + later, to: still.window.to + later },
        }
        const numbers = ({ frequency, lead, failure, restore, rework }: ReturnType<typeof measureAll>) => [
          [frequency.count, frequency.perDay, frequency.activeDays, frequency.medianPerDay],
          [lead.sampleSize, lead.medianSeconds, lead.p90Seconds, lead.meanSeconds, lead.stages, lead.pending],
          [failure.rate, failure.confirmedRate],
          [
            restore.medianSeconds,
            restore.atLeastSeconds,
            restore.impactSeconds,
            restore.byRemedy,
            restore.allIncidentsMedianSeconds,
          ],
          [rework.rate],
        ]
        expect(numbers(measureAll(shift(facts, later), moved))).toEqual(numbers(measureAll(facts, still)))
      }),
    )
  })

  it('redeploys, self-heals and platform syncs change nothing that is counted', () => {
    fc.assert(
      fc.property(history, scope, fc.nat(80 * 24), (facts, asked, hour) => {
        const plain = { ...asked, definition: { ...asked.definition, kinds: ['CODE', 'CONFIG'] as const } }
        const noise = (['REDEPLOY', 'DRIFT_CORRECTION', 'BOOTSTRAP', 'PLATFORM'] as const).map((kind) =>
          deploymentFact(`noise ${kind}`, from + hour * HOUR, { kind }),
        )
        const before = measureAll(facts, plain)
        const after = measureAll({ ...facts, deployments: [...noise, ...facts.deployments] }, plain)
        for (const key of ['lead', 'failure', 'restore', 'rework'] as const) expect(after[key]).toEqual(before[key])
        expect(after.frequency.evidence).toEqual(before.frequency.evidence)
      }),
    )
  })

  it('services pooled have all their counts and samples', () => {
    fc.assert(
      fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), scope, (parts, asked) => {
        const each = parts.map((facts) => measureAll(facts, asked))
        const pooled = measureAll(pool(parts), asked)
        const sum = (pick: (all: (typeof each)[number]) => number): number =>
          each.reduce((total, all) => total + pick(all), 0)
        expect(pooled.frequency.count).toBe(sum((all) => all.frequency.count))
        expect(pooled.failure.failed).toBe(sum((all) => all.failure.failed))
        expect(pooled.failure.deployments).toBe(sum((all) => all.failure.deployments))
        const chance = parts.reduce((total, part) => total + expectedByChance(part, asked), 0)
        expect(expectedByChance(pool(parts), asked)).toBeCloseTo(chance, 9)
        expect(pooled.rework.rework).toBe(sum((all) => all.rework.rework))
        expect(pooled.lead.pending.count).toBe(sum((all) => all.lead.pending.count))
        const samples = each.flatMap(({ lead }) => lead.samples.map(({ seconds }) => seconds))
        expect(ascending(pooled.lead.samples.map(({ seconds }) => seconds))).toEqual(ascending(samples))
        expect(pooled.restore.sampleSize).toBe(sum((all) => all.restore.sampleSize))
      }),
      { numRuns: 60 },
    )
  })

  it('packed days give the numbers of the facts, to the last bit', () => {
    fc.assert(
      fc.property(history, scope, (facts, asked) => {
        const measured = leadTimeForChanges.measure(facts, asked)
        const weeks = buckets(asked.window, 'WEEK').map((week) =>
          buckets({ ...asked.window, from: week.from, to: week.to }, 'DAY').map((day) => {
            const ofDay = measured.samples.filter(({ liveAt }) => liveAt >= day.from && liveAt < day.to)
            return ofDay.map(({ seconds }) => seconds * 1_000)
          }),
        )
        const { sampleSize, medianSeconds, p75Seconds, p90Seconds, interval } = measured
        const fromDays = leadTimeNumbers(weeks, asked.definition.minN)
        // Means of deployments are no whole milliseconds, and their sums depend on the order.
        if (asked.definition.unit === 'DEPLOYMENT') return
        expect(fromDays).toEqual({
          sampleSize,
          medianSeconds,
          p75Seconds,
          p90Seconds,
          meanSeconds: measured.meanSeconds,
          interval,
        })
      }),
    )
  })
})

function restoreCount(facts: Facts, asked: MeasureScope): number {
  return timeToRestore.measure(facts, asked).sampleSize
}

function shift(facts: Facts, by: number): Facts {
  const moved = JSON.parse(JSON.stringify(facts), (key, value: unknown) =>
    typeof value === 'number' && !['duration', 'additions', 'deletions'].includes(key) ? value + by : value,
  ) as Facts
  return moved
}
