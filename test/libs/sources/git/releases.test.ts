import { describe, expect, it } from 'vitest'
import { openRepository } from '#git/repository'
import { type ReleaseOptions, type ReleaseRange, releaseEvents } from '#sources/git/releases'
import { readAll } from '../../../support/git-events.ts'
import { TestRepository } from '../../../support/git-repository.ts'

async function releases(
  repository: TestRepository,
  options: Partial<ReleaseOptions> = {},
  range: ReleaseRange = {},
): Promise<{ told: unknown[][]; meaning: string; left: unknown }> {
  const opened = await openRepository(repository.path)
  const { statements, meaning, left } = await releaseEvents(opened, { service: 'shop', ...options }, range)
  const told: unknown[][] = []
  for await (const { sha, version, liveAt, environment } of statements)
    told.push([...repository.labels([String(sha)]), version, liveAt, environment])
  return { told, meaning, left }
}

const tagged = (): Promise<TestRepository> =>
  TestRepository.create((writer) =>
    writer
      .commit('a', { authoredAt: '2026-01-01T00:00:00Z' })
      .commit('b', { authoredAt: '2026-01-02T00:00:00Z' })
      .commit('fix', { branch: 'v1', parents: ['a'], authoredAt: '2026-01-03T00:00:00Z' })
      .tag('v1.0', 'a', { at: '2026-01-01T12:00:00Z' })
      .tag('v2.0', 'b', { at: '2026-01-02T12:00:00Z' })
      .tag('v1.1', 'fix', { at: '2026-01-03T12:00:00Z' })
      .ref('refs/tags/other', 'a'),
  )

describe('releases by tags', () => {
  it('are found without being asked for, with what is left out', async () => {
    const { told, meaning, left } = await releases(await tagged())
    expect(told).toEqual([
      ['a', 'v1.0', '2026-01-01T12:00:00.000Z', 'production'],
      ['b', 'v2.0', '2026-01-02T12:00:00.000Z', 'production'],
    ])
    expect(left).toEqual([{ name: 'v1.1', reason: 'OLDER_LINE' }])
    expect(meaning).toContain('tags like v*')
  })

  it('may be of any pattern and environment', async () => {
    const { told } = await releases(await tagged(), { tags: 'oth*', environment: 'staging' })
    expect(told).toEqual([['a', 'other', '2026-01-01T00:00:00.000Z', 'staging']])
    expect((await releases(await tagged(), { tags: 'none*' })).told).toEqual([])
  })

  it('are told once, and again where a tag was moved', async () => {
    const repository = await tagged()
    const { told: before } = await readAll(repository.path)
    expect((await releases(repository, {}, { known: before.refs })).told).toEqual([])
    await repository.write((writer) =>
      writer.commit('c').tag('v3.0', 'c').tag('v2.0', 'c', { at: '2026-01-04T00:00:00Z' }),
    )
    expect((await releases(repository, {}, { known: before.refs })).told.map(([label, tag]) => [label, tag])).toEqual([
      ['c', 'v2.0'],
    ])
  })

  it('come with the commits where a reading is asked for both', async () => {
    const { events } = await readAll((await tagged()).path, {
      releases: { service: 'shop' },
      since: Date.parse('2026-01-02T00:00:00Z'),
    })
    expect(events.map(({ type, version }) => [type, version])).toEqual([
      ['commit', undefined],
      ['commit', undefined],
      ['deployment', 'v2.0'],
    ])
  })
})

describe('releases by a branch', () => {
  const branched = (): Promise<TestRepository> =>
    TestRepository.create((writer) =>
      writer
        .commit('a', { authoredAt: '2026-01-01T00:00:00Z' })
        .commit('side', { branch: 'side', parents: ['a'], authoredAt: '2026-01-02T00:00:00Z' })
        .commit('merge', { parents: ['a', 'side'], authoredAt: '2026-01-04T00:00:00Z' })
        .commit('early', { authoredAt: '2026-01-03T00:00:00Z' })
        .commit('late', { authoredAt: '2026-01-05T00:00:00Z' }),
    )

  it('are what came onto it, in its own order, where no tag looks like a release', async () => {
    const { told, meaning } = await releases(await branched())
    expect(told.map(([label, , at]) => [label, at])).toEqual([
      ['a', '2026-01-01T00:00:00.000Z'],
      ['merge', '2026-01-04T00:00:00.000Z'],
      ['early', '2026-01-04T00:00:00.001Z'],
      ['late', '2026-01-05T00:00:00.000Z'],
    ])
    expect(meaning).toContain('came onto main')
  })

  it('may be another branch, and none that is not there', async () => {
    const repository = await branched()
    expect((await releases(repository, { branch: 'side' })).told.map(([label]) => label)).toEqual(['a', 'side'])
    await expect(releases(repository, { branch: '--all' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are told once, at the same moments', async () => {
    const repository = await branched()
    const { told: before } = await readAll(repository.path)
    await repository.write((writer) => writer.commit('next', { authoredAt: '2026-01-02T00:00:00Z' }))
    const whole = (await releases(repository)).told
    const fresh = (await releases(repository, {}, { known: before.refs })).told
    expect(fresh).toEqual(whole.slice(-1))
    expect(fresh).toEqual([['next', undefined, '2026-01-05T00:00:00.001Z', 'production']])
  })

  it('of an empty repository cannot be', async () => {
    await expect(releases(await TestRepository.create())).rejects.toMatchObject({ code: 'EMPTY' })
  })
})
