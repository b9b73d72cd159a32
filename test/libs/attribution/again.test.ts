import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { at, baseline, commit, deploy, projectInMemory, request } from '../../support/stream.ts'

const kinds = (events: readonly DeliveryEvent[]): string[] =>
  projectInMemory(events).deployments.map(({ version, kind }) => `${version} ${kind}`)
const leadMinutes = (events: readonly DeliveryEvent[]): number[] =>
  projectInMemory(events).changes.map(({ startedAt, liveAt }) => (liveAt - startedAt) / MINUTE)

describe('what is live, again, changes nothing', () => {
  const shipped = [
    baseline,
    commit('c1', '2 08:00'),
    deploy('D1', 'v1', '2 12:00', { includes: ['c1'], placement: 'eu' }),
  ]

  it.each(['DRIFT_CORRECTION', 'REDEPLOY', 'BOOTSTRAP'] as const)(
    'a %s elsewhere within a day is no arrival of the deployment, and does not take its kind away',
    (kind) => {
      const events = [...shipped, deploy('again', 'v1', '2 20:00', { kind, placement: 'us' })]
      expect(kinds(events)).toEqual(['v0 CODE', 'v1 CODE', `v1 ${kind}`])
      expect(leadMinutes(events)).toEqual([240])
      expect(kinds(events.toReversed())).toEqual(kinds(events))
    },
  )

  it.each([
    { what: 'a DRIFT_CORRECTION', said: { kind: 'DRIFT_CORRECTION' }, kind: 'DRIFT_CORRECTION' },
    { what: 'a redeploy that nobody calls so', said: {}, kind: 'REDEPLOY' },
  ] as const)('$what while the version is on its way to other regions takes none of them', ({ said, kind }) => {
    const [eu, us] = [shipped, deploy('D1 us', 'v1', '2 20:00', { placement: 'us' })]
    const events = [...eu, deploy('again', 'v1', '2 14:00', { placement: 'eu', ...said }), us]
    expect(leadMinutes([...eu, us])).toEqual([720])
    expect(leadMinutes(events)).toEqual([720])
    expect(kinds(events)).toEqual(['v0 CODE', 'v1 CODE', `v1 ${kind}`])
    expect(kinds(events.toReversed())).toEqual(kinds(events))
  })

  it('another configuration of the version ends it like another version does', () => {
    const told = (configSha: string, placement: string) => ({ configRepository: 'config', configSha, placement })
    const { deployments } = projectInMemory([
      baseline,
      deploy('D1', 'v1', '2 12:00', told('k1', 'eu')),
      deploy('C', 'v1', '2 14:00', told('k2', 'eu')),
      deploy('D1 us', 'v1', '2 20:00', told('k2', 'us')),
    ])
    expect(deployments.slice(1).map(({ kind, liveAt }) => [kind, liveAt])).toEqual([
      ['CODE', at('2 12:00')],
      ['CONFIG', at('2 20:00')],
    ])
  })

  it('another configuration of the version is another deployment also where it goes to another placement first', () => {
    const told = (configSha: string, placement: string) => ({ configRepository: 'config', configSha, placement })
    const events = [
      baseline,
      deploy('D1', 'v1', '2 12:00', told('k1', 'eu')),
      deploy('C us', 'v1', '2 14:00', told('k2', 'us')),
      deploy('C eu', 'v1', '2 15:00', told('k2', 'eu')),
      deploy('C ap', 'v1', '2 16:00', { placement: 'ap' }),
    ]
    expect(projectInMemory(events).deployments.map(({ kind, configSha, liveAt }) => [kind, configSha, liveAt])).toEqual(
      [
        ['CODE', null, at('1 12:00')],
        ['CODE', 'k1', at('2 12:00')],
        ['CONFIG', 'k2', at('2 16:00')],
      ],
    )
  })

  it('so does a run that names no placement: an unnamed placement is any placement', () => {
    const events = [...shipped, deploy('again', 'v1', '2 20:00')]
    expect(kinds(events)).toEqual(['v0 CODE', 'v1 CODE', 'v1 REDEPLOY'])
    expect(leadMinutes(events)).toEqual([240])
  })

  it('a later region whose sender says nothing of the kind is an arrival', () => {
    const events = [...shipped, deploy('us', 'v1', '2 20:00', { placement: 'us' })]
    expect(kinds(events)).toEqual(['v0 CODE', 'v1 CODE'])
    expect(leadMinutes(events)).toEqual([720])
  })

  it('a redeploy told by less of the version leaves what is known of it', () => {
    const image = { digest: 'sha256:1', sha: 'c1', version: undefined } as unknown as Partial<DeploymentEvent>
    const other = { digest: 'sha256:2', sha: 'c1', version: undefined } as unknown as Partial<DeploymentEvent>
    const first = [baseline, deploy('D1', 'x', '2 12:00', image)]
    const again = deploy('again', 'x', '2 15:00', {
      sha: 'c1',
      version: undefined,
    } as unknown as Partial<DeploymentEvent>)
    const built = deploy('D2', 'x', '3 12:00', other)
    const kindOf = (events: readonly DeliveryEvent[]) => projectInMemory(events).deployments.at(-1)?.kind
    expect(kindOf([...first, built])).toBe('CODE')
    expect(kindOf([...first, again, built])).toBe('CODE')
  })

  it('a redeploy that names no commit leaves the commit of what is live, of which the next one is an ancestor', () => {
    const graph = [commit('c0', '1 08:00', { parents: [] }), commit('c1', '2 08:00', { parents: ['c0'] })]
    const newer = commit('c2', '2 09:00', { parents: ['c1'] })
    const first = [
      ...graph,
      newer,
      deploy('D0', 'v0', '1 12:00', { sha: 'c0' }),
      deploy('D2', 'v2', '2 12:00', { sha: 'c2' }),
    ]
    const back = deploy('D1', 'v1', '2 14:00', { sha: 'c1' })
    expect(kinds([...first, back]).at(-1)).toBe('v1 ROLLBACK')
    expect(kinds([...first, deploy('again', 'v2', '2 13:00'), back]).at(-1)).toBe('v1 ROLLBACK')
  })

  it('a rollback to a version that nobody knows accuses what moved last, not its redeploy', () => {
    const rollback = deploy('R', 'unheard', '2 16:00', { kind: 'ROLLBACK' })
    const failed = (events: readonly DeliveryEvent[]): string[] =>
      projectInMemory(events).failures.map(({ deploymentKey }) => deploymentKey)
    expect(failed([...shipped, rollback])).toEqual(['deployment|api|D1'])
    expect(failed([...shipped, deploy('again', 'v1', '2 14:00', { placement: 'eu' }), rollback])).toEqual([
      'deployment|api|D1',
    ])
  })
})

