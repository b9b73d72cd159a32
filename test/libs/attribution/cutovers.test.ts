import { describe, expect, it } from 'vitest'
import type { DeliveryEvent } from '#domain/delivery-event'
import { at, commit, deploy, projectInMemory } from '../../support/stream.ts'

function cutover(placement: string, state: 'live' | 'dark', when: string): DeliveryEvent {
  return { type: 'cutover', source: 'api', environment: 'prod', placement, at: at(when), state }
}

function there(version: string, placement: string, when: string): DeliveryEvent {
  return deploy(`${version} ${placement} ${when}`, version, when, { placement, sha: version.replace('v', 'c') })
}

const code = [
  commit('c1', '1 08:00', { parents: [] }),
  commit('c2', '2 08:00', { parents: ['c1'] }),
  commit('c3', '3 08:00', { parents: ['c2'] }),
]

function told(events: readonly DeliveryEvent[]) {
  return projectInMemory([...code, ...events]).deployments.map(
    ({ version, kind, outcome, liveAt }) =>
      `${version} ${kind} ${outcome} ${liveAt === null ? 'never' : new Date(liveAt).toISOString().slice(8, 16)}`,
  )
}

describe('a placement that takes no traffic', () => {
  const blue = there('v1', 'blue', '2 10:00')

  it('completes no deployment; the cutover does, with what was there last', () => {
    const events = [
      blue,
      cutover('green', 'dark', '2 09:00'),
      there('v2', 'green', '3 10:00'),
      there('v3', 'green', '3 11:00'),
      cutover('green', 'live', '4 10:00'),
    ]
    expect(told(events)).toEqual([
      'v1 CODE SUCCEEDED 02T10:00',
      'v2 CODE CANCELLED never',
      'v3 CODE CANCELLED never',
      'v3 CODE SUCCEEDED 04T10:00',
    ])
    const { changes, deployments } = projectInMemory([...code, ...events])
    expect(changes.map(({ sha, liveAt }) => [sha, liveAt])).toEqual([
      ['c2', at('4 10:00')],
      ['c3', at('4 10:00')],
    ])
    expect(deployments[1]?.arrivals[0]).toMatchObject({ placement: 'green', isDark: true })
  })

  it('took none before its first cutover, where that says that it does now', () => {
    const events = [blue, there('v2', 'green', '3 10:00'), cutover('green', 'live', '4 10:00')]
    expect(told(events).slice(1)).toEqual(['v2 CODE CANCELLED never', 'v2 CODE SUCCEEDED 04T10:00'])
  })

  it('that comes back with what is live elsewhere is a bootstrap', () => {
    const events = [
      blue,
      cutover('green', 'dark', '2 09:00'),
      there('v1', 'green', '3 10:00'),
      cutover('green', 'live', '4 10:00'),
    ]
    expect(told(events).at(-1)).toBe('v1 BOOTSTRAP SUCCEEDED 04T10:00')
  })

  it('that comes back with what was live before goes back', () => {
    const events = [
      blue,
      cutover('blue', 'dark', '3 12:00'),
      there('v2', 'green', '3 10:00'),
      cutover('blue', 'live', '3 13:00'),
    ]
    expect(told(events)).toEqual([
      'v1 CODE SUCCEEDED 02T10:00',
      'v2 CODE SUCCEEDED 03T10:00',
      'v1 ROLLBACK SUCCEEDED 03T13:00',
    ])
  })

  it('says nothing of other placements, nor of services that never were there', () => {
    const events = [blue, cutover('green', 'dark', '2 09:00'), cutover('green', 'live', '4 10:00')]
    expect(told(events)).toEqual(['v1 CODE SUCCEEDED 02T10:00'])
  })
})
