import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, RollbackEvent } from '#domain/delivery-event'
import { at, baseline, deploy, projectInMemory } from '../../support/stream.ts'

const rollback = (told: string, more: Partial<RollbackEvent> = {}): RollbackEvent => ({
  type: 'rollback',
  source: 'api',
  service: 'api',
  environment: 'prod',
  at: at(told),
  ...more,
})
const kinds = (events: readonly DeliveryEvent[]): string[] =>
  projectInMemory(events).deployments.map(({ version, kind }) => `${version} ${kind}`)
const failed = (events: readonly DeliveryEvent[]): string[] =>
  projectInMemory(events).failures.map(({ deploymentKey }) => deploymentKey)

describe('a rollback that is told by itself', () => {
  const bad = [baseline, deploy('D1', 'v1', '2 09:00'), deploy('D2', 'v2', '2 12:00')]

  it.each([
    { what: 'without a word of what it takes back', said: {} },
    { what: 'by the deployment that it takes back', said: { deploymentId: 'D2' } },
    { what: 'by the version that comes back', said: { version: 'v1' } },
  ])('$what, soon after, is not what it takes back', ({ said }) => {
    const events = [...bad, rollback('2 12:20', said)]
    expect(kinds(events)).toEqual(['v0 CODE', 'v1 CODE', 'v2 CODE', 'v1 ROLLBACK'])
    expect(failed(events)).toEqual(['deployment|api|D2'])
  })

  it('is not the hotfix that follows within minutes', () =>
    expect(kinds([...bad, rollback('2 13:00', { deploymentId: 'D2' }), deploy('D3', 'v3', '2 13:20')])).toEqual([
      'v0 CODE',
      'v1 CODE',
      'v2 CODE',
      'v1 ROLLBACK',
      'v3 CODE',
    ]))

  it.each([
    { what: 'naming what it takes back', said: { deploymentId: 'D2' } },
    { what: 'by the version that comes back', said: { version: 'v1' } },
  ])('$what, is not the deployment that brought that version minutes before', ({ said }) =>
    expect(
      kinds([baseline, deploy('D1', 'v1', '2 12:00'), deploy('D2', 'v2', '2 12:10'), rollback('2 12:25', said)]),
    ).toEqual(['v0 CODE', 'v1 CODE', 'v2 CODE', 'v1 ROLLBACK']),
  )

  it.each(['2 12:50', '2 13:10'])('is the deployment that went back, told at %s', (told) => {
    const { deployments } = projectInMemory([...bad, deploy('back', 'v0', '2 13:00'), rollback(told)])
    expect(deployments.map(({ version, kind }) => `${version} ${kind}`)).toEqual([
      'v0 CODE',
      'v1 CODE',
      'v2 CODE',
      'v0 ROLLBACK',
    ])
    expect(deployments.at(-1)?.reports).toHaveLength(2)
  })

  it.each(['T', 'rollback|api|T'])('is corrected by its own id too where a deployment tells it: %s', (deploymentId) => {
    const correction: DeliveryEvent = {
      type: 'override',
      source: 'api',
      id: 'O1',
      at: at('4'),
      by: 'ana',
      reason: 'a new release by its old name',
      deploymentId,
      kind: 'CODE',
    }
    for (const back of [[deploy('back', 'v0', '2 13:00')], []]) {
      const { deployments } = projectInMemory([...bad, ...back, rollback('2 13:10', { id: 'T' }), correction])
      const last = deployments.at(-1)
      expect([last?.kind, last?.overrideKind, last?.overrides.length]).toEqual(['CODE', 'CODE', 1])
    }
  })

  it('is what follows where nobody knows what was live before', () =>
    expect(kinds([baseline, rollback('2 12:00'), deploy('back', 'older', '2 12:05')])).toEqual([
      'v0 CODE',
      'older ROLLBACK',
    ]))

  it.each([
    { what: 'with its version', said: { version: 'v1' } },
    { what: 'without', said: {} },
    { what: 'naming what it takes back', said: { deploymentId: 'D2' } },
  ])('by two sources, $what, is one', ({ said }) => {
    const told = [rollback('2 13:00', said), rollback('2 13:02', { ...said, source: 'chat' })]
    expect(kinds([...bad, ...told])).toEqual(['v0 CODE', 'v1 CODE', 'v2 CODE', 'v1 ROLLBACK'])
  })

  it('twice by one source, without a version, is two', () => {
    const told = [rollback('2 13:00'), rollback('2 13:10')]
    expect(projectInMemory([...bad, ...told]).deployments.filter(({ kind }) => kind === 'ROLLBACK')).toHaveLength(2)
  })
})
