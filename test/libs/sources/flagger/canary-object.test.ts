import { describe, expect, it } from 'vitest'
import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import { translateCanary } from '#sources/flagger/canary-object'

const primary = ['registry.example.com/shop/basket:1.0.0']
const target = ['registry.example.com/shop/basket:1.1.0', 'registry.example.com/mesh/proxy']
const places = { environment: 'production', cluster: 'eu' }
const at = '2026-03-02T10:30:00Z'

function canary(phase: string | undefined, status: object = {}): object {
  const promoted = { type: 'Promoted', status: 'True', reason: phase, lastTransitionTime: at, lastUpdateTime: at }
  return {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { uid: 'u-1', name: 'basket', namespace: 'shop' },
    spec: { targetRef: { kind: 'Deployment', name: 'basket' }, images: { target, primary } },
    status: { phase, lastAppliedSpec: 'h2', lastPromotedSpec: 'h1', conditions: [promoted], ...status },
  }
}

function told(object: unknown, more: ReconcilerPlaces = {}): unknown {
  const translation = translateCanary(object, { ...places, ...more })
  return 'ignored' in translation ? translation.ignored : translation.statements[0]
}

describe('a Canary as it stands in its cluster', () => {
  it('says that what its primary runs is live since its condition says so', () => {
    expect(told(canary('Succeeded', { lastPromotedSpec: 'h2' }))).toEqual({
      type: 'deployment',
      id: `u-1/h2/${at}`,
      service: 'basket',
      environment: 'production',
      placement: 'eu',
      images: [{ image: 'registry.example.com/shop/basket', tag: '1.0.0' }],
      finishedAt: at,
      liveAt: at,
      outcome: 'succeeded',
      trafficPercent: 100,
      attributes: { 'flagger.canary': 'shop/basket', 'leadline.liveRule': 'ROLLOUT' },
    })
  })

  it('says that what its target ran was taken back, unless the target runs the old version again', () => {
    expect(told(canary('Failed'))).toMatchObject({
      id: `u-1/h2/${at}`,
      outcome: 'aborted',
      images: [{ image: 'registry.example.com/shop/basket', tag: '1.1.0' }],
    })
    expect(told(canary('Failed', { lastAppliedSpec: 'h1' }))).toBe('it failed, and was put back since to what is live')
  })

  it('says why it says nothing', () => {
    expect(told(canary('Progressing', { canaryWeight: 20 }))).toBe(
      'it is on its way, in the phase Progressing with 20 % of the traffic: only ends are measured',
    )
    expect(told(canary(undefined))).toBe('it has no phase yet: its controller has not seen it')
    expect(told(canary('Succeeded', { conditions: null }))).toBe('no condition says since when it has ended')
    expect(told({ ...canary('Succeeded'), spec: {} })).toBe('no image with a tag or a digest is known of its workload')
    expect(told(canary('Succeeded'), { rules: [{ name: 'basket', ignore: true }] })).toBe(
      'a rule of its source says that it is no service',
    )
    expect(told({ kind: 'Deployment' })).toBe('an object of the kind Deployment is no Canary')
    expect(told('<nil>')).toMatch(/^the body is not as Flagger sends it/)
  })
})