describe('merge strategies give one answer, also where dates cannot be true', () => {
  const old = commit('c1', '2 08:00', {
    authoredAt: at('2 08:00') - 200 * 24 * 60 * MINUTE,
    committedAt: at('2 08:00'),
  })
  const opened = { openedAt: at('2 09:00') }
  const told = {
    squash: [
      commit('sq', '3 10:00', { committedAt: at('3 10:00'), pullRequest: 1 }),
      request(1, ['c1'], '3 10:00', { mergeSha: 'sq', ...opened }),
      deploy('D1', 'v1', '3 12:00', { includes: ['sq'] }),
    ],
    merge: [
      commit('m', '3 10:00', { parents: ['b', 'c1'], committedAt: at('3 10:00') }),
      request(1, ['c1'], '3 10:00', { mergeSha: 'm', ...opened }),
      deploy('D1', 'v1', '3 12:00', { includes: ['c1', 'm'] }),
    ],
    rebase: [
      commit('r1', '3 10:00', { authoredAt: old.authoredAt, pullRequest: 1, committedAt: at('3 10:00') }),
      request(1, ['c1'], '3 10:00', { mergeSha: 'r1', ...opened }),
      deploy('D1', 'v1', '3 12:00', { includes: ['r1'] }),
    ],
  }
  it.each(['squash', 'merge', 'rebase'] as const)('%s', (strategy) => {
    // From when it was first seen, not from when it was squashed.
    expect(leadMinutes([baseline, old, ...told[strategy]])).toEqual([28 * 60])
    expect(projectInMemory([baseline, old, ...told[strategy]]).changes[0]?.flags).toContain('IMPLAUSIBLE_CLOCK')
  })
})

it.each([
  { what: 'the squash', authored: '3 10:00', minutes: [120, 28 * 60] },
  { what: 'a commit that was squashed', authored: '2 08:00', minutes: [28 * 60, 28 * 60] },
])('a commit written in the second of $what is no part of it', ({ authored, minutes }) => {
  const events = [
    baseline,
    commit('b', '1 08:00', { parents: [] }),
    commit('direct', authored, { parents: ['b'] }),
    commit('c1', '2 08:00'),
    commit('sq', '3 10:00', { parents: ['direct'], pullRequest: 1 }),
    request(1, ['c1'], '3 10:00', { mergeSha: 'sq' }),
    deploy('D1', 'v1', '3 12:00', { includes: ['direct', 'sq'] }),
  ]
  expect(leadMinutes(events).toSorted((a, b) => a - b)).toEqual(minutes)
})
