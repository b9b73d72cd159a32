import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, baseline, commit, deploy, incident, projectInMemory, request } from '../../support/stream.ts'

const minutes = (events: readonly DeliveryEvent[], stream = {}): number[] =>
  projectInMemory(events, stream)
    .changes.map((change) => (change.liveAt - change.startedAt) / MINUTE)
    .toSorted((a, b) => a - b)
const kinds = (events: readonly DeliveryEvent[]): string[] =>
  projectInMemory(events).deployments.map((deployment) => `${deployment.version} ${deployment.kind}`)

/** The worked day of the event contract. */
const day: DeliveryEvent[] = [
  commit('c0', '1 10:00', { parents: [] }),
  deploy('D0', 'c0', '1 12:00', { sha: 'c0' }),
  commit('c1', '2 09:00', { parents: ['c0'] }),
  request(1, ['c1'], '2 12:00', { openedAt: at('2 10:00') }),
  commit('c2', '2 13:00', { parents: ['c1'] }),
  request(2, ['c2'], '2 15:00', { openedAt: at('2 14:00') }),
  deploy('D1', 'c2', '3 09:00', { sha: 'c2' }),
  incident('I1', '3 09:20', '3 10:30', { deploymentId: 'D1', mitigatedAt: at('3 09:50') }),
  { type: 'rollback', source: 'api', service: 'api', environment: 'prod', at: at('3 09:45'), sha: 'c0' },
  commit('c3', '3 13:00', { parents: ['c2'] }),
  request(3, ['c3'], '3 15:30', { openedAt: at('3 15:00'), labels: ['hotfix'] }),
  deploy('D2', 'c3', '3 16:00', { sha: 'c3', remediates: ['I1'] }),
]

describe('the worked day', () => {
  const history = projectInMemory(day)
  it('has lead times of 1,200, 1,440 and 180 minutes', () => expect(minutes(day)).toEqual([180, 1200, 1440]))
  it('has two deployments after the baseline, and a rollback', () =>
    expect(history.deployments.map(({ kind }) => kind)).toEqual(['CODE', 'CODE', 'ROLLBACK', 'CODE']))
  it('fails the deployment that was rolled back, for 30 minutes', () => {
    expect(
      history.failures.map(({ deploymentKey, duration, restoredRule, remedy }) => ({
        deploymentKey,
        duration,
        restoredRule,
        remedy,
      })),
    ).toEqual([
      { deploymentKey: 'deployment|api|D1', duration: 30 * MINUTE, restoredRule: 'MITIGATED', remedy: 'ROLLBACK' },
    ])
  })
  it('counts the rollback and the fix as rework', () =>
    expect(history.deployments.map(({ rework }) => rework.length > 0)).toEqual([false, false, true, true]))

  it('is the same in any order, doubled', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...day, ...day], { minLength: 2 * day.length }), (events) => {
        expect(projectInMemory(events)).toEqual(history)
      }),
      { numRuns: 30 },
    )
  })
})

