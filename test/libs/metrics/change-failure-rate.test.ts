import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '#domain/instant'
import { changeFailureRate } from '#metrics/change-failure-rate'
import type { Definition } from '#metrics/definition'
import type { DeploymentFact, FailureFact } from '#metrics/facts'
import { pool } from '#metrics/facts'
import { at, deploymentFact, factsOf, failureFact, incidentFact, scopeOf } from '../../support/facts.ts'

const { measure, series } = changeFailureRate
const week = scopeOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z')
const by = (leaves: Partial<Definition>) => ({ ...week, definition: { ...week.definition, ...leaves } })
const start = at('2026-03-02T10:00:00Z')

const outcomes: Record<string, DeploymentFact['outcome']> = { aborted: 'ABORTED', ABORTED: 'ABORTED', broken: 'FAILED' }

/** Deployments a day apart from a story such as 'ok ok FAIL rollback'. */
function story(
  text: string,
  given: Partial<FailureFact> = {},
): { deployments: DeploymentFact[]; failures: FailureFact[] } {
  const deployments = text.split(' ').map((word, index) =>
    deploymentFact(`${word} ${index}`, start + index * DAY, {
      kind: word.startsWith('rollback') ? 'ROLLBACK' : 'CODE',
      outcome: outcomes[word] ?? 'SUCCEEDED',
    }),
  )
  const failed = deployments.filter(({ key }) => /FAIL|ABORTED/.test(key))
  return { deployments, failures: failed.map((deployment) => failureFact(deployment, deployment.at + HOUR, given)) }
}

