import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readHistory } from '#git/history'
import { fetchMirror, type MirrorRequest } from '#git/mirror'
import type { FetchProgress } from '#git/progress'
import { readRefs } from '#git/refs'
import { resolveCommits } from '#git/resolve-commits'
import type { GitRepository } from '#git/repository'
import { BlobReader, listFiles } from '#git/tree'
import { type GitHttpOptions, type GitHttpServer, serveGit } from '../../support/git-http-server.ts'
import { temporaryFolder, TestRepository } from '../../support/git-repository.ts'

interface World {
  readonly origin: TestRepository
  readonly server: GitHttpServer
  readonly url: string
  readonly folder: string
  readonly fetch: (request?: Partial<MirrorRequest>) => ReturnType<typeof fetchMirror>
}

async function world(options: GitHttpOptions = {}): Promise<World> {
  const origin = await TestRepository.create((writer) =>
    writer
      .commit('a', { files: { 'a.txt': 'a' } })
      .commit('b', { files: { 'a.txt': 'b' } })
      .commit('pull', { branch: 'refs/pull/7/head', parents: ['a'] })
      .commit('old', { branch: 'feature', parents: ['a'] })
      .tag('v1', 'a'),
  )
  await origin.git('config', 'uploadpack.allowFilter', 'true')
  const server = await serveGit(dirname(origin.path), options)
  const url = `${server.url}/${basename(origin.path)}`
  const folder = join(temporaryFolder('leadline-mirror-'), 'mirrors', 'shop')
  return { origin, server, url, folder, fetch: (request = {}) => fetchMirror({ url, folder, ...request }) }
}

async function commits(repository: GitRepository, not: readonly string[] = []): Promise<string[]> {
  const { branches, tags, requests } = await readRefs(repository)
  const tips = [...branches, ...tags, ...requests].map(({ sha }) => sha)
  const shas: string[] = []
  for await (const { sha } of readHistory(repository, { tips, not })) shas.push(sha)
  return shas.toSorted()
}

