import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '#domain/instant'
import type { DeploymentFact } from '#metrics/facts'
import { metrics } from '#metrics/index'
import { ruleOf } from '#metrics/rule'
import { at, commitFact, factsOf, incidentFact } from '../../../support/facts.ts'
import { marchBy, measuredBy, run } from '../../../support/preset-facts.ts'

const scope = marchBy('DATADOG')
const day = (of: number, hour = 10) => `2026-03-${String(of).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`

/** A commit that was authored so many hours before the deployment that shipped it. */
function commit(sha: string, deployment: DeploymentFact, hours: number) {
  return commitFact(sha, deployment.at - hours * HOUR, deployment.at, { deploymentKey: deployment.key })
}

/** A story such as `V1 V2 V1`: one deployment a day from 2 March on, each with a key of its own. */
function story(text: string, given: Readonly<Record<number, Partial<DeploymentFact>>> = {}): DeploymentFact[] {
  return text
    .split(' ')
    .map((version, index) => run(`${index}`, day(index + 2), { sha: version, version, ...given[index] }))
}

function failedIn(deployments: readonly DeploymentFact[]) {
  return measuredBy(factsOf({ deployments }), scope).changeFailureRate
}

describe('failures as Datadog detects them', () => {
  it('blame V2, and V2 alone, when V1 V2 V3 is taken back to V1', () => {
    const answer = failedIn(story('V1 V2 V3 V1'))
    expect(answer.failures.map(({ deployment, failure }) => [deployment.sha, failure?.basis])).toEqual([
      ['V2', 'ROLLBACK'],
    ])
    expect(answer).toMatchObject({ rate: 0.25, failed: 1, deployments: 4, byTimeAlone: 0 })
  })

  it.each([
    { deployed: 'V1 V1 V1', failed: [] },
    { deployed: 'V1 V1 V2 V1', failed: ['2'] },
    { deployed: 'V1 V2 V1 V2', failed: ['1', '2'] },
    { deployed: 'V1 V2 V3 V2 V1', failed: ['1', '2'] },
    { deployed: 'V1 V2 V3', failed: [] },
  ])('blame $failed of $deployed', ({ deployed, failed }) => {
    expect(failedIn(story(deployed)).failures.map(({ deployment }) => deployment.key)).toEqual(failed)
  })

  it('go by the version where no commit is known, and by nothing where neither is', () => {
    const unknown = { sha: null }
    expect(failedIn(story('V1 V2 V1', { 0: unknown, 1: unknown, 2: unknown })).failed).toBe(1)
    const nameless = { sha: null, version: undefined } as unknown as Partial<DeploymentFact>
    expect(failedIn(story('V1 V2 V1', { 0: nameless, 1: nameless, 2: nameless })).failed).toBe(0)
  })

  it('blame what a revert reverts, and for a hotfix what ran just before it, innocent or not', () => {
    expect(failedIn(story('V1 V2 V3 V4', { 3: { revertsOf: ['1'] } })).failures[0]).toMatchObject({
      deployment: { key: '1' },
      failure: { basis: 'REVERT', restoredByKey: '3' },
    })
    expect(failedIn(story('V1 V2 V3', { 2: { hotfix: true } })).failures[0]).toMatchObject({
      deployment: { key: '1' },
      failure: { basis: 'HOTFIX', restoredByKey: '2' },
    })
  })

  it('are found at once among ten thousand deployments', () => {
    const deployments = Array.from({ length: 10_000 }, (_, index) =>
      run(`${index}`, new Date(scope.window.from + index * MINUTE).toISOString(), {
        sha: index % 100 === 99 ? 'V' : `V${index}`,
      }),
    )
    const { measure } = ruleOf(metrics.changeFailureRate, scope.definition)
    expect(measure(factsOf({ deployments }), scope).failed).toBe(99)
  }, 15_000)

  it('take no notice of incidents', () => {
    const deployments = story('V1 V2')
    const incidents = [incidentFact('pd/1', at(day(3, 11)), null, { failureKey: 'failure of 1' })]
    expect(measuredBy(factsOf({ deployments, incidents }), scope).changeFailureRate.failed).toBe(0)
  })

  it('belong to the window of the failed deployment, remedied up to 90 days after it', () => {
    const last = run('v2', '2026-03-31T10:00:00Z')
    const before = run('v1', '2026-03-30T10:00:00Z')
    const back = (when: string) => run('again', when, { sha: 'v1', version: 'v1' })
    expect(failedIn([before, last, back('2026-06-20T10:00:00Z')])).toMatchObject({ failed: 1, deployments: 2 })
    expect(failedIn([before, last, back('2026-07-20T10:00:00Z')])).toMatchObject({ failed: 0, deployments: 2 })
  })
})

