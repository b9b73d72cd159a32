import { describe, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { deploymentReworkRate } from '#metrics/deployment-rework-rate'
import type { DeploymentFact } from '#metrics/facts'
import { at, deploymentFact, factsOf, scopeOf } from '../../support/facts.ts'

const { measure, series } = deploymentReworkRate
const week = scopeOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z')
const words: Record<string, Partial<Omit<DeploymentFact, 'labels'>>> = {
  ok: {},
  config: { kind: 'CONFIG' },
  hotfix: { rework: ['HOTFIX', 'INCIDENT'] },
  rollback: { kind: 'ROLLBACK', rework: ['ROLLBACK'] },
  redeploy: { kind: 'REDEPLOY' },
  failed: { outcome: 'FAILED', rework: ['HOTFIX'] },
}
const story = (text: string) =>
  text
    .split(' ')
    .map((word, index) => deploymentFact(`${word} ${index}`, at('2026-03-02T10:00:00Z') + index * DAY, words[word]))

describe('deployment rework rate', () => {
  it.each([
    ['ok ok hotfix rollback', 2, 4],
    ['ok config', 0, 2],
    ['rollback', 1, 1],
    ['ok redeploy failed', 0, 1],
  ])('%s: %d of %d', (text, rework, deployments) => {
    const measured = measure(factsOf({ deployments: story(text) }), week)
    expect(measured).toMatchObject({ rework, deployments, rate: rework / deployments, coverage: 1 })
    expect(measured.samples).toHaveLength(rework)
    expect(measured.evidence).toHaveLength(deployments)
  })

  it('has no value when nothing was deployed', () => {
    expect(measure(factsOf({}), week)).toMatchObject({
      rate: null,
      unavailableReason: 'NO_DEPLOYMENTS',
      coverage: null,
    })
  })

  it('is less covered where commits are missing, as reverts hide there', () => {
    const deployments = [...story('ok'), deploymentFact('x', at('2026-03-03T00:00:00Z'), { flags: ['MISSING_COMMIT'] })]
    const measured = measure(factsOf({ deployments }), week)
    expect(measured.coverage).toBe(0.5)
    expect(measured.flags.map(({ code }) => code)).toEqual(['MISSING_COMMIT', 'LOW_COVERAGE', 'SMALL_SAMPLE'])
  })

  it('gives points', () => {
    expect(series(factsOf({ deployments: story('ok rollback') }), week, 'WEEK')).toMatchObject([
      { numerator: 1, denominator: 2, rate: 0.5 },
    ])
  })
})
