import { describe, expect, it } from 'vitest'
import { type Tier, tierOf } from '#domain/environment'
import { environmentIdsNamed, streamNamed } from '#graphql/environment/environment-named'

const names = ['live', 'prod-eu', 'prod-us', 'production', 'staging', 'lab']
const tiers: Readonly<Record<string, Tier>> = { 'prod-eu': 'PRODUCTION', 'prod-us': 'PRODUCTION' }
const tier = (name: string): Tier => tiers[name] ?? tierOf(name)
const known = names.map((name, index) => ({
  __typename: 'Environment' as const,
  id: name,
  databaseId: index,
  name,
  tier: tier(name),
}))
const streams = (...of: readonly string[]) =>
  of.map((environment, id) => ({
    id,
    serviceId: 1,
    service: 'shop',
    environmentId: names.indexOf(environment),
    environment,
    tier: tier(environment),
    blameWindow: null,
    blamesByTime: true,
  }))

describe('an environment by its name', () => {
  it.each([
    ['production', ['production', 'live'], 'production', 'as senders write it, before any tier'],
    ['production', ['live', 'staging'], 'live', 'the only one of that tier'],
    ['Production', ['live'], 'live', 'a tier in any case'],
    ['staging', ['live', 'staging'], 'staging', 'another tier'],
    ['lab', ['lab'], 'lab', 'a name without a tier'],
  ])('%s of %j is %s: %s', (name, has, found) => {
    expect(streamNamed(name, streams(...has), known)?.environment).toBe(found)
  })

  it.each([
    ['production', ['production', 'live', 'prod-eu', 'staging'], ['live', 'prod-eu']],
    ['production', ['production', 'staging'], undefined],
    ['live', ['production', 'live'], undefined],
  ])('%s of %j leaves out %j of its tier', (name, has, leftOut) => {
    expect(streamNamed(name, streams(...has), known)?.leftOut?.map(({ environment }) => environment)).toEqual(leftOut)
  })

  it('is nothing where the service never went', () => {
    expect(streamNamed('lab', streams('live'), known)).toBeNull()
    expect(streamNamed('production', streams('staging'), known)).toBeNull()
  })

  it('is refused where several would do, with their names', () => {
    expect(() => streamNamed('production', streams('prod-eu', 'prod-us'), known)).toThrow(
      'shop has several environments of tier production: prod-eu, prod-us.',
    )
  })

  it('is refused where nothing is called so, with what there is', () => {
    expect(() => streamNamed('prod', streams('live'), known)).toThrow(
      'there is: live, prod-eu, prod-us, production, staging, lab.',
    )
    expect(() => environmentIdsNamed('prod', known, 'environment')).toThrow('No environment is called "prod"')
    expect(() => environmentIdsNamed('x', [], 'environment')).toThrow('there is: none.')
  })

  it('narrows a list to all environments of a tier', () => {
    expect(environmentIdsNamed('production', known, 'environment')).toEqual([0, 1, 2, 3])
    expect(environmentIdsNamed('lab', known, 'environment')).toEqual([5])
  })
})