describe('recovery as Datadog counts it', () => {
  it('runs from the end of the failed deployment to the end of the first that remedied it', () => {
    const deployments = [
      run('a', day(2), { sha: 'V1' }),
      run('b', day(3, 10), { sha: 'V2' }),
      run('c', day(3, 13), { sha: 'V1' }),
      run('d', day(4, 10), { sha: 'V3' }),
      run('e', day(4, 11), { sha: 'V4', hotfix: true }),
    ]
    const answer = measuredBy(factsOf({ deployments }), scope).timeToRestore
    expect(answer).toMatchObject({ medianSeconds: 2 * 3600, sampleSize: 2, openCount: 0 })
    expect(answer.samples.map(({ deployment, seconds }) => [deployment?.key, seconds])).toEqual([
      ['b', 3 * 3600],
      ['d', 3600],
    ])
    expect(answer.byRemedy).toEqual([
      { remedy: 'ROLLBACK', count: 1, medianSeconds: 3 * 3600 },
      { remedy: 'ROLL_FORWARD', count: 1, medianSeconds: 3600 },
    ])
  })
})

describe('lead time as Datadog counts it', () => {
  it('is the median over deployments of their means: an average of averages', () => {
    const [first, second, third, fourth] = story('V1 V2 V3 V4') as [
      DeploymentFact,
      DeploymentFact,
      DeploymentFact,
      DeploymentFact,
    ]
    const facts = factsOf({
      deployments: [first, second, third, fourth],
      commits: [commit('c1', second, 4), ...[1, 2, 3].map((hours) => commit(`d${hours}`, third, hours))],
    })
    const lead = measuredBy(facts, scope).leadTimeForChanges
    // 4 h for one commit, 2 h for three: 3 h by deployments, 2.5 h by commits.
    expect(lead).toMatchObject({ medianSeconds: 3 * 3600, sampleSize: 2, p90Seconds: null })
    expect(lead.samples.map(({ deployment, seconds }) => [deployment?.key, seconds / 3600])).toEqual([
      ['1', 4],
      ['2', 2],
    ])
  })

  it('has no value for a first deployment', () => {
    const first = run('v1', day(2), { flags: ['NO_PREDECESSOR'] })
    const facts = factsOf({ deployments: [first], commits: [commit('c1', first, 4)] })
    expect(measuredBy(facts, scope).leadTimeForChanges).toMatchObject({
      medianSeconds: null,
      unavailableReason: 'NO_PREDECESSOR',
    })
  })

  it.each([
    { before: '2026-01-02T10:00:00Z', samples: 1 },
    { before: '2026-01-01T09:00:00Z', samples: 0 },
  ])('has $samples values when the one before ran at $before, 60 days being the most', ({ before, samples }) => {
    const now = run('v2', '2026-03-02T10:00:00Z')
    const facts = factsOf({ deployments: [run('v1', before), now], commits: [commit('c1', now, 4)] })
    expect(measuredBy(facts, scope).leadTimeForChanges.sampleSize).toBe(samples)
  })

  it('takes 5,000 commits of a deployment at most, the newest', () => {
    const [first, second] = story('V1 V2') as [DeploymentFact, DeploymentFact]
    const many = Array.from({ length: 5_001 }, (_, index) => commit(`c${index}`, second, index === 0 ? 9_000 : 1))
    const facts = factsOf({ deployments: [first, second], commits: many })
    expect(measuredBy(facts, scope).leadTimeForChanges.medianSeconds).toBe(3600)
  })
})

it('a week of Datadog’s change failure has the same members as the whole', () => {
  const facts = factsOf({ deployments: story('V1 V2 V3 V1 V4 V5 V6 V7 V6') })
  const points = ruleOf(metrics.changeFailureRate, scope.definition).series(facts, scope, 'WEEK')
  expect(points.map(({ numerator, denominator }) => [numerator, denominator])).toEqual([
    [0, 0],
    [1, 7],
    [1, 2],
    [0, 0],
    [0, 0],
    [0, 0],
  ])
})
