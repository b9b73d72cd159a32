import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { definitionOf } from '#metrics/definition'
import type { Facts } from '#metrics/facts'
import { lowerMedian, medianOfDailyMedians } from '#metrics/presets/medians'
import { percentileOf } from '#metrics/statistics/percentile'
import { from, history, to } from '../../../support/arbitrary-facts.ts'
import { measuredBy } from '../../../support/preset-facts.ts'

/** With versions that come back, reverts and hotfixes. */
const versioned = history.map(
  (facts): Facts => ({
    ...facts,
    deployments: facts.deployments.map((deployment, index) => ({
      ...deployment,
      sha: `V${(index * 7) % 5}`,
      hotfix: index % 6 === 5,
      revertsOf: index % 7 === 6 ? [`D${index - 2}`] : [],
    })),
  }),
)
const window = fc
  .record({ start: fc.integer({ min: from, max: to - 1 }), length: fc.integer({ min: 1, max: 91 * DAY }) })
  .map(({ start, length }) => ({ from: start, to: start + length, timeZone: 'Europe/Berlin' }))

const scopeBy = (preset: 'GITLAB' | 'DATADOG' | 'DEVLAKE', asked: { from: number; to: number; timeZone: string }) => ({
  window: asked,
  definition: definitionOf({ preset }),
  now: to + 30 * DAY,
})

function backwards(facts: Facts): Facts {
  const { deployments, changes, commits, incidents } = facts
  const turned = { deployments: deployments.toReversed(), changes: changes.toReversed() }
  return { ...facts, ...turned, commits: commits.toReversed(), incidents: incidents.toReversed() }
}

it('for every history, the samples of a preset reproduce its value, in whatever order facts come', () => {
  const medians = {
    GITLAB: (values: readonly { at: number; stream: number; seconds: number }[]) =>
      medianOfDailyMedians(values, { timeZone: 'Europe/Berlin' }),
    DATADOG: (values: readonly { seconds: number }[]) =>
      percentileOf(
        values.map(({ seconds }) => seconds),
        0.5,
      ),
    DEVLAKE: (values: readonly { seconds: number }[]) => lowerMedian(values.map(({ seconds }) => seconds)),
  }
  fc.assert(
    fc.property(
      versioned,
      window,
      fc.constantFrom('GITLAB' as const, 'DATADOG' as const, 'DEVLAKE' as const),
      (facts, asked, preset) => {
        const scope = scopeBy(preset, asked)
        const answer = measuredBy(facts, scope)
        const { leadTimeForChanges: lead, changeFailureRate: failure, timeToRestore: restore } = answer
        const dated = lead.samples.map(({ liveAt, seconds }) => ({ at: liveAt, stream: 0, seconds }))
        expect(medians[preset](dated)).toEqual(lead.medianSeconds)
        expect(failure.evidence).toHaveLength(failure.deployments)
        const counted = preset === 'GITLAB' ? (failure.incidents ?? []) : failure.failures
        expect(counted).toHaveLength(failure.failed)
        expect(failure.rate).toBe(failure.deployments === 0 ? null : failure.failed / failure.deployments)
        if (preset !== 'GITLAB') {
          expect(failure.rate ?? 0).toBeLessThanOrEqual(1)
          expect(restore.samples).toHaveLength(restore.sampleSize)
          expect(medians[preset](restore.samples)).toEqual(restore.medianSeconds)
        }
        expect(answer.deploymentFrequency.evidence).toHaveLength(answer.deploymentFrequency.count)
        expect(JSON.stringify(measuredBy(backwards(facts), scope))).toBe(JSON.stringify(answer))
      },
    ),
    { numRuns: 150, seed: 20261121 },
  )
})
