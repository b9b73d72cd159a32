import { describe, expect, it } from 'vitest'
import { pool } from '#metrics/facts'
import { metrics } from '#metrics/index'
import { ruleOf } from '#metrics/rule'
import { at, changeFact, deploymentFact, factsOf, incidentFact, scopeOf } from '../../../support/facts.ts'
import { marchBy, measuredBy, run } from '../../../support/preset-facts.ts'

const scope = marchBy('GITLAB')

/** A request that one of the deployments shipped. */
function request(number: number, mergedAt: string, deployment: { key: string; at: number }) {
  return changeFact(`github.com/acme/shop#${number}`, at(mergedAt) - 86_400_000, deployment.at, {
    deploymentKey: deployment.key,
    mergedAt: at(mergedAt),
  })
}

describe('deployment frequency as GitLab counts it', () => {
  const facts = factsOf({
    deployments: [
      run('v1', '2026-03-02T10:00:00Z'),
      run('v2', '2026-03-03T10:00:00Z', { kind: 'ROLLBACK' }),
      run('v3', '2026-03-03T11:00:00Z', { kind: 'REDEPLOY' }),
      run('v4', '2026-03-03T12:00:00Z', { kind: 'DRIFT_CORRECTION' }),
      run('v5', '2026-03-03T13:00:00Z', { outcome: 'FAILED' }),
    ],
  })

  it('counts rollbacks and redeployments, and neither failed runs nor what a reconciler puts back', () => {
    const { count, perDay, evidence } = measuredBy(facts, scope).deploymentFrequency
    expect({ count, perDay }).toEqual({ count: 3, perDay: 3 / 31 })
    expect(evidence.map(({ key }) => key)).toEqual(['v1', 'v2', 'v3'])
  })

  it('goes by the end of the run, and by the live time where nobody told that', () => {
    const late = run('v1', '2026-04-01T00:30:00Z', { liveAt: at('2026-03-31T23:00:00Z') })
    const untold = deploymentFact('v2', at('2026-03-31T23:00:00Z'))
    expect(measuredBy(factsOf({ deployments: [late, untold] }), scope).deploymentFrequency.evidence).toMatchObject([
      { key: 'v2' },
    ])
  })
})

