import { readPlaces } from '#domain/naming/reconciler-places'
import { expect, it } from 'vitest'

it('reads cluster, environment and rules of stored settings, and leaves out what it does not know', () => {
  const settings = {
    cluster: ' eu-1 ',
    environment: 'prod',
    owner: 'platform',
    rules: [
      { namespace: 'shop-*', service: 'shop', environment: null, colour: 'red' },
      { path: 'infra/*', ignore: true },
    ],
  }
  expect(readPlaces(settings)).toEqual({
    cluster: 'eu-1',
    environment: 'prod',
    rules: [
      { namespace: 'shop-*', service: 'shop' },
      { path: 'infra/*', ignore: true },
    ],
  })
})

it.each([[undefined], [null], ['prod'], [[]], [{ cluster: 7, environment: '', rules: 'all' }]])(
  'takes %j for nothing said',
  (value) => {
    expect(readPlaces(value)).toEqual({})
  },
)

it('drops a rule of which a part is unreadable: without its pattern it would fit everything', () => {
  const rules = [
    { name: 7, ignore: true },
    { name: ' ', service: 'a' },
    'all',
    { ignore: 'yes' },
    { name: 'api', service: 'a' },
  ]
  expect(readPlaces({ rules })).toEqual({ rules: [{ name: 'api', service: 'a' }] })
})
