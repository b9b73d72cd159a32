import { describe, expect, it } from 'vitest'
import { builtFrom } from '#sources/config-repository/built-from'
import type { Bump } from '#sources/config-repository/bumps'
import { type CommitLookup, commitLookup } from '#sources/config-repository/version-of'

const sha = (digit: string): string => digit.repeat(40)

function bump(service: string, tag: string): Bump {
  const running = { path: 'a', key: 'b', image: service, tag }
  const place = { service, environment: 'production', placement: null, configSha: sha('f'), at: 0 }
  return { ...place, moved: [running], images: [running] } as unknown as Bump
}

const knows = (...shas: readonly string[]): CommitLookup => commitLookup(shas, [])
const tags = [sha('a'), sha('b'), 'v1', 'v2', 'v3']

describe('a service', () => {
  it('is built from the repository that has most of its versions', () => {
    const bumps = tags.map((tag) => bump('api', tag))
    const lookups = new Map([
      ['git/one', knows(sha('a'), sha('b'))],
      ['git/other', knows(sha('a'))],
    ])
    const { repositories, resolutions } = builtFrom(bumps, lookups)
    expect(repositories).toEqual(new Map([['api', 'git/one']]))
    expect(
      bumps
        .map((each) => resolutions.get(each))
        .map((found) => (found !== undefined && 'sha' in found ? found.sha[0] : null)),
    ).toEqual(['a', 'b', null, null, null])
  })

  it('is built from none that has fewer than one in five', () => {
    const few = [...tags, 'v4', 'v5', 'v6'].slice(1).map((tag) => bump('api', tag))
    expect(builtFrom(few, new Map([['git/one', knows(sha('b'))]])).repositories.size).toBe(0)
  })

  it('is built from the fork with its name, else from the first', () => {
    const of = (...names: readonly string[]) =>
      builtFrom([bump('api', sha('a'))], new Map(names.map((name) => [name, knows(sha('a'))]))).repositories.get('api')
    expect(of('git/one', 'git/fork')).toBe('git/one')
    expect(of('git/fork', 'git/one')).toBe('git/fork')
    expect(of('git/one', 'git/api')).toBe('git/api')
  })

  it('stays with what is known of it', () => {
    const lookups = new Map([
      ['git/one', knows(sha('a'))],
      ['git/fork', knows(sha('a'))],
    ])
    const given = new Map([
      ['api', 'git/fork'],
      ['web', 'git/unknown'],
    ])
    const found = builtFrom([bump('api', sha('a')), bump('web', sha('a'))], lookups, given)
    expect(found.repositories).toEqual(new Map([['api', 'git/fork']]))
    expect(found.resolutions.size).toBe(1)
  })

  it('is not built from a repository that happens to have a tag of its version', () => {
    const released = commitLookup(
      [sha('a'), sha('b'), sha('c')],
      [
        ['v7.2.0', 'a'],
        ['v7.3.0', 'b'],
        ['v7.4.0', 'c'],
      ].map(([name = '', digit = '']) => ({ name, sha: sha(digit) })),
    )
    const of = (service: string, ...versions: string[]) =>
      builtFrom(
        versions.map((tag) => bump(service, tag)),
        new Map([['git.example/acme/shop', released]]),
      ).repositories.get(service)
    expect(of('redis', '7.2.0')).toBeUndefined()
    expect(of('redis', '7.2.0', 'v7.2.0')).toBeUndefined()
    expect(of('shop', '7.2.0')).toBe('git.example/acme/shop')
    expect(of('web', '7.2.0', '7.3.0', '7.4.0')).toBe('git.example/acme/shop')
  })
})
