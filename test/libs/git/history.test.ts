import { describe, expect, it } from 'vitest'
import { readChangedPaths } from '#git/changed-paths'
import { countCommits } from '#git/count-commits'
import { type HistoryCommit, type HistoryRange, readHistory } from '#git/history'
import { openRepository } from '#git/repository'
import { TestRepository } from '../../support/git-repository.ts'

async function read(path: string, range: Partial<HistoryRange> = {}): Promise<HistoryCommit[]> {
  const commits: HistoryCommit[] = []
  for await (const commit of readHistory(await openRepository(path), { tips: ['HEAD'], ...range })) commits.push(commit)
  return commits
}

async function labels(repository: TestRepository, range: Partial<HistoryRange> = {}): Promise<string[]> {
  const commits = await read(repository.path, range)
  return repository.labels(commits.map(({ sha }) => sha)).toSorted()
}

describe('a commit', () => {
  it('has both its dates, both its people, its parents and all of its message', async () => {
    const repository = await TestRepository.create((writer) =>
      writer.commit('a').commit('b', {
        message: 'Say it: "now"\n\nWith a body,\n\nin two paragraphs.\n\n\n',
        author: 'Ada "the first" Lovelace <ada+work@example.com>',
        committer: 'GitHub <noreply@github.com>',
        authoredAt: '2026-01-02T03:04:05+01:00',
        committedAt: '2026-02-03T04:05:06Z',
      }),
    )
    const [b, a] = await read(repository.path)
    expect(b).toEqual({
      sha: repository.sha('b'),
      parents: [repository.sha('a')],
      authoredAt: Date.parse('2026-01-02T02:04:05Z'),
      committedAt: Date.parse('2026-02-03T04:05:06Z'),
      author: { name: 'Ada "the first" Lovelace', email: 'ada+work@example.com' },
      committer: { name: 'GitHub', email: 'noreply@github.com' },
      message: 'Say it: "now"\n\nWith a body,\n\nin two paragraphs.',
      trailers: [],
    })
    expect(a?.parents).toEqual([])
  })

  it('may say nothing, and may say control characters', async () => {
    const repository = await TestRepository.create((writer) =>
      writer.commit('a', { message: '' }).commit('b', { message: 'x\u001fy\u0001z\n\n\u001e' }),
    )
    expect((await read(repository.path)).map(({ message }) => message)).toEqual(['x\u001fy\u0001z\n\n\u001e', ''])
  })

  it('of a time before 1970 or of a broken line still has a time', async () => {
    const repository = await TestRepository.create((writer) =>
      writer.commit('a', { authoredAt: '1970-01-01T00:00:00Z' }),
    )
    expect((await read(repository.path))[0]).toMatchObject({ authoredAt: 0, committedAt: 0 })
  })

  it('has every parent of an octopus', async () => {
    const repository = await TestRepository.create((writer) =>
      writer
        .commit('base')
        .commit('one', { branch: 'one', parents: ['base'] })
        .commit('two', { branch: 'two', parents: ['base'] })
        .commit('octopus', { parents: ['base', 'one', 'two'] }),
    )
    const octopus = (await read(repository.path))[0]
    expect(repository.labels(octopus?.parents ?? [])).toEqual(['base', 'one', 'two'])
  })

  it('has its trailers, also those in the middle of a squash, and folded ones', async () => {
    const message = [
      'Add search (#12)',
      '',
      '* Begin',
      '',
      'Co-authored-by: Bo <bo@example.com>',
      '',
      '* Note: not a trailer',
      '',
      '---------',
      '',
      'Reviewed-by: Cy <cy@example.com>',
      'Fixes: a long',
      '  reason',
    ].join('\n')
    const repository = await TestRepository.create((writer) => writer.commit('a', { message }))
    expect((await read(repository.path))[0]?.trailers).toEqual([
      { key: 'Co-authored-by', value: 'Bo <bo@example.com>' },
      { key: 'Reviewed-by', value: 'Cy <cy@example.com>' },
      { key: 'Fixes', value: 'a long reason' },
    ])
  })

  it('does not take its title for a trailer', async () => {
    const repository = await TestRepository.create((writer) => writer.commit('a', { message: 'fix: the door' }))
    expect((await read(repository.path))[0]?.trailers).toEqual([])
  })
})