describe('merge strategies give one answer', () => {
  const members = [commit('c1', '2 08:00'), commit('c2', '2 16:00')]
  it('squash', () => {
    const events = [
      baseline,
      ...members,
      commit('sq', '3 10:00'),
      request(1, ['c1', 'c2'], '3 10:00', { mergeSha: 'sq' }),
      deploy('D1', 'v1', '3 12:00', { includes: ['sq'] }),
    ]
    expect(minutes(events)).toEqual([1680])
    expect(
      projectInMemory(events)
        .commits.map(({ sha }) => sha)
        .toSorted(),
    ).toEqual(['c1', 'c2'])
  })
  it('squash, of which git alone tells', () => {
    const squash = { attributes: { 'leadline.requestMerge': 'SQUASH' }, pullRequest: 1, parents: ['b'] }
    const events = [
      baseline,
      commit('b', '1 08:00', { parents: [] }),
      commit('c1', '2 08:00', { parents: ['b'], pullRequest: 1 }),
      commit('c2', '2 16:00', { parents: ['c1'], pullRequest: 1 }),
      commit('backport', '3 11:00', { ...squash, parents: ['old'] }),
      commit('sq', '3 10:00', squash),
      deploy('D1', 'v1', '3 12:00', { includes: ['sq'] }),
    ]
    expect(minutes(events)).toEqual([1680])
    const { changes, commits } = projectInMemory(events)
    expect(changes).toMatchObject([{ number: 1, sha: 'sq', mergedAt: at('3 10:00'), flags: ['MISSING_REQUEST'] }])
    expect(commits.map(({ sha }) => sha).toSorted()).toEqual(['c1', 'c2'])
    expect(projectInMemory(events.toReversed())).toEqual(projectInMemory(events))
  })
  it('merge', () => {
    const events = [
      baseline,
      ...members,
      commit('m', '3 10:00', { parents: ['b', 'c2'] }),
      request(1, ['c1', 'c2'], '3 10:00', { mergeSha: 'm' }),
      deploy('D1', 'v1', '3 12:00', { includes: ['c1', 'c2', 'm'] }),
    ]
    expect(minutes(events)).toEqual([1680])
  })
  it('rebase', () => {
    const events = [
      baseline,
      ...members,
      commit('r1', '2 08:00'),
      commit('r2', '2 16:00'),
      request(1, ['c1', 'c2'], '3 10:00', { mergeSha: 'r2' }),
      deploy('D1', 'v1', '3 12:00', { includes: ['r1', 'r2'] }),
    ]
    expect(minutes(events)).toEqual([1680])
    expect(
      projectInMemory(events)
        .commits.map(({ sha }) => sha)
        .toSorted(),
    ).toEqual(['r1', 'r2'])
  })
})

describe('the start of a change', () => {
  const push = (time: string, sha: string) =>
    ({
      type: 'push',
      source: 'api',
      service: 'api',
      branch: 'PR1',
      at: at(time),
      after: sha,
      commits: [sha],
      number: 1,
    }) as const
  it('remembers what a force push replaced', () => {
    const events = [
      baseline,
      commit('x1', '2 08:30'),
      push('2 09:00', 'x1'),
      commit('x2', '4 12:00'),
      push('4 12:05', 'x2'),
      request(1, ['x2'], '4 13:00', { openedAt: at('2 09:00') }),
      deploy('D1', 'v1', '4 14:00', { includes: ['x2'] }),
    ]
    expect(minutes(events)).toEqual([3210])
  })
  it('does not believe an author date years before the first push', () => {
    const old = { ...commit('x1', '2 08:30'), authoredAt: Date.parse('2019-01-01T00:00:00Z') }
    const events = [
      baseline,
      old,
      push('2 09:00', 'x1'),
      request(1, ['x1'], '2 10:00', { openedAt: at('2 09:00') }),
      deploy('D1', 'v1', '3 09:00', { includes: ['x1'] }),
    ]
    expect(minutes(events)).toEqual([1440])
    expect(projectInMemory(events).changes[0]?.flags).toContain('IMPLAUSIBLE_CLOCK')
  })
})

describe('kinds', () => {
  it('sees a rollback, and nothing new in the version that comes back', () =>
    expect(
      kinds([
        baseline,
        deploy('D1', 'v1', '2 09:00'),
        deploy('D2', 'v2', '2 12:00'),
        deploy('D3', 'v1', '2 12:30'),
        deploy('D4', 'v2', '2 13:00'),
      ]),
    ).toEqual(['v0 CODE', 'v1 CODE', 'v2 CODE', 'v1 ROLLBACK', 'v2 CODE']))
  it('judges a rollback by digest, not by the configuration repository', () =>
    expect(
      kinds([
        deploy('D0', 'v0', '1 12:00', { digest: 'sha256:aaa', configSha: 'k0' }),
        deploy('D1', 'v1', '2 09:00', { digest: 'sha256:bbb', configSha: 'k1' }),
        deploy('D2', 'v0', '2 09:20', { digest: 'sha256:aaa', configSha: 'k2' }),
      ]),
    ).toEqual(['v0 CODE', 'v1 CODE', 'v0 ROLLBACK']))
  it('tells a redeploy from a configuration change', () =>
    expect(
      kinds([
        deploy('D0', 'v0', '1 12:00', { configSha: 'k0' }),
        deploy('D1', 'v0', '2 12:00', { configSha: 'k0' }),
        deploy('D2', 'v0', '3 12:00', { configSha: 'k1' }),
      ]),
    ).toEqual(['v0 CODE', 'v0 REDEPLOY', 'v0 CONFIG']))
  it('knows a new placement that replays what is live', () =>
    expect(
      kinds([deploy('D0', 'v0', '1 12:00', { placement: 'eu' }), deploy('D1', 'v0', '5 12:00', { placement: 'us' })]),
    ).toEqual(['v0 CODE', 'v0 BOOTSTRAP']))
  it('lets an override beat the stated kind, which beats the computed one', () => {
    const events: DeliveryEvent[] = [
      baseline,
      deploy('D1', 'v1', '2 09:00', { kind: 'PLATFORM' }),
      {
        type: 'override',
        source: 'ui',
        id: 'O1',
        at: at('4'),
        by: 'ana',
        reason: 'it was ours',
        deploymentId: 'D1',
        kind: 'CONFIG',
      },
    ]
    const [, found] = projectInMemory(events).deployments
    expect([found?.kind, found?.overrideKind, found?.statedKind, found?.computedKind]).toEqual([
      'CONFIG',
      'CONFIG',
      'PLATFORM',
      'CODE',
    ])
  })
})

