import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '#domain/instant'
import { type Authorship, authorships } from '#domain/stream-history'
import { together } from '#metrics/by-authorship'
import { changeFailureRate, changeFailureRateByAuthorship } from '#metrics/change-failure-rate'
import { changeUnits, defaultDefinition } from '#metrics/definition'
import { deploymentReworkRate, deploymentReworkRateByAuthorship } from '#metrics/deployment-rework-rate'
import { type Facts, pool } from '#metrics/facts'
import { leadTimeByAuthorship } from '#metrics/lead-time-by-authorship'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import type { MeasureScope } from '#metrics/metric'
import { from, history, to } from '../../support/arbitrary-facts.ts'
import { at, changeFact, deploymentFact, factsOf, failureFact } from '../../support/facts.ts'

const whole: MeasureScope = {
  window: { from, to, timeZone: 'UTC' },
  definition: defaultDefinition,
  now: to + 30 * 24 * HOUR,
}

const written = fc.tuple(history, fc.infiniteStream(fc.constantFrom(...authorships))).map(([facts, kinds]): Facts => {
  const next = (): Authorship => kinds.next().value ?? 'UNKNOWN'
  return { ...facts, changes: facts.changes.map((change) => ({ ...change, authorship: next() })) }
})

const sum = (parts: readonly { readonly sampleSize: number }[]): number =>
  parts.reduce((total, { sampleSize }) => total + sampleSize, 0)

describe('the parts by who wrote them', () => {
  it('add up to the whole, and are what a filter by their kind gives', () => {
    fc.assert(
      fc.property(written, written, fc.constantFrom(...changeUnits), (one, other, unit) => {
        const facts = pool([one, other])
        const scope = { ...whole, definition: { ...defaultDefinition, unit, minN: { p50: 1, p90: 10 } } }
        const only = (kind: Authorship) => ({ ...scope, definition: { ...scope.definition, authorship: [kind] } })
        const lead = leadTimeByAuthorship(facts, scope)
        const failed = changeFailureRateByAuthorship(facts, scope)
        const rework = deploymentReworkRateByAuthorship(facts, scope)
        const [allFailed, allRework] = [
          changeFailureRate.measure(facts, scope),
          deploymentReworkRate.measure(facts, scope),
        ]
        expect(sum(lead)).toBe(leadTimeForChanges.measure(facts, scope).sampleSize)
        expect(sum(failed)).toBe(allFailed.deployments)
        expect(sum(rework)).toBe(allRework.deployments)
        expect(failed.reduce((total, { count }) => total + (count ?? 0), 0)).toBe(allFailed.failed)
        expect(rework.reduce((total, { count }) => total + (count ?? 0), 0)).toBe(allRework.rework)
        for (const [index, authorship] of authorships.entries()) {
          const filtered = changeFailureRate.measure(facts, only(authorship))
          expect([failed[index]?.sampleSize, failed[index]?.rate]).toEqual([filtered.deployments, filtered.rate])
          const again = deploymentReworkRate.measure(facts, only(authorship))
          expect([rework[index]?.sampleSize, rework[index]?.rate]).toEqual([again.deployments, again.rate])
          if (unit !== 'CHANGE') continue
          const { medianSeconds, interval } = leadTimeForChanges.measure(facts, only(authorship))
          expect(lead[index]).toMatchObject({ medianSeconds, interval })
        }
      }),
      { numRuns: 60 },
    )
  })

  const day = (number: number): number => at('2026-02-02T10:00:00Z') + number * 24 * HOUR
  /** Six deployments of people, six with an agent in them, of which the first two fail, and four of bots. */
  const kinds = [...Array(6).fill('HUMAN'), ...Array(6).fill('AGENT'), ...Array(4).fill('BOT')] as Authorship[]
  const deployments = kinds.map((_, index) => deploymentFact(`D${index}`, day(index)))
  const changes = kinds.flatMap((authorship, index) => {
    const of = { deploymentKey: `D${index}`, authorship }
    const own = changeFact(`C${index}`, day(index) - (index + 1) * HOUR, day(index), of)
    // Beside the agent's change goes one of a person, in two minutes.
    const beside = changeFact(`P${index}`, day(index) - 120_000, day(index), { deploymentKey: `D${index}` })
    return authorship === 'AGENT' ? [own, beside] : [own]
  })
  const failures = deployments.slice(6, 8).map((deployment) => failureFact(deployment, null))
  const facts = factsOf({ deployments, changes, failures })

  it('are measured over their own samples, and small ones are counted only', () => {
    expect(leadTimeByAuthorship(facts, whole)).toMatchObject([
      { authorship: 'HUMAN', sampleSize: 12, medianSeconds: (3_600 + 120) / 2, unavailableReason: null },
      { authorship: 'AGENT', sampleSize: 6, medianSeconds: 9.5 * 3_600, interval: { level: 0.9 } },
      { authorship: 'BOT', sampleSize: 4, medianSeconds: null, interval: null, unavailableReason: 'TOO_FEW' },
      { authorship: 'UNKNOWN', sampleSize: 0, medianSeconds: null, unavailableReason: 'NO_DATA' },
    ])
    expect(changeFailureRateByAuthorship(facts, whole)).toMatchObject([
      { authorship: 'HUMAN', sampleSize: 6, rate: 0, count: 0 },
      { authorship: 'AGENT', sampleSize: 6, rate: 2 / 6, count: 2, interval: { level: 0.9 } },
      { authorship: 'BOT', sampleSize: 4, rate: null, count: null, interval: null, unavailableReason: 'TOO_FEW' },
      { authorship: 'UNKNOWN', sampleSize: 0, rate: null },
    ])
  })

  it('of deployments whose changes are linked by less than the definition asks are of nobody known', () => {
    const weak = factsOf({ deployments, changes: changes.map((change) => ({ ...change, confidence: 'LOW' as const })) })
    expect(changeFailureRateByAuthorship(weak, whole).map(({ sampleSize }) => sampleSize)).toEqual([0, 0, 0, 16])
  })
})

it.each([
  [[], 'UNKNOWN'],
  [['UNKNOWN', 'UNKNOWN'], 'UNKNOWN'],
  [['BOT', 'BOT'], 'BOT'],
  [['BOT', 'HUMAN'], 'HUMAN'],
  [['BOT', 'UNKNOWN'], 'HUMAN'],
  [['BOT', 'AGENT', 'HUMAN'], 'AGENT'],
] as const)('%j together are %s', (kinds, expected) => {
  expect(together(kinds)).toBe(expected)
})
