import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultBranchOf, openRepository } from '#git/repository'
import { listFiles } from '#git/tree'
import { temporaryFolder, TestRepository } from '../../support/git-repository.ts'

const three = (): Promise<TestRepository> =>
  TestRepository.create((writer) =>
    writer
      .commit('a', { files: { 'a.txt': 'a' } })
      .commit('b')
      .commit('c'),
  )

describe('a clone', () => {
  it('is opened bare, with files, from a folder inside, and as a second worktree', async () => {
    const origin = await three()
    const clone = await origin.clone()
    const inside = join(clone, 'src', 'deep')
    mkdirSync(inside, { recursive: true })
    const second = join(temporaryFolder('leadline-worktree-'), 'second')
    execFileSync('git', ['-C', clone, 'worktree', 'add', '--quiet', second, '-b', 'side', 'HEAD~1'])

    for (const path of [origin.path, clone, inside, second]) {
      const { defaultBranch, shallow, partial } = await openRepository(path)
      expect(defaultBranch).toMatchObject({ name: 'main', sha: origin.sha('c') })
      expect({ shallow, partial }).toEqual({ shallow: false, partial: false })
    }
  })

  it.each([
    ['git@git.example:Acme/Shop.git', 'git.example/Acme/Shop'],
    ['https://GIT.example/Acme/Shop.git/', 'git.example/Acme/Shop'],
    ['https://ada:secret@git.example/acme/shop', 'git.example/acme/shop'],
    ['ssh://git@git.example:22/acme/shop.git', 'git.example/acme/shop'],
    ['/srv/git/shop.git', 'shop'],
    ['file:///srv/git/shop.git/', 'shop'],
    ['file:///srv/git/shop%20mono', 'shop mono'],
    ['file:///srv/git/100%', '100%'],
    ['../shop.git', 'shop'],
  ])('of %s is called %s', async (url, name) => {
    const repository = await three()
    await repository.git('remote', 'add', 'origin', url)
    expect((await openRepository(repository.path)).originName).toBe(name)
  })

  it('without an origin is called after its only remote, else after its folder', async () => {
    const clone = await (await three()).clone()
    execFileSync('git', ['-C', clone, 'remote', 'remove', 'origin'])
    expect((await openRepository(clone)).originName).toBe('clone')
    execFileSync('git', ['-C', clone, 'remote', 'add', 'upstream', 'https://git.example/acme/shop'])
    expect((await openRepository(clone)).originName).toBe('git.example/acme/shop')
  })

  it('follows the default branch of its origin, also where that is neither main nor checked out', async () => {
    const origin = await TestRepository.create((writer) =>
      writer.commit('m').commit('t', { branch: 'trunk', parents: ['m'] }),
    )
    await origin.git('symbolic-ref', 'HEAD', 'refs/heads/trunk')
    const clone = await origin.clone()
    execFileSync('git', ['-C', clone, 'checkout', '--quiet', 'main'])
    const found = (await openRepository(clone)).defaultBranch
    expect(found).toEqual({ name: 'trunk', ref: 'refs/remotes/origin/trunk', sha: origin.sha('t') })
    const bare = await origin.clone('--bare')
    expect((await openRepository(bare)).defaultBranch).toMatchObject({ name: 'trunk', ref: 'refs/heads/trunk' })
  })

  it('says that it is shallow, and that it is partial', async () => {
    const origin = await three()
    await origin.git('config', 'uploadpack.allowFilter', 'true')
    expect(await openRepository(await origin.clone('--depth=1'))).toMatchObject({ shallow: true, partial: false })
    expect(await openRepository(await origin.clone('--bare', '--filter=blob:none'))).toMatchObject({
      shallow: false,
      partial: true,
    })
  })

  it('without a commit has no default branch', async () => {
    const repository = await openRepository((await TestRepository.create()).path)
    expect(repository.defaultBranch).toBeNull()
    expect(() => defaultBranchOf(repository)).toThrow(expect.objectContaining({ code: 'EMPTY' }))
  })
})

describe('what is no clone', () => {
  it('is said to be none, with its name', async () => {
    const folder = temporaryFolder('leadline-plain-')
    writeFileSync(join(folder, 'file'), '')
    for (const path of [folder, join(folder, 'file'), join(folder, 'not there'), join(folder, '--upload-pack=x')]) {
      await expect(openRepository(path)).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY' })
      await expect(openRepository(path)).rejects.toThrow(path)
    }
    for (const path of ['', 'a\0b'])
      await expect(openRepository(path)).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY' })
  })
})

describe('a repository of somebody else', () => {
  it('cannot make us start programs by its settings', async () => {
    const origin = await three()
    await origin.git('config', 'uploadpack.allowFilter', 'true')
    const clone = await origin.clone('--filter=blob:none', '--no-checkout')
    const marker = join(temporaryFolder('leadline-marker-'), 'ran')
    const program = join(clone, 'program.sh')
    writeFileSync(program, `#!/bin/sh\ntouch ${marker}\n`)
    chmodSync(program, 0o755)
    for (const [name, value] of [
      ['core.fsmonitor', program],
      ['core.pager', program],
      ['pager.log', program],
      ['diff.external', program],
      ['log.showSignature', 'true'],
      ['gpg.program', program],
      ['core.sshCommand', program],
      ['core.hooksPath', clone],
      ['remote.origin.uploadpack', program],
      ['remote.origin.url', `ext::${program}`],
      ['protocol.ext.allow', 'always'],
    ] as const)
      execFileSync('git', ['-C', clone, 'config', name, value])

    const { BlobReader } = await import('#git/tree')
    const { readHistory } = await import('#git/history')
    const repository = await openRepository(clone)
    const shas: string[] = []
    for await (const { sha } of readHistory(repository, { tips: ['HEAD'], paths: true })) shas.push(sha)
    expect(origin.labels(shas)).toEqual(['c', 'b', 'a'])
    const files = []
    for await (const file of listFiles(repository, 'HEAD')) files.push(file)
    const reader = new BlobReader(repository)
    expect(await reader.read(files[0]?.id ?? '')).toEqual({ kind: 'missing' })
    await reader.close()
    expect(existsSync(marker)).toBe(false)
  })
})
