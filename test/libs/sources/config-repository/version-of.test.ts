import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bump } from '#sources/config-repository/bumps'
import { resolveBump } from '#sources/config-repository/resolve-bump'
import { commitLookup, resolveVersion } from '#sources/config-repository/version-of'

const one = 'abc1234def5678900000000000000000000000aa'
const two = 'abc1299def5678900000000000000000000000bb'
const three = '1234567890123456789012345678901234567890'
const shas = [one, two, three]
const tags = [
  { name: 'v1690', sha: one },
  { name: 'v1.2.3', sha: two },
  { name: 'api-2.0.0', sha: one },
  { name: 'web/v2.0.0', sha: two },
  { name: 'release_77', sha: three },
  { name: 'main', sha: one },
  { name: 'v3.0.0', sha: one },
  { name: '3.0.0-api', sha: two },
  { name: 'abc1299', sha: one },
]
const lookup = commitLookup(shas, tags)
const told = (tag: string, service = 'api'): string => {
  const resolution = resolveVersion({ tag }, service, lookup)
  if ('reason' in resolution)
    return [resolution.reason, ...resolution.candidates.map((sha) => sha.slice(0, 7))].join(' ')
  return `${resolution.sha.slice(0, 7)} ${resolution.method} ${resolution.confidence}`
}

describe('the commit behind a tag', () => {
  it.each([
    [one, 'abc1234 TAG_FULL_SHA HIGH'],
    [one.toUpperCase(), 'abc1234 TAG_FULL_SHA HIGH'],
    [`release-${one}`, 'abc1234 TAG_FULL_SHA HIGH'],
    [`${one}-1234567`, 'abc1234 TAG_FULL_SHA HIGH'],
    ['abc1234', 'abc1234 TAG_SHORT_SHA HIGH'],
    ['sha-abc1234', 'abc1234 TAG_SHORT_SHA HIGH'],
    ['main-abc1234-1699999999', 'abc1234 TAG_SHORT_SHA HIGH'],
    ['1.0.0-rc.1_abc1234', 'abc1234 TAG_SHORT_SHA HIGH'],
    ['v1.2.2-5-gabc1234', 'abc1234 TAG_SHORT_SHA HIGH'],
    ['20240115-abc1234', 'abc1234 TAG_SHORT_SHA HIGH'],
    ['1234567', '1234567 TAG_SHORT_SHA MEDIUM'],
    ['v1690', 'abc1234 TAG_GIT_TAG HIGH'],
    ['refs/tags/v1690', 'abc1234 TAG_GIT_TAG HIGH'],
    ['1.2.3', 'abc1299 TAG_LIKE_GIT_TAG MEDIUM'],
    ['2.0.0', 'abc1234 TAG_LIKE_GIT_TAG MEDIUM'],
    ['release-77', '1234567 TAG_LIKE_GIT_TAG MEDIUM'],
  ])('%s', (tag, expected) => {
    expect(told(tag)).toBe(expected)
  })

  it('may have the service before it in the git tag', () => {
    expect(told('2.0.0', 'web')).toBe('abc1299 TAG_LIKE_GIT_TAG MEDIUM')
    expect(told('2.0.0', 'worker')).toBe('UNKNOWN')
  })

  it.each([
    ['v9', 'UNKNOWN'],
    ['release-1234', 'UNKNOWN'],
    ['fedcba9', 'UNKNOWN'],
    ['xabc1234', 'UNKNOWN'],
    ['abc1234x', 'UNKNOWN'],
    ['abc12', 'UNKNOWN'],
    ['latest', 'MUTABLE'],
    ['main', 'MUTABLE'],
    ['staging', 'MUTABLE'],
    [`${one}-${two}`, 'AMBIGUOUS abc1234 abc1299'],
    ['abc1234-abc1299', 'AMBIGUOUS abc1234 abc1299'],
    ['abc1299', 'AMBIGUOUS abc1234 abc1299'],
  ])('is not claimed of %s', (tag, expected) => {
    expect(told(tag)).toBe(expected)
  })

  it('is ambiguous where a prefix is of several', () => {
    const close = commitLookup(['abc1234aaa'.padEnd(40, '0'), 'abc1234bbb'.padEnd(40, '0')], [])
    expect(resolveVersion({ tag: 'abc1234' }, 'api', close)).toMatchObject({
      reason: 'AMBIGUOUS',
      candidates: { length: 2 },
    })
    expect(resolveVersion({ tag: 'abc1234a' }, 'api', close)).toMatchObject({ sha: 'abc1234aaa'.padEnd(40, '0') })
  })

  it('is not certain by few digits among very many commits', () => {
    const many = { ...lookup, size: 250_000 }
    expect(resolveVersion({ tag: 'abc1234' }, 'api', many)).toMatchObject({ confidence: 'MEDIUM' })
    expect(resolveVersion({ tag: 'abc1234de' }, 'api', many)).toMatchObject({ confidence: 'HIGH' })
  })

  it('is unknown of a digest or a chart alone', () => {
    expect(resolveVersion({ digest: `sha256:${one}` }, 'api', lookup)).toMatchObject({ reason: 'UNKNOWN' })
    expect(resolveVersion({ chart: 'api', ref: 'v1690' }, 'api', lookup)).toMatchObject({ reason: 'UNKNOWN' })
    expect(resolveVersion({ ref: 'v1690' }, 'api', lookup)).toMatchObject({ sha: one })
  })
})

describe('a lookup over lists', () => {
  it('finds exactly the shas that begin so', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{8}$/)
    fc.assert(
      fc.property(fc.uniqueArray(hex, { maxLength: 18 }), fc.stringMatching(/^[0-9a-f]{1,3}$/), (all, prefix) => {
        expect(commitLookup(all, []).shasOf(prefix)).toEqual(all.filter((sha) => sha.startsWith(prefix)).toSorted())
      }),
    )
  })
})

describe('the commit of a bump', () => {
  const bump = (...moved: { image?: string; tag: string }[]): Bump => ({
    service: 'api',
    environment: 'prod',
    placement: null,
    configSha: 'k',
    at: 0,
    previous: null,
    images: [],
    moved: moved.map((one, index) => ({ ...one, path: 'a.yaml', key: String(index) })),
  })

  it('is that of the image that resolves', () => {
    expect(resolveBump(bump({ image: 'envoy', tag: 'v1.30' }, { image: 'x/api', tag: one }), lookup)).toMatchObject({
      sha: one,
    })
  })

  it('is the surest of one commit told twice', () => {
    expect(resolveBump(bump({ tag: '2.0.0' }, { tag: 'v1690' }), lookup)).toMatchObject({
      sha: one,
      confidence: 'HIGH',
    })
  })

  it("is that of the service's own image where there are several", () => {
    const both = bump({ image: 'x/api', tag: one }, { image: 'x/web', tag: two })
    expect(resolveBump(both, lookup)).toMatchObject({ sha: one })
    expect(resolveBump(bump({ tag: one }, { tag: two }), lookup)).toEqual({
      reason: 'AMBIGUOUS',
      candidates: [one, two],
    })
  })

  it('is none, with the most telling reason', () => {
    expect(resolveBump(bump({ tag: 'v9' }, { tag: 'latest' }), lookup)).toMatchObject({ reason: 'MUTABLE' })
    expect(resolveBump(bump(), lookup)).toMatchObject({ reason: 'UNKNOWN' })
  })
})
