import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { MINUTE } from '#domain/instant'
import { at, projectInMemory } from '../../support/stream.ts'

const configRepository = 'git.example/platform/live'
const image = 'registry.example/shop/api'
const stream = { service: 'api', environment: 'prod', configRepository } as const

/** A commit of the configuration repository that moves references. */
function bump(configSha: string, tag: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
  const named = { image, tag, configSha, liveAt: at(when), attributes }
  return { type: 'deployment', source: 'live', id: `bump ${configSha}`, ...stream, ...named, ...more }
}

function sync(configRevision: string, when: string, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const times = { startedAt: at(when), finishedAt: at(when) + MINUTE, outcome: 'succeeded' } as const
  return { type: 'deployment', source: 'argocd', id: `sync ${when}`, ...stream, configRevision, ...times, ...more }
}

function told(events: readonly DeliveryEvent[]): string[] {
  const lines = (all: readonly DeliveryEvent[]): string[] =>
    projectInMemory(all).deployments.map(({ kind, outcome, version, arrivals }) => {
      return `${version} ${kind} ${outcome} ${arrivals.map(({ placement }) => placement || '-').join()}`
    })
  expect(lines(events.toReversed())).toEqual(lines(events))
  return lines(events)
}

describe('commits that ask for one version', () => {
  const clusters = (tag: string, day: number) =>
    ['eu', 'us'].map((placement, index) => bump(`${tag} ${placement}`, tag, `${day} 1${index}:00`, { placement }))

  it('one for each cluster, are one deployment; a cluster that is new later is a bootstrap, another one a redeploy', () => {
    const first = [...clusters('1', 2), ...clusters('2', 3).slice(0, 1)]
    expect(told(first)).toEqual(['1 CODE SUCCEEDED eu,us', '2 CODE SUCCEEDED eu'])
    const late = [bump('2 us', '2', '5 09:00', { placement: 'us' }), bump('2 ap', '2', '7 09:00', { placement: 'ap' })]
    expect(told([...first, ...late]).slice(2)).toEqual(['2 REDEPLOY SUCCEEDED us', '2 BOOTSTRAP SUCCEEDED ap'])
    expect(told([...clusters('1', 2), ...clusters('2', 3)])).toEqual([
      '1 CODE SUCCEEDED eu,us',
      '2 CODE SUCCEEDED eu,us',
    ])
  })

  it('change nothing where one takes back another that never ran', () => {
    const asked = [bump('k1', '1', '2 09:00'), bump('k2', '2', '3 09:00'), bump('k3', '1', '3 11:00')]
    const failed = sync('k2', '3 09:05', { outcome: 'failed' })
    expect(told([...asked, sync('k1', '2 09:05'), failed, sync('k3', '3 11:05')])).toEqual([
      '1 CODE SUCCEEDED -',
      '2 CODE FAILED -',
      '1 REDEPLOY SUCCEEDED -',
    ])
  })

  it('change something where they move more than the version: another image beside it', () => {
    const beside = (tag: string) => ({
      images: [
        { image, tag: '1' },
        { image: 'registry.example/mesh/proxy', tag },
      ],
    })
    const { image: _image, tag: _tag, ...both } = bump('k1', '1', '2 09:00', { sha: 'a' }) as DeploymentEvent
    const next = { id: 'bump k2', configSha: 'k2', liveAt: at('3 09:00') }
    expect(
      told([
        { ...both, ...beside('7') },
        { ...both, ...beside('8'), ...next },
      ]).at(-1),
    ).toContain(' CONFIG ')
  })

  it('leave alone what somebody states of a configuration', () => {
    const stated = { type: 'deployment', source: 'ci', ...stream, version: '1', outcome: 'succeeded' } as const
    const events = ['k1', 'k2'].map((configSha, index) => ({
      ...stated,
      id: configSha,
      configSha,
      placement: ['eu', 'us'][index] as string,
      finishedAt: at(`${index + 2} 09:00`),
    }))
    expect(told(events).at(-1)).toBe('1 CONFIG SUCCEEDED us')
  })
})

describe('what watches a place and knows no repository', () => {
  const chart = (configSha: string, version: string, when: string): DeliveryEvent =>
    bump(configSha, '', when, { image: undefined, tag: undefined, version } as unknown as Partial<DeploymentEvent>)
  const seen = (rule: string, when: string, more: Partial<DeploymentEvent>): DeliveryEvent => ({
    type: 'deployment',
    source: 'watcher',
    id: `seen ${when}`,
    service: 'api',
    environment: 'prod',
    finishedAt: at(when),
    outcome: 'succeeded',
    attributes: { 'leadline.liveRule': rule },
    ...more,
  })
  const proxy = { image: 'registry.example/mesh/proxy', tag: '7' }

  it('ends what was asked for hours before: a chart by its version, an image among others by its tag', () => {
    const charts = [chart('k1', 'api-1.0', '2 09:00'), chart('k2', 'api-1.1', '3 09:00')]
    const applied = seen('SYNC', '3 15:00', { version: 'api-1.1', images: [proxy] })
    expect(told([...charts, applied])).toEqual(['api-1.0 CODE SUCCEEDED -', 'api-1.1 CODE SUCCEEDED -'])
    expect(projectInMemory([...charts, applied]).deployments[1]?.liveAt).toBe(at('3 15:00'))
    const images = [bump('k1', '1', '2 09:00'), bump('k2', '2', '3 09:00')]
    const rolled = seen('ROLLOUT', '3 15:00', { images: [{ image, tag: '2' }, proxy] })
    expect(told([...images, rolled])).toEqual(['1 CODE SUCCEEDED -', '2 CODE SUCCEEDED -'])
    expect(projectInMemory([...images, rolled]).deployments[1]?.liveAt).toBe(at('3 15:00'))
  })

  it('has nothing to do with what was asked for a day before, elsewhere, or by a digest alone', () => {
    const images = [bump('k1', '1', '2 09:00'), bump('k2', '2', '3 09:00', { placement: 'eu' })]
    const late = seen('ROLLOUT', '4 09:01', { images: [{ image, tag: '2' }], placement: 'eu' })
    expect(told([...images, late]).slice(1)).toEqual(['2 CODE SUCCEEDED eu', '2 REDEPLOY SUCCEEDED eu'])
    const elsewhere = seen('ROLLOUT', '3 15:00', { images: [{ image, tag: '2' }], placement: 'us' })
    expect(projectInMemory([...images, elsewhere]).deployments[1]?.firstLiveAt).toBe(at('3 09:00'))
    const pinned = seen('ROLLOUT', '3 15:00', { images: [{ image, digest: 'sha256:1' }], placement: 'eu' })
    expect(told([...images, pinned])).toHaveLength(3)
  })

  it('leaves to pipelines what they say later: a version may be deployed again', () => {
    const images = [bump('k1', '1', '2 09:00'), bump('k2', '2', '3 09:00')]
    const again = seen('', '3 15:00', { image, tag: '2', attributes: {} })
    expect(told([...images, again]).slice(1)).toEqual(['2 CODE SUCCEEDED -', '2 REDEPLOY SUCCEEDED -'])
  })
})
