import { expect, it } from 'vitest'
import { patchIdsOf } from '#git/patch-ids'
import { openRepository } from '#git/repository'
import { TestRepository } from '../../support/git-repository.ts'

const lines = (...changed: string[]): string => [...changed, ...Array.from({ length: 20 }, (_, n) => `${n}`)].join('\n')

const written = (): Promise<TestRepository> =>
  TestRepository.create((writer) =>
    writer
      .commit('base', { files: { f: lines(), g: 'g' } })
      .commit('fix', { files: { f: lines('fixed') } })
      .commit('other', { files: { f: lines('fixed', 'other') } })
      .commit('empty')
      .commit('moved', { branch: 'release', parents: ['base'], files: { g: 'changed', f: `${lines()}\nlonger` } })
      .commit('picked', { branch: 'release', files: { f: `${lines('fixed')}\nlonger` } })
      .commit('merge', { parents: ['empty', 'picked'] }),
  )

it('is the same for a commit and its cherry-pick, and for no other', async () => {
  const repository = await written()
  await repository.git('config', 'diff.noprefix', 'true')
  await repository.git('config', 'diff.context', '0')
  const labels = ['base', 'fix', 'other', 'empty', 'moved', 'picked', 'merge']
  const shas = labels.map((label) => repository.sha(label))
  const ids = await patchIdsOf(await openRepository(repository.path), shas)
  expect(repository.labels([...ids.keys()])).toEqual(['base', 'fix', 'other', 'moved', 'picked'])
  expect(ids.get(repository.sha('fix'))).toBe(ids.get(repository.sha('picked')))
  expect(new Set(ids.values()).size).toBe(4)
  expect(ids.get(repository.sha('fix'))).toMatch(/^[0-9a-f]{40}$/)
})

it('is unknown where the contents are', async () => {
  const repository = await written()
  await repository.git('config', 'uploadpack.allowFilter', 'true')
  const clone = await openRepository(await repository.clone('--bare', '--filter=blob:none'))
  expect(await patchIdsOf(clone, [repository.sha('fix')])).toEqual(new Map())
})

it('takes nothing but shas', async () => {
  const repository = await written()
  expect(await patchIdsOf(await openRepository(repository.path), ['--output=/tmp/x', 'main', ''])).toEqual(new Map())
})
