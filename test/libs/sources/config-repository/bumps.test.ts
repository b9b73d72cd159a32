import { describe, expect, it } from 'vitest'
import { tierOf } from '#domain/environment'
import { type Bump, BumpFold, type ConfigChange } from '#sources/config-repository/bumps'
import type { ImageReference } from '#sources/config-repository/image-reference'

const second = 1_000

/** `image:tag` at a key; the service is the image's, the environment the path's first folder, the placement its second. */
const reference = (key: string, text: string): ImageReference => {
  const [image = '', tag = ''] = text.split(':')
  return { key, form: 'HELM_VALUE', image, tag, names: [], places: [] }
}

type Said = Readonly<Record<string, readonly string[]>>

const references = (texts: readonly string[]): ImageReference[] =>
  texts.map((text, index) =>
    reference(text.includes('=') ? (text.split('=')[0] ?? '') : String(index), text.split('=').at(-1) ?? ''),
  )

function fold(): BumpFold {
  const owner = (path: string, { image }: ImageReference) => {
    const [environment = '', placement, file] = path.split('/')
    if (environment === 'base') return null
    return { service: image ?? '', environment, placement: file === undefined ? null : (placement ?? null) }
  }
  return new BumpFold(owner, (a, b) => tierOf(a) === tierOf(b))
}

/** Folds what the files say, commit after commit; a file that is not named again stays, an empty one is removed. */
function bumps(...commits: readonly (Said | { readonly at: number; readonly files: Said })[]): Bump[] {
  const known = new Map<string, readonly ImageReference[]>()
  const folded = fold()
  return commits.flatMap((commit, index) => {
    const { at, files } =
      'at' in commit && typeof commit.at === 'number'
        ? (commit as { at: number; files: Said })
        : { at: index * 60, files: commit as Said }
    const changes = Object.entries(files).map(([path, texts]) => {
      const change = { path, before: known.get(path) ?? [], after: references(texts) }
      known.set(path, change.after)
      return change
    })
    const change: ConfigChange = { sha: `k${index + 1}`, committedAt: at * second, files: changes }
    return folded.apply(change)
  })
}

/** `commit service@environment/placement: previous -> now`. */
const told = (list: readonly Bump[]): string[] =>
  list.map(({ configSha, service, environment, placement, previous, moved }) => {
    const of = (running: Bump['moved'] | null): string =>
      running === null ? 'nothing' : running.map(({ tag }) => tag).join('+') || 'none'
    return `${configSha} ${service}@${environment}${placement === null ? '' : `/${placement}`}: ${of(previous)} -> ${of(moved)}`
  })

describe('a bump', () => {
  it('is a version that moved, from what it was', () => {
    expect(told(bumps({ 'prod/a': ['api:v1'] }, { 'prod/a': ['api:v2'] }, { 'prod/a': ['api:v1'] }))).toEqual([
      'k1 api@prod: nothing -> v1',
      'k2 api@prod: v1 -> v2',
      'k3 api@prod: v2 -> v1',
    ])
  })

  it('is one for each service, environment and placement of a commit', () => {
    const list = bumps(
      { 'prod/eu/a': ['api:v1', 'web:v1'], 'prod/us/a': ['api:v1'], 'staging/a': ['api:v1'] },
      { 'prod/eu/a': ['api:v2', 'web:v2'], 'prod/us/a': ['api:v2'], 'staging/a': ['api:v3'] },
    )
    expect(told(list).slice(4)).toEqual([
      'k2 api@prod/eu: v1 -> v2',
      'k2 api@prod/us: v1 -> v2',
      'k2 api@staging: v1 -> v3',
      'k2 web@prod/eu: v1 -> v2',
    ])
  })

  it('is none of what nobody owns, nor of a commit that moves nothing', () => {
    expect(told(bumps({ 'base/a': ['api:v1'] }, { 'base/a': ['api:v2'] }, { 'prod/a': [] }))).toEqual([])
  })

  it('may take a service away, which comes back for the first time', () => {
    expect(told(bumps({ 'prod/a': ['api:v1'] }, { 'prod/a': [] }, { 'prod/a': ['api:v1'] }))).toEqual([
      'k1 api@prod: nothing -> v1',
      'k2 api@prod: v1 -> none',
      'k3 api@prod: nothing -> v1',
    ])
  })
})