describe('the paths of a commit', () => {
  const strange = [
    'a b.txt',
    'q"uote.txt',
    "it's.txt",
    'new\nline.txt',
    'ü/é.txt',
    '-x',
    '--upload-pack=touch x',
    ':(top)a',
  ]

  it('are read whatever they are called', async () => {
    const files = Object.fromEntries(strange.map((name) => [name, 'x']))
    const repository = await TestRepository.create((writer) => writer.commit('a', { files }).commit('b'))
    const [b, a] = await read(repository.path, { paths: true })
    expect(a?.paths).toEqual(strange.toSorted((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))))
    expect(b?.paths).toEqual([])
  })

  it('are both names of a renamed file, and none for a merge', async () => {
    const repository = await TestRepository.create((writer) =>
      writer
        .commit('a', { files: { old: 'the same content' } })
        .commit('side', { branch: 'side', parents: ['a'], files: { old: null, new: 'the same content' } })
        .commit('b')
        .commit('merge', { parents: ['b', 'side'], files: { old: null, new: 'the same content' } }),
    )
    const commits = await read(repository.path, { paths: true })
    const paths = new Map(commits.map(({ sha, paths: found }) => [repository.labels([sha])[0], found]))
    expect(paths.get('side')).toEqual(['new', 'old'])
    expect(paths.get('merge')).toBeUndefined()

    const opened = await openRepository(repository.path)
    const along = []
    for await (const { sha, paths: found } of readChangedPaths(opened, { tips: ['main'], firstParent: true }))
      along.push([repository.labels([sha])[0], found])
    expect(along).toEqual([
      ['merge', ['new', 'old']],
      ['b', []],
      ['a', ['old']],
    ])
  })
})

describe('a range', () => {
  const branched = (): Promise<TestRepository> =>
    TestRepository.create((writer) =>
      writer
        .commit('a')
        .commit('b')
        .commit('side', { branch: 'side', parents: ['a'] })
        .commit('merge', { parents: ['b', 'side'] })
        .commit('c')
        .tag('v1', 'b')
        .ref('refs/tags/-x', 'a'),
    )

  it('takes shas, short shas, branches, tags, full refs and names like options', async () => {
    const repository = await branched()
    const b = repository.sha('b')
    for (const tip of [b, b.slice(0, 10), 'v1', 'refs/tags/v1']) {
      expect(await labels(repository, { tips: [tip] })).toEqual(['a', 'b'])
    }
    expect(await labels(repository, { tips: ['side', 'v1'] })).toEqual(['a', 'b', 'side'])
    expect(await labels(repository, { tips: ['-x'] })).toEqual(['a'])
  })

  it.each(['nowhere', '--all', '--output=/tmp/x', '', 'a\nb', '--upload-pack=x', 'a..b', '^main'])(
    'refuses the tip %j',
    async (tip) => {
      const repository = await branched()
      await expect(labels(repository, { tips: [tip] })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    },
  )

  it('leaves out what is known, and passes over tips that a force push took away', async () => {
    const repository = await branched()
    const gone = 'f'.repeat(40)
    expect(await labels(repository, { not: ['v1', gone, 'never there'] })).toEqual(['c', 'merge', 'side'])
    expect(await labels(repository, { not: ['main'] })).toEqual([])
  })

  it('goes along first parents where that is asked', async () => {
    expect(await labels(await branched(), { firstParent: true })).toEqual(['a', 'b', 'c', 'merge'])
  })

  it('ends where the time begins that is asked for', async () => {
    const repository = await TestRepository.create((writer) =>
      writer
        .commit('a', { authoredAt: '2026-01-01T00:00:00Z' })
        .commit('b', { authoredAt: '2026-02-01T00:00:00Z' })
        .commit('c', { authoredAt: '2025-12-01T00:00:00Z', committedAt: '2026-03-01T00:00:00Z' }),
    )
    const since = Date.parse('2026-02-01T00:00:00Z')
    expect(await labels(repository, { since })).toEqual(['b', 'c'])
    expect(await countCommits(await openRepository(repository.path), { tips: ['main'], since })).toBe(2)
  })

  it('is counted without being read', async () => {
    const opened = await openRepository((await branched()).path)
    expect(await countCommits(opened, { tips: ['main'] })).toBe(5)
    expect(await countCommits(opened, { tips: ['main'], not: ['v1'] })).toBe(3)
    expect(await countCommits(opened, { tips: [] })).toBe(0)
  })

  it('of an empty repository is empty', async () => {
    const repository = await TestRepository.create()
    expect(await read(repository.path, { tips: [] })).toEqual([])
  })

  it('of a shallow clone ends at commits that have parents', async () => {
    const repository = await branched()
    const commits = await read(await repository.clone('--depth=2'))
    expect(repository.labels(commits.map(({ sha }) => sha))).toEqual(['c', 'merge'])
    expect(repository.labels(commits.at(-1)?.parents ?? [])).toEqual(['b', 'side'])
  })

  it('can be left in the middle', async () => {
    const repository = await openRepository((await branched()).path)
    for await (const commit of readHistory(repository, { tips: ['main'] })) {
      expect(commit.message).toBe('c')
      break
    }
    const stopped = new AbortController()
    stopped.abort()
    const all = async (): Promise<void> => {
      for await (const { sha } of readHistory(repository, { tips: ['main'], signal: stopped.signal }))
        expect(sha).toBe('')
    }
    await expect(all()).rejects.toMatchObject({ code: 'STOPPED' })
  })
})
