import { describe, expect, it } from 'vitest'
import { pool } from '#metrics/facts'
import { metrics } from '#metrics/index'
import { lowerMedian } from '#metrics/presets/medians'
import { ruleOf } from '#metrics/rule'
import { at, changeFact, factsOf, incidentFact } from '../../../support/facts.ts'
import { marchBy, measuredBy, run } from '../../../support/preset-facts.ts'

const scope = marchBy('DEVLAKE')

interface Times {
  readonly authored: string
  readonly opened?: string
  readonly merged: string
}

function request(number: number, { authored, opened, merged }: Times, deployment: { key: string; at: number }) {
  return changeFact(`github.com/acme/shop#${number}`, at(authored), deployment.at, {
    deploymentKey: deployment.key,
    openedAt: opened === undefined ? null : at(opened),
    mergedAt: at(merged),
  })
}

it.each([
  [[], null],
  [[7], 7],
  [[2, 10], 2],
  [[10, 2, 3], 3],
  [[4, 3, 2, 1], 2],
  [[1, 1, 1, 9], 1],
])('the lower median of %j is %s', (values, median) => {
  expect(lowerMedian(values)).toBe(median)
})

describe('deployment frequency as DevLake counts it', () => {
  const facts = factsOf({
    deployments: [
      ...Array.from({ length: 20 }, (_, index) => run(`a${index}`, `2026-03-02T10:${index + 10}:00Z`)),
      run('b', '2026-03-03T10:00:00Z', { kind: 'DRIFT_CORRECTION' }),
      run('c', '2026-03-11T10:00:00Z'),
      run('d', '2026-03-25T10:00:00Z'),
    ],
  })

  it('is days a week: twenty deployments on one day are one day', () => {
    // Weeks of 23 Feb, 2, 9, 16, 23 and 30 March: 0, 2, 1, 0, 1, 0 days; the third of 0 0 0 1 1 2.
    expect(measuredBy(facts, scope).deploymentFrequency).toMatchObject({
      count: 23,
      activeDays: 4,
      perWeek: 0,
      perDay: 0,
      interval: null,
    })
    const fortnight = { ...scope, window: { ...scope.window, from: at('2026-03-02'), to: at('2026-03-16') } }
    expect(measuredBy(facts, fortnight).deploymentFrequency).toMatchObject({ perWeek: 1, perDay: 1 / 7 })
  })

  it('has a series of days with a deployment, and is unknown where nothing was ever seen', () => {
    const points = ruleOf(metrics.deploymentFrequency, scope.definition).series(facts, scope, 'WEEK')
    expect(points.map(({ count }) => count)).toEqual([0, 2, 1, 0, 1, 0])
    expect(measuredBy(factsOf({}), scope).deploymentFrequency).toMatchObject({
      perWeek: null,
      perDay: null,
      unavailableReason: 'NO_DATA',
    })
  })
})

describe('lead time as DevLake counts it', () => {
  const monday = run('v1', '2026-03-02T12:00:00Z')

  it('is the smaller of two, and a request merged as a squash begins with its first commit', () => {
    const facts = factsOf({
      deployments: [monday],
      changes: [
        request(
          1,
          { authored: '2026-03-01T12:00:00Z', opened: '2026-03-02T09:00:00Z', merged: '2026-03-02T10:00:00Z' },
          monday,
        ),
        request(2, { authored: '2026-03-02T10:00:00Z', merged: '2026-03-02T11:00:00Z' }, monday),
      ],
    })
    const lead = measuredBy(facts, scope).leadTimeForChanges
    expect(lead.samples.map(({ seconds }) => seconds / 3600)).toEqual([24, 2])
    expect(lead).toMatchObject({ medianSeconds: 2 * 3600, sampleSize: 2 })
  })

  it('rounds each stretch up to whole minutes', () => {
    const times = { authored: '2026-03-02T10:00:01Z', opened: '2026-03-02T10:30:02Z', merged: '2026-03-02T11:00:03Z' }
    const facts = factsOf({ deployments: [monday], changes: [request(1, times, monday)] })
    // 30:01, 30:01 and 59:57 are 31, 31 and 60 minutes, where the whole is not quite 120.
    expect(measuredBy(facts, scope).leadTimeForChanges.medianSeconds).toBe(122 * 60)
  })

  it('loses a negative stretch where GitLab takes it for zero', () => {
    const times = { authored: '2026-03-02T10:00:00Z', opened: '2026-03-02T09:00:00Z', merged: '2026-03-02T11:00:00Z' }
    const rebased = factsOf({ deployments: [monday], changes: [request(1, times, monday)] })
    const [sample] = measuredBy(rebased, scope).leadTimeForChanges.samples
    // From the first commit to the deployment it is 2 h: minus one to the opening is lost, two of review and one more count.
    expect(sample).toMatchObject({ seconds: 3 * 3600, flags: ['NEGATIVE_SPAN'] })
    const late = { authored: '2026-03-02T10:00:00Z', opened: '2026-03-02T11:00:00Z', merged: '2026-03-02T13:00:00Z' }
    const after = factsOf({ deployments: [monday], changes: [request(1, late, monday)] })
    expect(measuredBy(after, scope).leadTimeForChanges.medianSeconds).toBe(3 * 3600)
    expect(measuredBy(after, marchBy('GITLAB')).leadTimeForChanges.medianSeconds).toBe(0)
  })

  it('leaves out the first deployment, and commits that no request holds', () => {
    const times = { authored: '2026-03-02T10:00:00Z', merged: '2026-03-02T11:00:00Z' }
    const first = run('v0', '2026-03-01T12:00:00Z', { flags: ['NO_PREDECESSOR'] })
    const facts = factsOf({
      deployments: [first, monday],
      changes: [request(1, times, first), { ...request(2, times, monday), key: 'github.com/acme/shop@0123456789' }],
    })
    expect(measuredBy(facts, scope).leadTimeForChanges).toMatchObject({
      medianSeconds: null,
      sampleSize: 0,
      unavailableReason: 'NO_DATA',
    })
  })
})