describe('a mirror', () => {
  it('has branches, tags, heads of requests, the default branch, and no contents of files', async () => {
    const { origin, fetch, url } = await world()
    const progress: FetchProgress[] = []
    const { repository, movedTo } = await fetch({ onProgress: (step) => progress.push(step) })
    expect(repository).toMatchObject({
      partial: true,
      shallow: false,
      defaultBranch: { name: 'main', sha: origin.sha('b') },
    })
    expect(repository.originName).toBe(url.replace('http://', ''))
    expect(movedTo).toBeNull()
    const { branches, tags, requests } = await readRefs(repository)
    expect(branches.map(({ name }) => name)).toEqual(['feature', 'main'])
    expect(tags.map(({ name }) => name)).toEqual(['v1'])
    expect(requests.map(({ number }) => number)).toEqual([7])
    expect(await commits(repository)).toEqual(['a', 'b', 'old', 'pull'].map((label) => origin.sha(label)).toSorted())
    expect(progress.some(({ done, total }) => total > 0 && done === total)).toBe(true)
    const reader = new BlobReader(repository)
    for await (const { id } of listFiles(repository, 'main')) expect(await reader.read(id)).toEqual({ kind: 'missing' })
    await reader.close()
  })

  it('costs what is new, follows force pushes and deletions, and keeps what was pushed away', async () => {
    const { origin, server, fetch } = await world()
    await origin.write((writer) => {
      for (let index = 0; index < 300; index += 1) writer.commit(`c${index}`, { message: `${index} `.repeat(400) })
    })
    await fetch()
    const whole = server.sent
    const before = await commits((await fetch()).repository)
    server.sent = 0
    await origin.git('update-ref', '-d', 'refs/heads/feature')
    await origin.write((writer) =>
      writer
        .commit('rewritten', { branch: 'main', parents: ['a'], files: { 'a.txt': 'c' } })
        .commit('nested', { branch: 'feature/nested', parents: ['rewritten'] })
        .ref('refs/tags/v1', 'b'),
    )
    const { repository } = await fetch()
    expect(server.sent).toBeLessThan(whole / 5)
    const { branches, tags } = await readRefs(repository)
    expect(branches.map(({ name }) => name)).toEqual(['feature/nested', 'main'])
    expect(tags.map(({ sha }) => sha)).toEqual([origin.sha('b')])
    expect(repository.defaultBranch?.sha).toBe(origin.sha('rewritten'))
    expect(origin.labels(await commits(repository, before)).toSorted()).toEqual(['nested', 'rewritten'])
    const gone: string[] = []
    for await (const { sha } of readHistory(repository, { tips: [origin.sha('old')] })) gone.push(sha)
    expect(origin.labels(gone)).toEqual(['old', 'a'])
  })

  it('has the contents too where they are asked for, also later', async () => {
    const { origin, fetch, folder } = await world()
    const text = async (repository: GitRepository): Promise<string[]> => {
      const reader = new BlobReader(repository)
      const found: string[] = []
      for await (const { id } of listFiles(repository, 'main')) {
        const blob = await reader.read(id)
        found.push(blob.kind === 'content' ? blob.content.toString() : blob.kind)
      }
      await reader.close()
      return found
    }
    expect(await text((await fetch()).repository)).toEqual(['missing'])
    const { repository } = await fetch({ blobs: true })
    expect(await text(repository)).toEqual(['b'])
    expect(repository.partial).toBe(false)
    await origin.write((writer) => writer.commit('later', { files: { 'a.txt': 'later' } }))
    expect(await text((await fetch({ blobs: true })).repository)).toEqual(['later'])
    const other = await fetch({ blobs: true, folder: `${folder}-whole`, requests: false })
    expect(await text(other.repository)).toEqual(['later'])
    expect((await readRefs(other.repository)).requests).toEqual([])
  })

  it('is made in full by a host that cannot leave contents out', async () => {
    const { origin, fetch } = await world()
    await origin.git('config', 'uploadpack.allowFilter', 'false')
    expect(await commits((await fetch()).repository)).toHaveLength(4)
  })

  it('of an empty repository is empty, and fills when something is pushed', async () => {
    const origin = await TestRepository.create()
    const server = await serveGit(dirname(origin.path))
    const folder = join(temporaryFolder('leadline-mirror-'), 'm')
    const url = `${server.url}/${basename(origin.path)}`
    expect((await fetchMirror({ url, folder })).repository.defaultBranch).toBeNull()
    await origin.write((writer) => writer.commit('a', { branch: 'trunk' }))
    await origin.git('symbolic-ref', 'HEAD', 'refs/heads/trunk')
    expect((await fetchMirror({ url, folder })).repository.defaultBranch?.name).toBe('trunk')
  })

  it('is not emptied by a host that names nothing any more, as a page for maintenance does', async () => {
    let isMaintained = false
    const { fetch } = await world({
      before: (_, response) => {
        if (!isMaintained) return undefined
        response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>\n')
        return 'handled'
      },
    })
    const { repository } = await fetch()
    const before = await readRefs(repository)
    isMaintained = true
    await expect(fetch()).rejects.toThrow(expect.objectContaining({ name: 'GitError' }))
    expect(await readRefs(repository)).toEqual(before)
    isMaintained = false
    await fetch()
    expect(await readRefs(repository)).toEqual(before)
  })

  it('finds commits though one asks for what is a file that was left out', async () => {
    const { origin, fetch } = await world()
    const { repository } = await fetch()
    const blob = (await origin.git('rev-parse', 'main:a.txt')).trim()
    const names = [
      blob,
      origin.sha('b'),
      origin.sha('a').slice(0, 8),
      'main',
      'refs/tags/v1',
      'nothing',
      'f'.repeat(40),
    ]
    expect(await resolveCommits(repository, names)).toEqual(
      [null, 'b', 'a', 'b', 'a', null, null].map((label) => (label === null ? null : origin.sha(label))),
    )
  })

  it('is made of a repository of SHA-256 too', async () => {
    const path = temporaryFolder('leadline-sha256-')
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', path, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], {
        encoding: 'utf8',
      }).trim()
    git('init', '--quiet', '--object-format=sha256', '--initial-branch=main')
    git('commit', '--quiet', '--allow-empty', '--message=a')
    const url = `file://${path}`
    const folder = join(temporaryFolder('leadline-mirror-'), 'shop')
    const { repository } = await fetchMirror({ url, folder, allowFile: true })
    expect(repository.defaultBranch).toMatchObject({ name: 'main', sha: git('rev-parse', 'HEAD') })
    expect(await commits(repository)).toHaveLength(1)
    git('commit', '--quiet', '--allow-empty', '--message=b')
    expect(await commits((await fetchMirror({ url, folder, allowFile: true })).repository)).toHaveLength(2)
  })

  it('of a folder of this machine is made where that is allowed', async () => {
    const { origin, folder } = await world()
    const url = `file://${origin.path}`
    await expect(fetchMirror({ url, folder })).rejects.toMatchObject({ code: 'REFUSED_URL' })
    expect(await commits((await fetchMirror({ url, folder, allowFile: true })).repository)).toHaveLength(4)
  })
})