describe('several images of one service', () => {
  it('are one version, with all that runs', () => {
    const list = bumps({ 'prod/a': ['x=api:v1', 'y=api:j1'] }, { 'prod/a': ['x=api:v2', 'y=api:j1'] })
    expect(list[1]).toMatchObject({
      moved: [{ tag: 'v2' }],
      images: [{ tag: 'v2' }, { tag: 'j1' }],
      previous: [{ tag: 'v1' }],
    })
  })

  it('deploy nothing when another place follows', () => {
    const list = bumps(
      { 'prod/a': ['api:v1'], 'prod/b': ['api:v1'] },
      { 'prod/a': ['api:v2'] },
      { 'prod/b': ['api:v2'] },
    )
    expect(told(list)).toEqual(['k1 api@prod: nothing -> v1', 'k2 api@prod: v1 -> v2'])
  })

  it('deploy nothing when another place says what is said, or is taken away', () => {
    const list = bumps({ 'prod/a': ['api:v1'] }, { 'prod/b': ['api:v1'] }, { 'prod/a': [] })
    expect(told(list)).toEqual(['k1 api@prod: nothing -> v1'])
  })

  it('deploy what joins them', () => {
    expect(told(bumps({ 'prod/a': ['api:v1'] }, { 'prod/b': ['api:j1'] }))).toEqual([
      'k1 api@prod: nothing -> v1',
      'k2 api@prod: none -> j1',
    ])
  })
})

describe('a layout that moves', () => {
  const start = { 'prod/a': ['api:v1', 'web:v1'] }

  it.each([
    ['to another file', { 'prod/a': [], 'prod/b': ['api:v1', 'web:v1'] }],
    ['to several files', { 'prod/a': [], 'prod/b': ['api:v1'], 'prod/c': ['k=web:v1'] }],
    ['to another key', { 'prod/a': ['other=api:v1', 'more=web:v1'] }],
    ['to another name of the environment', { 'prod/a': [], 'production/a': ['api:v1', 'web:v1'] }],
  ])('%s deploys nothing', (_, move) => {
    expect(told(bumps(start, move))).toHaveLength(2)
  })

  it('deploys what it bumps on the way', () => {
    const list = bumps(start, { 'prod/a': [], 'prod/b': ['api:v2', 'web:v1'] })
    expect(told(list).slice(2)).toEqual(['k2 api@prod: v1 -> v2'])
  })

  it('deploys to an environment of another kind', () => {
    const list = bumps({ 'staging/a': ['api:v1'] }, { 'staging/a': [], 'prod/a': ['api:v1'] })
    expect(told(list).slice(1)).toEqual(['k2 api@prod: nothing -> v1', 'k2 api@staging: v1 -> none'])
  })

  it('goes on as the same service', () => {
    const list = bumps(
      start,
      { 'prod/a': [], 'production/a': ['api:v1', 'web:v1'] },
      { 'production/a': ['api:v2', 'web:v1'] },
    )
    expect(told(list).slice(2)).toEqual(['k3 api@production: v1 -> v2'])
  })
})

describe('times', () => {
  const times = (...at: number[]): number[] =>
    bumps(...at.map((time, index) => ({ at: time, files: { 'prod/a': [`api:v${index}`] } }))).map((bump) => bump.at)

  it('are those of the commits', () => {
    expect(times(0, 60, 120)).toEqual([0, 60_000, 120_000])
  })

  it('keep the order of the line where clocks run back a little, or stand', () => {
    expect(times(60, 60, 30, 90)).toEqual([60_000, 60_001, 60_002, 90_000])
  })

  it('believe a clock that runs back for long: the one before was wrong', () => {
    const day = 86_400
    expect(times(100 * day, 10 * day, 11 * day)).toEqual([100 * day, 10 * day, 11 * day].map((at) => at * second))
  })
})

it('goes on where an earlier fold ended', () => {
  const first = fold()
  first.apply({
    sha: 'k1',
    committedAt: 60_000,
    files: [{ path: 'prod/a', before: [], after: references(['api:v1']) }],
  })
  const next = fold()
  next.start('prod/a', references(['api:v1']))
  next.resume(first.moved())
  const change = {
    sha: 'k2',
    committedAt: 60_000,
    files: [{ path: 'prod/b', before: [], after: references(['api:v1']) }],
  }
  expect(next.apply(change)).toEqual([])
  const bump = {
    sha: 'k3',
    committedAt: 60_000,
    files: [{ path: 'prod/a', before: references(['api:v1']), after: references(['api:v2']) }],
  }
  expect(next.apply(bump)).toMatchObject([{ at: 60_001, previous: [{ tag: 'v1' }] }])
})