describe('change failure as DevLake counts it', () => {
  const deployed = run('v1', '2026-03-02T10:00:00Z')

  it('blames a deployment of three weeks before, when none came since', () => {
    const facts = factsOf({
      deployments: [deployed],
      incidents: [incidentFact('pd/1', at('2026-03-23T10:00:00Z'), at('2026-03-23T11:00:00Z'))],
    })
    const answer = measuredBy(facts, scope).changeFailureRate
    expect(answer).toMatchObject({ rate: 1, failed: 1, deployments: 1, byTimeAlone: 1, confirmedRate: null })
    expect(answer.failures).toMatchObject([{ deployment: { key: 'v1' }, failure: { incidents: ['pd/1'] } }])
    expect(measuredBy(facts, marchBy('LEADLINE')).changeFailureRate.failed).toBe(0)
  })

  it('never passes 1: two incidents fail a deployment once', () => {
    const incidents = ['pd/1', 'pd/2'].map((key) => incidentFact(key, at('2026-03-02T11:00:00Z'), null))
    expect(measuredBy(factsOf({ deployments: [deployed], incidents }), scope).changeFailureRate).toMatchObject({
      rate: 1,
      failed: 1,
    })
  })

  it('blames the deployment that finished in the moment of the opening, a failed run never', () => {
    const failed = run('v2', '2026-03-02T10:30:00Z', { outcome: 'FAILED' })
    const later = run('v3', '2026-03-02T11:00:00Z')
    const incidents = [
      incidentFact('pd/1', at('2026-03-02T10:59:59Z'), null),
      incidentFact('pd/2', at('2026-03-02T11:00:00Z'), null),
    ]
    const { failures } = measuredBy(
      factsOf({ deployments: [deployed, failed, later], incidents }),
      scope,
    ).changeFailureRate
    expect(failures.map(({ deployment, failure }) => [deployment.key, failure?.incidents])).toEqual([
      ['v1', ['pd/1']],
      ['v3', ['pd/2']],
    ])
  })

  it('blames an innocent service’s deployment where several make one scope', () => {
    const shop = factsOf({
      deployments: [deployed],
      incidents: [incidentFact('pd/1', at('2026-03-02T12:00:00Z'), null)],
    })
    const search = factsOf({ deployments: [run('s1', '2026-03-02T11:00:00Z')] })
    const { failures } = measuredBy(pool([shop, search]), scope).changeFailureRate
    expect(failures.map(({ deployment }) => deployment.key)).toEqual(['s1'])
  })

  it('counts an incident after the window against it, up to 90 days, and up to the next deployment', () => {
    const opened = (when: string) => [incidentFact('pd/1', at(when), null)]
    const failed = (facts: Parameters<typeof factsOf>[0]) => measuredBy(factsOf(facts), scope).changeFailureRate.failed
    expect(failed({ deployments: [deployed], incidents: opened('2026-06-20T00:00:00Z') })).toBe(1)
    expect(failed({ deployments: [deployed], incidents: opened('2026-07-20T00:00:00Z') })).toBe(0)
    const next = run('v2', '2026-04-02T00:00:00Z')
    expect(failed({ deployments: [deployed, next], incidents: opened('2026-04-03T00:00:00Z') })).toBe(0)
  })
})

describe('recovery as DevLake counts it', () => {
  it('runs from the deployment to the resolution, both in the window, and leaves open ones out', () => {
    const incident = (key: string, opened: string, closed: string | null) =>
      incidentFact(key, at(opened), closed === null ? null : at(closed))
    const facts = factsOf({
      deployments: [run('v0', '2026-02-27T10:00:00Z'), run('v1', '2026-03-02T10:00:00Z')],
      incidents: [
        incident('pd/0', '2026-02-28T10:00:00Z', '2026-03-01T10:00:00Z'),
        incident('pd/1', '2026-03-02T11:00:00Z', '2026-03-02T11:30:30Z'),
        incident('pd/2', '2026-03-02T12:00:00Z', '2026-03-02T15:00:00Z'),
        incident('pd/3', '2026-03-31T12:00:00Z', '2026-04-02T15:00:00Z'),
        incident('pd/4', '2026-03-31T12:00:00Z', null),
      ],
    })
    const answer = measuredBy(facts, scope).timeToRestore
    expect(answer.samples.map(({ failure, seconds }) => [failure.incidents[0], seconds / 60])).toEqual([
      ['pd/1', 90],
      ['pd/2', 300],
    ])
    expect(answer).toMatchObject({ medianSeconds: 90 * 60, sampleSize: 2, openCount: 1 })
  })
})
