import { describe, expect, it } from 'vitest'
import {
  fitsPattern,
  type ReconciledObject,
  reconciledPlace,
  type ReconcilerPlaces,
} from '#domain/naming/reconciled-place'

function placed(object: Partial<ReconciledObject> & { readonly name: string }, places: ReconcilerPlaces = {}) {
  return reconciledPlace({ namespace: null, cluster: null, paths: [], labels: {}, hints: [], ...object }, places)
}

describe('where an object of a reconciler belongs', () => {
  it.each([
    ['by the path', { name: 'till', paths: ['apps/till/overlays/prod'] }, ['till', 'prod', null]],
    ['by the path of a cluster', { name: 'till', paths: ['clusters/prod-eu/till'] }, ['till', 'prod', 'prod-eu']],
    ['by its name', { name: 'till-staging', paths: ['charts/web'] }, ['till', 'staging', null]],
    [
      'one of a fleet by the folder that all share',
      { name: 'till-prod-eu-1', cluster: 'eu-1', paths: ['apps/till/overlays/production'] },
      ['till', 'production', 'eu-1'],
    ],
    ['by its name with a place', { name: 'till-prod-eu1', namespace: 'shop' }, ['till', 'prod', null]],
    ['not by a number of its own', { name: 'till-test-v2', namespace: 'shop' }, ['till-test-v2', 'shop', null]],
    ['by its namespace', { name: 'till', namespace: 'shop-production' }, ['till', 'production', null]],
    ['by a stage before its namespace', { name: 'till', namespace: 'shop-dev', hints: ['uat'] }, ['till', 'uat', null]],
    ['where nothing tells: as its namespace', { name: 'till', namespace: 'shop' }, ['till', 'shop', null]],
    ['where not even that: by the cluster', { name: 'till', cluster: 'blue' }, ['till', 'blue', 'blue']],
    ['where nothing is said at all', { name: 'till' }, ['till', 'default', null]],
    [
      'by labels before all',
      { name: 'x', labels: { 'app.kubernetes.io/name': 'till', environment: 'qa' }, paths: ['overlays/prod'] },
      ['till', 'qa', null],
    ],
    ['a general folder names no service', { name: 'shop-till', paths: ['apps/base'] }, ['shop-till', 'default', null]],
  ] as const)('%s', (_how, object, [service, environment, placement]) => {
    expect(placed(object)).toEqual({ service, environment, placement })
  })

  it('is as the rules of a user say, each field by the first rule that fits', () => {
    const rules = [
      { name: '*-tools', ignore: true },
      { namespace: 'team-*', path: 'live/*', environment: 'production' },
      { cluster: 'eu-*', placement: 'europe', environment: 'elsewhere' },
    ]
    expect(placed({ name: 'build-tools' }, { rules })).toBeNull()
    expect(placed({ name: 'till', namespace: 'team-a', cluster: 'eu-3', paths: ['live/till'] }, { rules })).toEqual({
      service: 'till',
      environment: 'production',
      placement: 'europe',
    })
  })

  it('is in the cluster and environment of the reconciler where the source is set so', () => {
    const places = { cluster: 'north', environment: 'live' }
    expect(placed({ name: 'till-dev', namespace: 'dev' }, places)).toEqual({
      service: 'till',
      environment: 'live',
      placement: 'north',
    })
    const rules = [{ cluster: 'nor*', placement: 'oslo' }]
    expect(placed({ name: 'till' }, { ...places, rules })).toMatchObject({ placement: 'oslo' })
    expect(placed({ name: 'till', cluster: 'south' }, { ...places, rules })).toMatchObject({ placement: 'south' })
  })
})

describe('a pattern', () => {
  it.each([
    ['*', '', true],
    ['a*', 'abc', true],
    ['*c', 'abc', true],
    ['a*c*e', 'abcde', true],
    ['a*c*e', 'ace', true],
    ['a*ce*e', 'ace', false],
    ['ab*ba', 'aba', false],
    ['abc', 'abcd', false],
  ])('%s on %s: %s', (pattern, text, fitting) => {
    expect(fitsPattern(pattern, text)).toBe(fitting)
  })
})