describe('arrivals', () => {
  it('makes one deployment of three regions, live at the last', () => {
    const history = projectInMemory([
      baseline,
      commit('c1', '2 09:00'),
      ...['10:00 eu', '10:20 us', '11:00 ap'].map((text) => {
        const [time = '', placement = ''] = text.split(' ')
        return deploy(placement, 'v1', `2 ${time}`, { placement, includes: ['c1'] })
      }),
    ])
    expect(history.deployments).toHaveLength(2)
    expect(history.changes.map(({ liveAt, firstLiveAt }) => [liveAt, firstLiveAt])).toEqual([
      [at('2 11:00'), at('2 10:00')],
    ])
  })
  it('takes two reporters for one, and the time of the ranked one', () => {
    const [, found] = projectInMemory(
      [
        baseline,
        deploy('gh-77', 'v1', '2 10:00', { source: 'github' }),
        deploy('argo-12', 'v1', '2 10:04', { source: 'argocd' }),
      ],
      { rules: { sourceRank: ['argocd', 'github'] } },
    ).deployments
    expect([found?.liveAt, found?.reports.map(({ source }) => source)]).toEqual([at('2 10:04'), ['github', 'argocd']])
  })
  it('takes two things that one source watches for one, and what one of them tells twice for two', () => {
    const by = (reporter: string): Partial<DeploymentEvent> => ({ attributes: { 'leadline.reporter': reporter } })
    const kinds = (...reporters: readonly string[]): readonly string[] =>
      projectInMemory([
        baseline,
        ...reporters.map((reporter, index) => deploy(`run ${index}`, 'v1', `2 10:0${index}`, by(reporter))),
      ])
        .deployments.slice(1)
        .map(({ kind, reports }) => `${kind} by ${reports.length}`)
    expect(kinds('Application', 'Rollout')).toEqual(['CODE by 2'])
    expect(kinds('Rollout', 'Rollout')).toEqual(['CODE by 1', 'REDEPLOY by 1'])
  })
  it('keeps a failed run and its retry together', () => {
    const history = projectInMemory([
      baseline,
      { ...deploy('X1', 'v1', '2 09:00'), liveAt: undefined, outcome: 'failed' } as unknown as DeploymentEvent,
      deploy('D1', 'v1', '2 10:00'),
    ])
    expect(history.deployments.map(({ outcome, arrivals }) => [outcome, arrivals.length])).toEqual([
      ['SUCCEEDED', 1],
      ['SUCCEEDED', 2],
    ])
  })
})

describe('a monorepo', () => {
  it('ships a change to the services whose paths it touches', () => {
    const events = [
      baseline,
      commit('c1', '2 09:00', { paths: ['a/main.ts'] }),
      commit('c2', '2 10:00', { paths: ['libs/x.ts'] }),
      deploy('D1', 'v1', '2 12:00', { includes: ['c1', 'c2'] }),
    ]
    expect(minutes(events, { paths: ['b/**', 'libs/**'] })).toEqual([120])
    expect(minutes(events, { paths: ['a/**', 'libs/**'] })).toEqual([120, 180])
  })
})
