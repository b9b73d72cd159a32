import { describe, expect, it } from 'vitest'
import { type CommitChanges, readBlobChanges } from '#git/blob-changes'
import { openRepository } from '#git/repository'
import { BlobReader, listFiles, type TreeEntry } from '#git/tree'
import { TestRepository } from '../../support/git-repository.ts'

const sub = '1234567890123456789012345678901234567890'

async function entries(path: string, commit: string, under?: readonly string[]): Promise<TreeEntry[]> {
  const found: TreeEntry[] = []
  for await (const entry of listFiles(await openRepository(path), commit, under)) found.push(entry)
  return found
}

describe('the files of a commit', () => {
  const strange = (): Promise<TestRepository> =>
    TestRepository.create((writer) =>
      writer.commit('a', {
        files: {
          'a b/q"uote.txt': 'x',
          'new\nline': 'y',
          outside: { link: '../../../etc/passwd' },
          'run.sh': { executable: '#!/bin/sh' },
          vendored: { submodule: sub },
          '-x': 'z',
        },
      }),
    )

  it('have names, kinds and ids', async () => {
    const found = await entries((await strange()).path, 'main')
    expect(found.map(({ path, kind }) => [path, kind])).toEqual([
      ['-x', 'file'],
      ['a b/q"uote.txt', 'file'],
      ['new\nline', 'file'],
      ['outside', 'link'],
      ['run.sh', 'file'],
      ['vendored', 'submodule'],
    ])
    expect(found.at(-1)?.id).toBe(sub)
  })

  it('can be those under a folder, or of one name, and no pattern', async () => {
    const { path } = await strange()
    expect((await entries(path, 'main', ['a b'])).map((entry) => entry.path)).toEqual(['a b/q"uote.txt'])
    expect((await entries(path, 'main', ['-x', 'run.sh'])).map((entry) => entry.path)).toEqual(['-x', 'run.sh'])
    expect(await entries(path, 'main', ['*'])).toEqual([])
  })

  it('are of no commit where there is none', async () => {
    const { path } = await strange()
    await expect(entries(path, '--format=x')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are read by id: a link is its text, a submodule has nothing', async () => {
    const { path } = await strange()
    const byPath = new Map((await entries(path, 'main')).map((entry) => [entry.path, entry.id]))
    const reader = new BlobReader(await openRepository(path))
    const text = async (name: string): Promise<unknown> => {
      const blob = await reader.read(byPath.get(name) ?? '')
      return blob.kind === 'content' ? blob.content.toString() : blob
    }
    expect(await Promise.all(['-x', 'outside', 'vendored', 'new\nline', 'run.sh'].map(text))).toEqual([
      'z',
      '../../../etc/passwd',
      { kind: 'missing' },
      'y',
      '#!/bin/sh',
    ])
    await reader.close()
  })
})

describe('a reader of contents', () => {
  it('reads up to its bound, exactly, whatever bytes there are', async () => {
    const bytes = 'line\n\0end\n'.repeat(100_000)
    const repository = await TestRepository.create((writer) =>
      writer.commit('a', { files: { empty: '', fits: bytes, large: `${bytes}x` } }),
    )
    const [empty, fits, large] = await entries(repository.path, 'main')
    const reader = new BlobReader(await openRepository(repository.path), bytes.length)
    const reads = [large, fits, empty, large, fits].map((entry) => reader.read(entry?.id ?? ''))
    const answers = await Promise.all(reads)
    const content = Buffer.from(bytes)
    const tooLarge = { kind: 'too_large', size: bytes.length + 1 }
    expect(answers[1]?.kind === 'content' && answers[1].content.equals(content)).toBe(true)
    expect(answers[4]?.kind === 'content' && answers[4].content.equals(content)).toBe(true)
    expect(answers[0]).toEqual(tooLarge)
    expect(answers[2]).toEqual({ kind: 'content', content: Buffer.alloc(0) })
    expect(answers[3]).toEqual(tooLarge)
    await reader.close()
  })

  it('says what is missing and what is no file, and takes no name for an id', async () => {
    const repository = await TestRepository.create((writer) => writer.commit('a', { files: { a: 'a' } }))
    const reader = new BlobReader(await openRepository(repository.path))
    expect(await reader.read('f'.repeat(40))).toEqual({ kind: 'missing' })
    expect(await reader.read(repository.sha('a'))).toEqual({ kind: 'not_a_file' })
    for (const name of ['HEAD:a', '', '--batch', `${'f'.repeat(40)}\ninfo`])
      expect(await reader.read(name)).toEqual({ kind: 'missing' })
    await reader.close()
  })

  it('says of a partial clone what it left out, and goes on', async () => {
    const origin = await TestRepository.create((writer) => writer.commit('a', { files: { a: 'a', b: 'b' } }))
    await origin.git('config', 'uploadpack.allowFilter', 'true')
    const clone = await openRepository(await origin.clone('--bare', '--filter=blob:none'))
    const reader = new BlobReader(clone)
    for await (const entry of listFiles(clone, 'main')) expect(await reader.read(entry.id)).toEqual({ kind: 'missing' })
    expect(await reader.read(origin.sha('a'))).toEqual({ kind: 'not_a_file' })
    await reader.close()
  })
})

describe('changes along first parents', () => {
  async function changes(
    repository: TestRepository,
    range: { not?: string[]; under?: string[] } = {},
  ): Promise<CommitChanges[]> {
    const found: CommitChanges[] = []
    const opened = await openRepository(repository.path)
    for await (const commit of readBlobChanges(opened, { tips: ['main'], ...range })) found.push(commit)
    return found
  }

  const written = (): Promise<TestRepository> =>
    TestRepository.create((writer) =>
      writer
        .commit('a', { files: { 'x/one': '1', two: '2' }, message: 'Begin\n\nWith a body' })
        .commit('side', { branch: 'side', parents: ['a'], files: { 'x/one': '1b' } })
        .commit('b', { files: { two: { link: 'x/one' } }, author: 'Bo <bo@example.com>' })
        .commit('merge', { parents: ['b', 'side'], files: { 'x/one': '1b' } })
        .commit('empty')
        .commit('c', { files: { 'x/one': null, 'three\n3': '1b' } }),
    )

  it('come oldest first, with what each file was and is', async () => {
    const repository = await written()
    const found = await changes(repository)
    const ids = new Map<string, number>()
    const short = (id: string | null): number | null => {
      if (id === null) return null
      if (!ids.has(id)) ids.set(id, ids.size + 1)
      return ids.get(id) ?? null
    }
    expect(
      found.map(({ sha, changes: changed }) => [
        repository.labels([sha])[0],
        changed.map(({ path, oldId, newId, kind }) => [path, short(oldId), short(newId), kind]),
      ]),
    ).toEqual([
      [
        'a',
        [
          ['two', null, 1, 'file'],
          ['x/one', null, 2, 'file'],
        ],
      ],
      ['b', [['two', 1, 3, 'link']]],
      ['merge', [['x/one', 2, 4, 'file']]],
      ['empty', []],
      [
        'c',
        [
          ['three\n3', null, 4, 'file'],
          ['x/one', 4, null, 'file'],
        ],
      ],
    ])
    expect(found[0]).toMatchObject({ message: 'Begin\n\nWith a body', parents: [] })
    expect(found[1]).toMatchObject({ author: { name: 'Bo', email: 'bo@example.com' } })
    expect(repository.labels(found[2]?.parents ?? [])).toEqual(['b', 'side'])
  })

  it('can be those of a range and of a folder', async () => {
    const repository = await written()
    const names = (found: CommitChanges[]): string[] => repository.labels(found.map(({ sha }) => sha))
    expect(names(await changes(repository, { not: [repository.sha('merge')] }))).toEqual(['empty', 'c'])
    expect(names(await changes(repository, { under: ['x'] }))).toEqual(['a', 'merge', 'c'])
    expect(names(await changes(repository, { under: ['*'] }))).toEqual([])
  })
})