describe('a repository that moved', () => {
  it('is followed, its new address is told, and its history is the same', async () => {
    const { server, folder, fetch, origin } = await world({
      before: (request, response) => {
        if (request.url?.startsWith('/old-name/') !== true) return undefined
        response.writeHead(301, { Location: request.url.replace('/old-name/', `/${name()}/`) }).end()
        return 'handled'
      },
    })
    function name(): string {
      return basename(origin.path)
    }
    await fetch()
    server.sent = 0
    const { movedTo, repository } = await fetchMirror({ url: `${server.url}/old-name`, folder })
    expect(movedTo?.replace(/\/$/, '')).toBe(`${server.url}/${name()}`)
    expect(await commits(repository)).toHaveLength(4)
    const renamed = await fetchMirror({ url: `${server.url}/${name()}/`, folder })
    expect(renamed.movedTo).toBeNull()
  })
})

describe('a host that is not kind', () => {
  it.each([
    { what: 'a wrong password', credentials: { username: 'ada', password: 'wrong-secret' }, code: 'UNAUTHORIZED' },
    { what: 'no password', credentials: null, code: 'UNAUTHORIZED' },
  ])('refuses $what, and no secret is told', async ({ credentials, code }) => {
    const { fetch, folder } = await world({ basic: 'ada:right-secret' })
    const failed = fetch({ credentials })
    await expect(failed).rejects.toMatchObject({ code })
    await expect(failed).rejects.toThrow(/^(?!.*secret)/s)
    expect(existsSync(folder)).toBe(false)
    expect(readdirSync(dirname(folder))).toEqual([])
  })

  it('gets the password by nobody else seeing it: no process lists it, no file keeps it', async () => {
    const seen: string[] = []
    const { fetch, folder } = await world({
      basic: 'ada:right-secret',
      before: () => {
        const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))
        for (const pid of pids) {
          try {
            seen.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
          } catch {
            // It ended meanwhile.
          }
        }
        return undefined
      },
    })
    await fetch({ credentials: { username: 'ada', password: 'right-secret' } })
    expect(seen.some((line) => line.includes('remote-http'))).toBe(true)
    expect(seen.filter((line) => line.includes('right-secret'))).toEqual([])
    expect(() => execFileSync('grep', ['-r', 'right-secret', folder])).toThrow('Command failed')
  })

  it('takes the credentials out of an address', async () => {
    const { fetch, url, folder } = await world({ basic: 'ada:right-secret' })
    await fetch({ url: url.replace('http://', 'http://ada:right-secret@') })
    expect(readFileSync(join(folder, 'config'), 'utf8')).toContain(url)
    expect(readFileSync(join(folder, 'config'), 'utf8')).not.toContain('secret')
  })

  it('does not give the password to whom it sends us', async () => {
    const told: (string | undefined)[] = []
    const thief = await serveGit('/', {
      before: (request, response) => {
        told.push(request.headers.authorization)
        response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end()
        return 'handled'
      },
    })
    const { fetch } = await world({
      before: (request, response) => {
        response.writeHead(301, { Location: `${thief.url}${request.url}` }).end()
        return 'handled'
      },
    })
    const credentials = { username: 'ada', password: 'right-secret' }
    await expect(fetch({ credentials })).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    expect(told.length).toBeGreaterThan(0)
    expect(told.filter((header) => header !== undefined)).toEqual([])
  })

  it('that cuts the connection leaves no mirror, and a mirror as it was', async () => {
    const { origin, server, fetch, folder } = await world()
    server.options.cutAfter = 100
    await expect(fetch()).rejects.toMatchObject({ code: 'UNREACHABLE' })
    expect(readdirSync(dirname(folder))).toEqual([])
    server.options.cutAfter = null
    const before = await commits((await fetch()).repository)
    await origin.write((writer) => {
      for (let index = 0; index < 50; index += 1) writer.commit(`c${index}`)
    })
    server.options.cutAfter = 1_500
    await expect(fetch()).rejects.toMatchObject({ code: 'UNREACHABLE' })
    server.options.cutAfter = null
    const { repository } = await fetch({ url: `${server.url}/nowhere` }).catch(() => fetch())
    expect((await commits(repository)).length).toBe(before.length + 50)
  })

  it.each([
    { what: 'a missing repository', path: '/nowhere.git', status: null, code: 'NOT_FOUND' },
    { what: 'a failing one', path: '', status: 502, code: 'UNREACHABLE' },
    { what: 'one that forbids', path: '', status: 403, code: 'UNAUTHORIZED' },
  ])('$what is said to be so', async ({ path, status, code }) => {
    const { server, fetch, url } = await world({
      before: (_request, response) => {
        if (status === null) return undefined
        response.writeHead(status).end()
        return 'handled'
      },
    })
    await expect(fetch({ url: path === '' ? url : `${server.url}${path}` })).rejects.toMatchObject({ code })
  })

  it('where nobody listens is said to be so', async () => {
    const { fetch } = await world()
    await expect(fetch({ url: 'http://127.0.0.1:1/a' })).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })

  it('that never answers is given up, or left when asked to', async () => {
    const stop = new AbortController()
    const { fetch, folder } = await world({ before: () => 'handled' })
    await expect(fetch({ timeout: 300 })).rejects.toMatchObject({ code: 'TIMED_OUT' })
    const stopped = fetch({ signal: stop.signal })
    stop.abort()
    await expect(stopped).rejects.toMatchObject({ code: 'STOPPED' })
    expect(readdirSync(dirname(folder))).toEqual([])
  })
})