describe('lead time as GitLab counts it', () => {
  const monday = run('v1', '2026-03-02T12:00:00Z')
  const tuesday = run('v2', '2026-03-03T12:00:00Z')
  const facts = factsOf({
    deployments: [monday, tuesday],
    changes: [
      request(1, '2026-03-02T11:00:00Z', monday),
      request(2, '2026-03-02T11:00:00Z', monday),
      request(3, '2026-03-02T11:00:00Z', monday),
      request(4, '2026-03-03T02:00:00Z', tuesday),
    ],
  })

  it('is the median of daily medians: hours 1, 1, 1 on one day and 10 on another are 5.5 and not 1', () => {
    const lead = measuredBy(facts, scope).leadTimeForChanges
    expect(lead).toMatchObject({ medianSeconds: 5.5 * 3600, sampleSize: 4, interval: null, unavailableReason: null })
    expect(lead.samples.map(({ seconds }) => seconds / 3600)).toEqual([1, 1, 1, 10])
    for (const sample of lead.samples)
      expect(sample.stages.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(sample.seconds)
  })

  it('takes each project’s day by itself when several are asked for', () => {
    const other = run('w1', '2026-03-02T12:00:00Z')
    const also = factsOf({ deployments: [other], changes: [request(9, '2026-03-02T09:00:00Z', other)] })
    expect(measuredBy(pool([facts, also]), scope).leadTimeForChanges.medianSeconds).toBe(3 * 3600)
  })

  it('begins with the merge, is never negative, and knows no commits without a request', () => {
    const early = factsOf({
      deployments: [monday],
      changes: [
        request(1, '2026-03-02T12:30:00Z', monday),
        { ...request(2, '2026-03-02T11:00:00Z', monday), key: 'github.com/acme/shop@0123456789' },
      ],
    })
    const lead = measuredBy(early, scope).leadTimeForChanges
    expect(lead.samples).toMatchObject([
      { seconds: 0, flags: ['NEGATIVE_SPAN'], startedAt: at('2026-03-02T12:30:00Z') },
    ])
    expect(lead.medianSeconds).toBe(0)
  })

  it('has a series whose days are the medians that the whole is made of', () => {
    const points = ruleOf(metrics.leadTimeForChanges, scope.definition).series(facts, scope, 'DAY')
    expect(points.filter(({ sampleSize }) => sampleSize > 0).map(({ medianSeconds }) => medianSeconds)).toEqual([
      3600, 36_000,
    ])
  })
})

describe('change failure as GitLab counts it', () => {
  const facts = factsOf({
    deployments: [run('v1', '2026-03-02T10:00:00Z')],
    incidents: [
      incidentFact('pd/1', at('2026-03-02T11:00:00Z'), at('2026-03-02T12:00:00Z')),
      incidentFact('pd/2', at('2026-03-20T11:00:00Z'), null, { classification: 'duplicate' }),
      incidentFact('pd/3', at('2026-03-20T11:00:00Z'), null, { classification: 'alert' }),
      incidentFact('pd/4', at('2026-02-27T11:00:00Z'), null),
    ],
  })

  it('is 200 % with two incidents and one deployment, and gives no interval for what is no share', () => {
    const answer = measuredBy(facts, scope).changeFailureRate
    expect(answer).toMatchObject({ rate: 2, failed: 2, deployments: 1, interval: null, failures: [] })
    expect(answer.incidents?.map(({ key }) => key)).toEqual(['pd/1', 'pd/2'])
    expect(answer.evidence.map(({ key }) => key)).toEqual(['v1'])
  })

  it('has weeks with incidents and no deployment, whose rate is unknown', () => {
    const points = ruleOf(metrics.changeFailureRate, scope.definition).series(facts, scope, 'WEEK')
    expect(points.map(({ rate, numerator, denominator }) => [rate, numerator, denominator])).toEqual([
      [null, 0, 0],
      [1, 1, 1],
      [null, 0, 0],
      [null, 1, 0],
      [null, 0, 0],
      [null, 0, 0],
    ])
  })

  it('is unknown without deployments', () => {
    expect(measuredBy(factsOf({ incidents: facts.incidents }), scope).changeFailureRate).toMatchObject({
      rate: null,
      unavailableReason: 'NO_DEPLOYMENTS',
    })
  })
})

describe('time to restore as GitLab counts it', () => {
  it('takes the incidents that were closed in the window, from their opening, by days of closing', () => {
    const closed = (key: string, opened: string, end: string) => incidentFact(key, at(opened), at(end))
    const facts = factsOf({
      incidents: [
        closed('pd/1', '2026-02-28T00:00:00Z', '2026-03-02T00:00:00Z'),
        closed('pd/2', '2026-03-05T00:00:00Z', '2026-03-05T01:00:00Z'),
        closed('pd/3', '2026-03-05T00:00:00Z', '2026-03-05T03:00:00Z'),
        closed('pd/4', '2026-03-31T00:00:00Z', '2026-04-02T00:00:00Z'),
        incidentFact('pd/5', at('2026-03-06T00:00:00Z'), at('2026-03-06T02:00:00Z'), { resolvedAt: null }),
      ],
    })
    const answer = measuredBy(facts, scope).timeToRestore
    // 48 h on one day, 1 h and 3 h on the other: medians 48 and 2. What is only mitigated is open.
    expect(answer).toMatchObject({ medianSeconds: 25 * 3600, sampleSize: 3, openCount: 1, interval: null })
    expect(answer.incidents?.map(({ key }) => key)).toEqual(['pd/1', 'pd/2', 'pd/3'])
  })
})

it('GitLab knows no rework rate, in words and as null', () => {
  const rework = measuredBy(factsOf({ deployments: [run('v1', '2026-03-02T10:00:00Z')] }), scope).deploymentReworkRate
  expect(rework).toMatchObject({ rate: null, unavailableReason: 'NOT_CONFIGURED', interval: null })
  const rule = ruleOf(metrics.deploymentReworkRate, scope.definition)
  expect(rule.series(factsOf({}), scope, 'WEEK').every(({ rate }) => rate === null)).toBe(true)
  expect(ruleOf(metrics.deploymentReworkRate, scopeOf('2026-03-01', '2026-04-01').definition)).toBe(
    metrics.deploymentReworkRate,
  )
})
