import { describe, expect, it } from 'vitest'
import { bandOf } from '#metrics/band'
import { definitionOf } from '#metrics/definition'
import { pool } from '#metrics/facts'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import { at, changeFact, deploymentFact, factsOf, scopeOf } from '../../support/facts.ts'

const hour = 3_600
const day = 24 * hour

describe('the published level of a value', () => {
  it.each([
    ['deploymentFrequency', 4, 'elite'],
    ['deploymentFrequency', 1, 'high'],
    ['deploymentFrequency', 1 / 7, 'high'],
    ['deploymentFrequency', 0.1, 'medium'],
    ['deploymentFrequency', 0.01, 'low'],
    ['deploymentFrequency', 0, null],
    ['leadTimeForChanges', 0, 'elite'],
    ['leadTimeForChanges', day, 'high'],
    ['leadTimeForChanges', 7 * day, 'medium'],
    ['leadTimeForChanges', 90 * day, 'low'],
    ['leadTimeForChanges', 200 * day, null],
    ['leadTimeForChanges', -1, null],
    ['timeToRestore', 59 * 60, 'elite'],
    ['timeToRestore', hour, 'high or medium'],
    ['timeToRestore', 2 * day, null],
    ['timeToRestore', 8 * day, 'low'],
    ['changeFailureRate', 0.05, null],
    ['deploymentReworkRate', 0.05, null],
  ] as const)('of %s %d is %s', (metric, value, level) =>
    expect(bandOf(metric, value)).toEqual(level === null ? null : { year: 2024, level }),
  )
})

describe('the level of a measured number', () => {
  const week = ['2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z'] as const
  const shipped = (count: number) =>
    factsOf({
      deployments: [deploymentFact('D', at('2026-03-03T12:00:00Z'))],
      changes: Array.from({ length: count }, (_, index) =>
        changeFact(`C${index}`, at('2026-03-01T12:00:00Z'), at('2026-03-03T12:00:00Z'), { deploymentKey: 'D' }),
      ),
    })

  it('is told of five samples on', () => {
    expect(leadTimeForChanges.measure(shipped(5), scopeOf(...week)).band).toEqual({ year: 2024, level: 'high' })
    expect(leadTimeForChanges.measure(shipped(4), scopeOf(...week)).band).toBeNull()
  })

  it('is never told of several services together', () => {
    const together = pool([shipped(5), shipped(5)])
    expect(leadTimeForChanges.measure(together, scopeOf(...week)).medianSeconds).toBe(2 * day)
    expect(leadTimeForChanges.measure(together, scopeOf(...week)).band).toBeNull()
  })

  it('is not told of what another definition counts, which the reports did not ask for', () => {
    const kinds = scopeOf(...week, { definition: { kinds: ['CODE'] } })
    expect(leadTimeForChanges.measure(shipped(5), kinds)).toMatchObject({ medianSeconds: 2 * day, band: null })
  })

  it('is not told of what other systems count', () => {
    const scope = { ...scopeOf(...week), definition: definitionOf({ preset: 'GITLAB' }) }
    expect(leadTimeForChanges.measure(shipped(5), scope).band).toBeNull()
  })
})
