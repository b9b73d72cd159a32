import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { readRefs } from '#git/refs'
import { openRepository } from '#git/repository'
import { TestRepository } from '../../support/git-repository.ts'

const written = (): Promise<TestRepository> =>
  TestRepository.create((writer) =>
    writer
      .commit('a', { authoredAt: '2025-01-01T00:00:00Z', committedAt: '2025-01-02T00:00:00Z', files: { f: 'f' } })
      .commit('b')
      .commit('pull', { branch: 'refs/pull/12/head', parents: ['a'] })
      .ref('refs/pull/12/merge', 'b')
      .ref('refs/pull/9/head', 'b')
      .ref('refs/merge-requests/7/head', 'b')
      .ref('refs/pull-requests/3/from', 'b')
      .ref('refs/heads/pull/5', 'b')
      .tag('v1.0.0', 'a', { at: '2025-02-01T00:00:00Z' })
      .ref('refs/tags/light', 'a'),
  )

it('tells branches, tags and requests apart', async () => {
  const repository = await written()
  const { branches, tags, requests } = await readRefs(await openRepository(repository.path))
  expect(branches.map(({ name }) => name)).toEqual(['main', 'pull/5'])
  expect(requests.map(({ number, sha }) => [number, repository.labels([sha])[0]])).toEqual([
    [3, 'b'],
    [7, 'b'],
    [9, 'b'],
    [12, 'pull'],
  ])
  expect(tags).toEqual([
    {
      name: 'light',
      ref: 'refs/tags/light',
      sha: repository.sha('a'),
      at: Date.parse('2025-01-02T00:00:00Z'),
      annotated: false,
    },
    {
      name: 'v1.0.0',
      ref: 'refs/tags/v1.0.0',
      sha: repository.sha('a'),
      at: Date.parse('2025-02-01T00:00:00Z'),
      annotated: true,
    },
  ])
})

it('finds the commit behind a tag of a tag, and leaves out what is none', async () => {
  const repository = await written()
  const nested = (await repository.git('rev-parse', 'refs/tags/v1.0.0')).trim()
  const file = (await repository.git('rev-parse', 'main:f')).trim()
  for (const [name, target] of [
    ['nested', nested],
    ['of-a-file', file],
  ] as const)
    execFileSync('git', ['-C', repository.path, 'tag', '-a', '-m', name, name, target], {
      env: { PATH: process.env['PATH'] ?? '', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' },
    })
  await repository.git('update-ref', 'refs/tags/light-file', file)
  const { tags } = await readRefs(await openRepository(repository.path))
  expect(tags.map(({ name, sha }) => [name, repository.labels([sha])[0]])).toEqual([
    ['light', 'a'],
    ['nested', 'a'],
    ['v1.0.0', 'a'],
  ])
})

it('reads a clone: its own branches and those of its origin, and no ref twice', async () => {
  const repository = await written()
  const clone = await repository.clone()
  execFileSync('git', ['-C', clone, 'fetch', '--quiet', 'origin', '+refs/pull/*/head:refs/remotes/origin/pr/*'])
  const { branches, requests } = await readRefs(await openRepository(clone))
  expect(branches.map(({ ref }) => ref)).toEqual([
    'refs/heads/main',
    'refs/remotes/origin/main',
    'refs/remotes/origin/pull/5',
  ])
  expect(requests.map(({ number }) => number)).toEqual([9, 12])
})

it('of an empty repository are none', async () => {
  const { branches, tags, requests } = await readRefs(await openRepository((await TestRepository.create()).path))
  expect({ branches, tags, requests }).toEqual({ branches: [], tags: [], requests: [] })
})