describe('what a killed fetch left', () => {
  it('is removed by the next one', async () => {
    const { fetch, folder, origin } = await world()
    await fetch()
    await origin.write((writer) => writer.commit('c').commit('d', { branch: 'feature' }))
    const left = ['packed-refs.lock', 'refs/heads/main.lock', 'objects/pack/tmp_pack_x', 'HEAD.lock', 'config.lock']
    for (const path of left) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), '')
    }
    const half = `${folder}.fetching-2147483646-abc`
    mkdirSync(half)
    const { repository } = await fetch()
    expect(await commits(repository)).toHaveLength(6)
    expect([...left.map((path) => join(folder, path)), half].filter((path) => existsSync(path))).toEqual([])
  })

  it('is not what two at the same time do: they take turns', async () => {
    const { fetch } = await world()
    const mirrors = await Promise.all([fetch(), fetch(), fetch()])
    for (const { repository } of mirrors) expect(await commits(repository)).toHaveLength(4)
  })

  it('does not make a mirror of a folder that is none', async () => {
    const { fetch } = await world()
    const folder = temporaryFolder('leadline-other-')
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    await expect(fetch({ folder })).rejects.toMatchObject({ code: 'NOT_A_REPOSITORY' })
    expect(readdirSync(folder)).toEqual(['mine.txt'])
  })
})