describe('change failure rate', () => {
  it.each([
    ['ok ok ok FAIL', 0.25, 4],
    ['FAIL FAIL', 1, 2],
    ['ok rollback ok', 0, 2],
    ['ok aborted', 0, 1],
    ['ok ABORTED', 0.5, 2],
    ['ok broken', 0, 1],
    ['rollbackFAIL ok', 0, 1],
  ])('%s: %d of %d', (text, rate, denominator) => {
    const measured = measure(factsOf(story(text)), week)
    expect(measured).toMatchObject({ rate, deployments: denominator, sampleSize: denominator, confirmedRate: rate })
    expect(measured.interval?.low).toBeLessThanOrEqual(rate)
    expect(measured.interval?.high).toBeGreaterThanOrEqual(rate)
  })

  it('has no value when nothing was deployed', () => {
    expect(measure(factsOf({}), week)).toMatchObject({
      rate: null,
      confirmedRate: null,
      byTimeAloneExpectedByChance: null,
      interval: null,
      unavailableReason: 'NO_DEPLOYMENTS',
      coverage: null,
    })
  })

  it('belongs to the window of the deployment, however late the incident', () => {
    const { deployments, failures } = story('FAIL', { impactStartedAt: at('2026-05-01T00:00:00Z') })
    expect(measure(factsOf({ deployments, failures }), week).failed).toBe(1)
  })

  it('takes an aborted one in only by explicit link or override', () => {
    for (const basis of ['ROLLBACK', 'REVERT', 'HOTFIX', 'TIME_ONLY'] as const) {
      expect(measure(factsOf(story('ok ABORTED', { basis })), week)).toMatchObject({ failed: 0, deployments: 1 })
    }
    expect(measure(factsOf(story('ok ABORTED', { basis: 'OVERRIDE' })), week)).toMatchObject({
      failed: 1,
      deployments: 2,
    })
  })

  it('counts failures by time alone apart, and compares them with chance', () => {
    const { deployments, failures } = story('ok ok FAIL ok', { basis: 'TIME_ONLY', confidence: 'LOW' })
    const linked = incidentFact('i1', start, null, { failureKey: failures[0]?.key ?? '' })
    const incidents = [
      linked,
      incidentFact('i2', start, null),
      incidentFact('i3', start, null, { cause: 'external' }),
      incidentFact('i4', start, null, { classification: 'drill' }),
      incidentFact('i5', start - 30 * DAY, null),
    ]
    const fixed = by({ blameWindow: 6 * HOUR })
    const measured = measure(factsOf({ deployments, failures, incidents }), fixed)
    expect(measured).toMatchObject({ rate: 0.25, byTimeAlone: 1, confirmedRate: 0 })
    // Two incidents that only time could link; 4 x 6 of the week's 168 hours are blamed.
    expect(measured.byTimeAloneExpectedByChance).toBeCloseTo((2 * 24) / 168, 12)
    expect(measured.coverage).toBeCloseTo(2 / 3, 12)
    // The window of a tenth of the median gap: 2.4 hours (24 for the first deployment, before there is a gap).
    expect(measure(factsOf({ deployments, failures, incidents }), week).byTimeAloneExpectedByChance).toBeCloseTo(
      (2 * (24 + 3 * 2.4)) / 168,
      12,
    )
  })

  it('compares with chance over the deployments that the definition counts, and by the links that it takes', () => {
    const { deployments } = story('ok ok ok')
    const labelled = deployments.map((deployment, index) => ({ ...deployment, labels: index === 0 ? ['eu'] : [] }))
    const facts = factsOf({ deployments: labelled, incidents: [incidentFact('i1', start, null)] })
    const expected = (given: Parameters<typeof by>[0]): number | null =>
      measure(facts, by({ blameWindow: 6 * HOUR, ...given })).byTimeAloneExpectedByChance
    expect(expected({ labels: ['eu'] })).toBeCloseTo(6 / 168, 12)
    expect(expected({ minimumConfidence: 'LOW' })).toBeCloseTo(18 / 168, 12)
    expect(expected({ minimumConfidence: 'MEDIUM' })).toBe(0)
  })

  it('stops chance at the next deployment, a rollback, the edges of the window and now', () => {
    const deployments = [
      deploymentFact('before', week.window.from - HOUR),
      deploymentFact('a', start),
      deploymentFact('b', start + HOUR),
      deploymentFact('r', start + 2 * HOUR, { kind: 'ROLLBACK' }),
    ]
    const incidents = [incidentFact('i', start, null)]
    const scope = { ...by({ blameWindow: 6 * HOUR }), now: week.window.from + 2 * DAY }
    const expected = measure(factsOf({ deployments, incidents }), scope).byTimeAloneExpectedByChance
    expect(expected).toBeCloseTo((5 + 1 + 1) / 48, 12)
  })

  it('holds failures to the confidence that the definition states', () => {
    const time = factsOf(story('ok FAIL', { basis: 'TIME_ONLY', confidence: 'LOW' }))
    const reverted = factsOf(story('ok FAIL', { basis: 'REVERT', confidence: 'MEDIUM' }))
    const failed = (facts: typeof time, minimumConfidence: Definition['minimumConfidence']) =>
      measure(facts, by({ minimumConfidence })).failed
    expect([null, 'LOW', 'MEDIUM', 'HIGH'].map((least) => failed(time, least as null))).toEqual([1, 1, 0, 0])
    expect([null, 'LOW', 'MEDIUM', 'HIGH'].map((least) => failed(reverted, least as null))).toEqual([1, 1, 1, 0])
  })

  it('counts deployments that ended FAILED where the definition does', () => {
    const measured = measure(factsOf(story('ok broken')), by({ failedOutcomes: true }))
    expect(measured).toMatchObject({ rate: 0.5, failures: [{ failure: null }] })
  })

  it('names what it counted, what a rollback passed over, and its failures', () => {
    const { deployments, failures } = story('ok FAIL ok')
    const passed = deploymentFact('passed', start + 5 * HOUR, { rolledPast: true })
    const measured = measure(factsOf({ deployments: [...deployments, passed], failures }), week)
    expect(measured.rolledPast).toEqual([passed])
    expect(measured.failures).toEqual([{ deployment: deployments[1], failure: failures[0] }])
    expect(measured.evidence).toHaveLength(4)
  })

  it('pools numerators and denominators, with equal keys apart', () => {
    const mine = factsOf(story('FAIL ok'))
    const theirs = factsOf({ deployments: story('FAIL ok ok').deployments })
    expect(measure(pool([mine, theirs]), week)).toMatchObject({ rate: 0.2, failed: 1, deployments: 5 })
  })

  it('gives points whose numerators add up; no rate where there is no deployment', () => {
    const points = series(factsOf(story('ok FAIL')), week, 'DAY')
    expect(points.map(({ numerator, denominator, rate }) => [numerator, denominator, rate]).slice(0, 3)).toEqual([
      [0, 1, 0],
      [1, 1, 1],
      [0, 0, null],
    ])
    expect(points[2]?.interval).toBeNull()
    expect(points[1]?.start).toBe(week.window.from + DAY)
  })
})
