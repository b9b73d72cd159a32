import { describe, expect, it } from 'vitest'
import { environmentRules, type SaidEnvironment } from '#attribution/environment-rules'
import type { EnvironmentRule } from '#domain/catalogue'

function rule(name: string, ...match: EnvironmentRule['match']): EnvironmentRule {
  return { name, tier: null, match }
}

const takes = environmentRules([
  rule('production-eu', { name: 'prod*', cluster: 'eu-*' }),
  rule('shop-lab', { namespace: 'lab' }),
  rule('production', { name: 'prod-*' }, { path: 'clusters/prod-*/**' }),
  rule('rest', { name: 'x*' }),
])

describe('the rules of environments', () => {
  it.each<[SaidEnvironment, string | null]>([
    [{ name: 'prod-7' }, 'production'],
    [{ name: 'prod' }, null],
    [{ name: 'prod', placement: 'eu-west' }, 'production-eu'],
    [{ name: 'prod', placement: 'eu-west/shop/eu' }, 'production-eu'],
    [{ name: 'prod-7', placement: 'us-east/shop' }, 'production'],
    [{ name: 'prod-7', placement: '' }, 'production'],
    [{ name: 'anything', placement: 'us-east/lab' }, 'shop-lab'],
    [{ name: 'anything', placement: 'lab' }, null],
    [{ name: 'whatever', path: 'clusters/prod-eu/apps/shop.yaml' }, 'production'],
    [{ name: 'production' }, 'production'],
    [{ name: 'xylo' }, 'rest'],
    [{ name: 'Xylo' }, null],
    [{ name: 'x/y' }, null],
    [{ name: 'rest' }, 'rest'],
  ])('take %j as %s', (said, name) => {
    expect(takes(said)?.name ?? null).toBe(name)
  })

  it('take nothing where there are none', () => {
    expect(environmentRules([])({ name: 'production' })).toBeNull()
  })
})
