import { describe, expect, it } from 'vitest'
import { parseEvent } from '#sources/events/parse-event'
import { BranchReleases, releaseEvent, releasesOfTags } from '#sources/git/release'
import { compareVersions, likelyPattern, matchesPattern, tagVersionOf } from '#sources/git/tag-version'

const at = (day: number): number => Date.UTC(2026, 0, day)
const tag = (name: string, day: number, annotated = true) => ({ name, sha: `sha of ${name}`, at: at(day), annotated })
const never = async (): Promise<boolean> => false

describe('the version of a tag', () => {
  it.each([
    ['v1.10.2', 'v', [1, 10, 2], false],
    ['1.2', '', [1, 2], false],
    ['release-12', 'release-', [12], false],
    ['shop@3.0.1+build.5', 'shop@', [3, 0, 1], false],
    ['v1.2.3-1', 'v', [1, 2, 3], false],
    ['2026-03-02', '', [2026, 3, 2], false],
    ['deploy-2026-03-02-2', 'deploy-', [2026, 3, 2, 2], false],
    ['v2.0.0-rc.1', 'v', [2, 0, 0], true],
    ['v2.0.0rc1', 'v', [2, 0, 0], true],
    ['3.0.0.beta2', '', [3, 0, 0], true],
    ['1.0-SNAPSHOT', '', [1, 0], true],
    ['v1.2.3-amd', 'v', [1, 2, 3], false],
    ['production', 'production', [], false],
  ])('%s is %s %j, preview: %s', (name, prefix, numbers, preview) => {
    expect(tagVersionOf(name)).toEqual({ prefix, numbers, preview })
  })

  it('is compared number by number', () => {
    const compare = (a: string, b: string): number => Math.sign(compareVersions(tagVersionOf(a), tagVersionOf(b)))
    expect([compare('v1.9', 'v1.10'), compare('v2', 'v1.9.9'), compare('v1.0', 'v1')]).toEqual([-1, 1, 0])
  })
})

describe('a pattern', () => {
  it.each([
    ['v*', 'v1.2', true],
    ['v*', 'shop-v1', false],
    ['shop@?.*', 'shop@1.2', true],
    ['*', '', true],
    ['v1.2', 'v1x2', false],
    ['*-prod', 'v1-prod-prod', true],
    ['(v|w)*', 'v1', false],
  ])('%s and %s: %s', (pattern, name, matches) => {
    expect(matchesPattern(pattern, name)).toBe(matches)
  })

  it('is quick, however it is written', () => {
    const started = performance.now()
    expect(matchesPattern(`${'*a'.repeat(100)}b`, 'a'.repeat(5_000))).toBe(false)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it.each([
    [['v0.9', 'v1.0', 'nightly-1'], '', 'v*'],
    [['1.0', '1.1'], '', '*'],
    [['release_1', 'release_2', 'test'], '', 'release_*'],
    [['web@1.0', 'web@1.1', 'shop@1.0', 'v1'], 'shop', 'shop@*'],
    [['shop-v1.0', 'web-v1.0', 'web-v2'], 'shop', 'shop-v*'],
    [['build/1', 'build/2', 'build/3'], '', 'build/*'],
    [['build/1', 'sprint7'], '', null],
    [['v1.0-rc.1', 'production'], '', null],
    [[], '', null],
  ])('of %j for %j is likely %s', (tags, service, pattern) => {
    expect(likelyPattern(tags, service)).toBe(pattern)
  })
})

describe('releases of tags', () => {
  it('are by time, each once, without previews and without fixes of an older line', async () => {
    const tags = [
      tag('v1.0', 1),
      tag('v2.0', 5),
      tag('v1.1', 3, false),
      tag('v2.0-rc.1', 4),
      tag('v1.1.1', 6),
      tag('v2.1', 8),
      { ...tag('v2.1.0', 9), sha: 'sha of v2.1' },
      tag('other', 7),
    ]
    const { releases, left } = await releasesOfTags(tags, 'v*', never)
    expect(releases.map((release) => [release.tag, release.liveRule])).toEqual([
      ['v1.0', 'TAG'],
      ['v1.1', 'TAGGED_COMMIT'],
      ['v2.0', 'TAG'],
      ['v2.1', 'TAG'],
    ])
    expect(left).toEqual([
      { name: 'v2.0-rc.1', reason: 'PREVIEW' },
      { name: 'v1.1.1', reason: 'OLDER_LINE' },
      { name: 'v2.1.0', reason: 'SAME' },
    ])
  })

  it('go on where the numbering begins anew', async () => {
    const tags = [tag('v2025.12', 1), tag('v1.0', 2), tag('v1.1', 3), tag('v0.9', 4)]
    const contains = async (ancestor: string, descendant: string): Promise<boolean> =>
      ancestor === 'sha of v2025.12' && descendant === 'sha of v1.0'
    const { releases } = await releasesOfTags(tags, 'v*', contains)
    expect(releases.map((release) => release.tag)).toEqual(['v2025.12', 'v1.0', 'v1.1'])
  })

  it('of one moment follow each other in the order of their versions', async () => {
    const { releases } = await releasesOfTags([tag('v10', 1), tag('v9', 1)], 'v*', never)
    expect(releases.map((release) => [release.tag, release.at - at(1)])).toEqual([
      ['v9', 0],
      ['v10', 1],
    ])
  })
})

it('releases of a branch never go back in time', () => {
  const branch = new BranchReleases()
  const times = [at(3), at(1), at(1), at(4)].map((time, index) => branch.next(`${index}`, time).at - at(3))
  expect(times).toEqual([0, 1, 2, at(4) - at(3)])
})

it('the event of a release is one that the contract takes, and says by which rule it is timed', () => {
  const context = { repository: 'git.example/acme/shop', service: 'shop', environment: 'production', branch: 'main' }
  const sender = { source: 'git', allowAnySource: false, mayImport: false, now: at(9) }
  const tagged = releaseEvent({ sha: 'abc', at: at(1), tag: 'v1.0', liveRule: 'TAG' }, context)
  expect(tagged).toMatchObject({
    service: 'shop',
    environment: 'production',
    version: 'v1.0',
    liveAt: '2026-01-01T00:00:00.000Z',
    attributes: { 'leadline.liveRule': 'TAG', 'git.ref': 'refs/tags/v1.0' },
  })
  const merged = releaseEvent({ sha: 'abc', at: at(1), tag: null, liveRule: 'BRANCH_MERGE' }, context)
  const long = releaseEvent({ sha: 'abc', at: at(1), tag: '😀'.repeat(2_000), liveRule: 'TAG' }, context)
  for (const event of [tagged, merged, long]) expect(parseEvent(event, sender)).toMatchObject({ ok: true })
  expect(merged).not.toHaveProperty('version')
})
