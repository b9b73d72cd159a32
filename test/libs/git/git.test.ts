import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { askGit, runGit, startGit, streamGit } from '#git/git'
import { redact } from '#git/redact'
import { temporaryFolder, TestRepository } from '../../support/git-repository.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('git', () => {
  it('that is not there is said to be missing', async () => {
    vi.stubEnv('PATH', temporaryFolder('leadline-no-git-'))
    await expect(runGit({ args: ['version'] })).rejects.toMatchObject({ code: 'GIT_MISSING' })
    const { ended, stop } = startGit({ args: ['version'] })
    await expect(ended).rejects.toThrow('install git')
    await stop()
  })

  it('gets no secret of ours, no setting of git from outside, and cannot ask anybody', async () => {
    const folder = temporaryFolder('leadline-wrapper-')
    writeFileSync(join(folder, 'git'), `#!/bin/sh\nenv > ${folder}/env\nprintf '%s\\n' "$@" > ${folder}/args\n`)
    chmodSync(join(folder, 'git'), 0o755)
    vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`)
    vi.stubEnv('DATABASE_URL', 'postgres://u:secret@h/d')
    vi.stubEnv('LEADLINE_TOKEN', 'secret')
    vi.stubEnv('GIT_DIR', '/elsewhere')
    vi.stubEnv('GIT_TRACE', '1')
    vi.stubEnv('GIT_CONFIG_COUNT', '1')
    vi.stubEnv('https_proxy', 'http://proxy.example')
    await runGit({ args: ['log', '--end-of-options', '$(touch x)'] })
    const environment = readFileSync(join(folder, 'env'), 'utf8')
    expect(environment).not.toMatch(/secret|GIT_DIR|GIT_TRACE|GIT_CONFIG_COUNT/)
    expect(environment).toMatch(/^https_proxy=http:\/\/proxy\.example$/m)
    for (const line of ['LC_ALL=C', 'GIT_TERMINAL_PROMPT=0', 'GIT_CONFIG_NOSYSTEM=1', 'GIT_ALLOW_PROTOCOL=none'])
      expect(environment.split('\n')).toContain(line)
    const args = readFileSync(join(folder, 'args'), 'utf8').split('\n')
    expect(args.slice(-4)).toEqual(['log', '--end-of-options', '$(touch x)', ''])
    for (const setting of ['core.quotePath=false', 'safe.directory=*', 'core.hooksPath=/dev/null'])
      expect(args).toContain(setting)
  })

  it('ends when its reader stops reading', async () => {
    const repository = await TestRepository.create((writer) => {
      for (let index = 0; index < 200; index += 1) writer.commit(`c${index}`, { message: 'long '.repeat(2_000) })
    })
    const call = { gitDir: repository.path, args: ['log', '--format=%H %B', 'main'] }
    let read = 0
    for await (const chunk of streamGit(call)) {
      read += chunk.length
      if (read > 10) break
    }
    expect(read).toBeLessThan(1_000_000)
    const { child, stop } = startGit(call)
    await stop()
    expect(child.signalCode).toBe('SIGTERM')
  })

  it('gives no more than is asked for', async () => {
    const { path } = await TestRepository.create((writer) => writer.commit('a', { message: 'long '.repeat(1_000) }))
    const call = { gitDir: path, args: ['log', '--format=%B', 'main'] }
    await expect(runGit(call, 1_000)).rejects.toMatchObject({ code: 'TOO_LARGE' })
    expect(await runGit(call)).toHaveLength(5_001)
  })

  it('that fails says why, on what', async () => {
    const { path } = await TestRepository.create()
    await expect(runGit({ gitDir: path, args: ['log', 'nowhere'] })).rejects.toThrow(`git failed on ${path}: fatal:`)
    expect(await askGit({ gitDir: path, args: ['config', 'no.such'] })).toBeNull()
    await expect(askGit({ gitDir: path, args: ['log', 'nowhere'] })).rejects.toMatchObject({ code: 'FAILED' })
  })
})

it('a text is cleared of secrets, however they are spelt, and of the user part of addresses', () => {
  const text = "fatal: 'https://ada:s%40crt@git.example/a' with s@crt or s%40crt, at ssh://git@h/x and a@b"
  expect(redact(text, ['s@crt', ''])).toBe("fatal: 'https://git.example/a' with *** or ***, at ssh://h/x and a@b")
})
