import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { startServer, type Server } from '#apps/server/server'
import { argocdManifest } from '#dashboards/manifest-snippets'
import { sql } from '#storage/sql'
import { aloneWithSource, noteTrouble } from '#storage/stores/webhook-sources'
import { buildLeadline, leadline } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { atFirst } from '../support/github-delivered-badly.ts'
import { deliver, recordedDelivery } from '../support/github-delivery.ts'
import { TestRepository } from '../support/git-repository.ts'
import { githubServer } from '../support/github-server.ts'
import { until } from '../support/leadline-process.ts'
import { serveRegistry } from '../support/registry-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'leadline-sources-'))
let database: TestDatabase
let server: Server
let env: Readonly<Record<string, string>>
beforeAll(async () => {
  buildLeadline()
  database = await testDatabase()
  const home = join(folder, 'home')
  env = { DATABASE_URL: database.url, LEADLINE_HOME: home }
  server = await startServer({
    db: database.db,
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    presetToken: null,
    logLevel: 'silent',
    clock: () => Date.now(),
    secrets: new SecretBox({ given: null, home }),
    works: true,
    pages: '/nonexistent',
  })
}, 300_000)
afterAll(async () => {
  await server.close()
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Made {
  readonly url: string
  readonly secret: string
}

async function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return leadline(['source', ...args], { env }).ended
}

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, out, err } = await run(...args, '--json')
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as T
}

async function ping(url: string, secret: string): Promise<number> {
  return (await deliver(`${server.url}${url}`, { secret, event: 'ping', body: '{}' })).status
}

describe('leadline source', () => {
  it('add makes a source whose address and secret GitHub is given; rotate and remove do what they say', async () => {
    const made = await json<Made>('add', 'github', 'acme', '--repository', 'acme/shop', '--incident-label', 'outage')
    expect(made).toMatchObject({ name: 'acme', system: 'github', url: '/webhooks/github/acme' })
    expect(readFileSync(join(env['LEADLINE_HOME'] ?? '', 'secret-key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    expect(await ping(made.url, made.secret)).toBe(202)
    const { body } = recordedDelivery('issue-with-a-label-of-ones-own')
    const event = { secret: made.secret, event: 'issues', body: JSON.stringify(body) }
    await deliver(`${server.url}${made.url}`, event)
    await server.drain()
    expect(await json('list')).toMatchObject([
      { name: 'acme', system: 'github', state: 'connected', url: made.url, accepted: 1, ignored: 1, quarantined: 0 },
    ])

    const rotated = await json<Made>('rotate', 'acme')
    expect([await ping(made.url, made.secret), await ping(made.url, rotated.secret)]).toEqual([202, 202])
    expect(rotated.secret).not.toBe(made.secret)

    expect(await json('remove', 'acme')).toEqual({ removed: 'acme' })
    expect(await ping(made.url, rotated.secret)).toBe(404)
    expect(await json('list')).toMatchObject([{ name: 'acme', state: 'off' }])
    const again = await json<Made>('add', 'github', 'acme')
    expect([await ping(made.url, rotated.secret), await ping(made.url, again.secret)]).toEqual([401, 202])
    const rows = await database.db.query(sql`select settings from source where name = 'acme'`)
    expect(rows).toEqual([{ settings: {} }])
  })

  it('shows people what to enter where', async () => {
    const { out, err, code } = await run('add', 'github', 'web shop')
    expect(code).toBe(0)
    expect(out).toMatch(
      /^Payload URL +https:\/\/<where github reaches Leadline>\/webhooks\/github\/web%20shop\nSecret +llwh_/,
    )
    expect(err).toContain('shown this once')
    expect((await run('list')).out).toMatch(/NAME +SYSTEM +STATE[\s\S]*web shop +github +waiting/)
    await database.db.query(sql`update source set tested_at = now() where name = 'web shop'`)
    expect((await run('list')).out).toMatch(/web shop +github +test received/)
  })

  it('list says how much of what a source sent was not understood, and why, whatever its reading says', async () => {
    const { url, secret } = await json<Made>('add', 'github', 'garbled')
    for (const body of ['no JSON', 'no JSON', '['.repeat(10_000)])
      expect((await deliver(`${server.url}${url}`, { secret, event: 'push', body })).status).toBe(202)
    await server.drain()
    await noteTrouble(database.db, 'garbled', 'GitHub refuses the token.')
    const listed = await json<{ name: string; refusals: { reason: string }[] }[]>('list')
    const shown = listed.find(({ name }) => name === 'garbled')
    expect(shown).toMatchObject({ quarantined: 3, message: 'GitHub refuses the token.' })
    expect(shown?.refusals).toMatchObject([{ count: 1 }, { count: 2, lastAt: expect.stringMatching(/Z$/) }])
    const { out, err } = await run('list')
    expect(out).toMatch(/garbled +github +failing .* 3\n/)
    expect(err).toContain('garbled: GitHub refuses the token.\ngarbled: 3 deliveries could not be understood')
    expect(err).toContain(`garbled:   2 × ${shown?.refusals[1]?.reason} (last `)
    await run('remove', 'garbled')
  })

  it('prints what to paste into a cluster, as the setup page shows it, alone on standard output', async () => {
    const added = await run('add', 'argocd', 'cd', '--snippet', `${server.url}/`)
    const secret = /leadline-token: (llwh_\S+)/.exec(added.out)?.[1] ?? expect.fail(added.out)
    expect(added).toMatchObject({ code: 0, out: argocdManifest({ url: `${server.url}/webhooks/argocd/cd`, secret }) })
    expect(added.err).toMatch(/^Add this in the cluster of Argo CD: [\s\S]*shown this once/)
    const body = JSON.stringify({ app: { name: 'leadline-test' } })
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
    const sent = await fetch(`${server.url}/webhooks/argocd/cd`, { method: 'POST', headers, body })
    expect(sent.status).toBe(202)

    const { out, err } = await run('rotate', 'cd', '--snippet')
    expect(out).toContain('url: https://LEADLINE_HOST/webhooks/argocd/cd')
    expect(err).toContain('Put in place of LEADLINE_HOST where the cluster reaches Leadline.')
    expect(await json('rotate', 'cd', '--snippet')).toMatchObject({ snippet: expect.stringMatching(/^apiVersion: v1/) })
    const plain = await run('add', 'flux', 'plain')
    expect(plain.out).toMatch(/^Payload URL .*\nSecret +llwh_\S+\n$/)
    expect(plain.err).toContain('leadline source rotate plain --snippet https://HOST')
    for (const system of ['github', 'git']) {
      const refused = await run('add', system, 'unpasted', '--snippet')
      expect([refused.code, refused.err]).toEqual([1, expect.stringContaining(`nothing to paste for ${system};`)])
    }
    expect((await run('list')).out).not.toContain('unpasted')
    for (const name of ['cd', 'plain']) await run('remove', name)
  })

  it('connect gives an address that registers an App, for who may', async () => {
    const base = server.url
    const { url } = await json<{ url: string }>(
      'connect',
      'github',
      'app',
      '--url',
      `${base}/`,
      '--organization',
      'acme',
    )
    expect(url).toMatch(new RegExp(`^${base}/setup/github\\?state=[\\w-]+$`))
    const html = await (await fetch(url)).text()
    expect(html).toContain('action="https://github.com/organizations/acme/settings/apps/new?state=')
    const taken = await run('connect', 'github', 'web shop', '--url', base)
    expect([taken.code, taken.err]).toEqual([1, expect.stringContaining('There is a source web shop already')])
    expect((await run('connect', 'github', 'app')).err).toContain('--url <url>')
  })

  it('says what is wrong, and changes nothing', async () => {
    const wrong = async (...args: readonly string[]): Promise<string> => {
      const { code, out, err } = await run(...args)
      expect([code, out]).toEqual([1, ''])
      expect(err).not.toContain('at ')
      return err
    }
    const before = await database.db.query(sql`select * from source order by id`)
    expect(await wrong('add', 'jenkins', 'ci')).toMatch(/There is no door for jenkins; there are .*cdevents, .*github/)
    expect(await wrong('add', 'cdevents', 'ci', '--repository', 'acme/shop')).toContain('it takes no options')
    expect(await wrong('add', 'github', 'web shop')).toContain('There is a source web shop already')
    expect(await wrong('add', 'github', 'x', '--repository', 'shop')).toContain('owner/name')
    expect(await wrong('add', 'github', 'x', '--api', 'ftp://h')).toContain('https://HOST/api/v3')
    expect(await wrong('add', 'git', 'x')).toContain('--url')
    expect(await wrong('add', 'git', 'x', '--url', '/nowhere/at/all')).toContain('There is no folder /nowhere/at/all')
    expect(await wrong('add', 'git', 'x"y', '--url', 'https://git.example/a/b')).toContain(
      'A name has 1 to 300 letters',
    )
    expect(await wrong('read', 'nobody')).toContain('leadline source add git NAME --url URL')
    expect(await wrong('rotate', 'nobody')).toContain('There is no source nobody')
    await json('add', 'git', 'clone', '--url', 'https://git.example/acme/clone')
    expect(await wrong('rotate', 'clone')).toContain('clone is a source of git, which Leadline reads by itself')
    await database.db.query(sql`delete from source where name = 'clone'`)
    expect(await wrong('remove', 'nobody')).toContain('leadline source list')
    expect(await wrong('dismiss', 'nobody')).toMatch(/There is no source nobody; there are .*web shop/)
    expect(await database.db.query(sql`select * from source order by id`)).toEqual(before)
  })

  it('leaves no key behind where there is no database to give a secret to', async () => {
    const home = join(folder, 'no-database')
    const token = join(folder, 'no-database-token')
    writeFileSync(token, 'ghp_canary\n', { mode: 0o600 })
    for (const args of [
      ['token', 'acme', '--token-file', token],
      ['rotate', 'acme'],
    ]) {
      const { code, err } = await leadline(['source', ...args], { env: { LEADLINE_HOME: home } }).ended
      expect([code, err]).toEqual([1, expect.stringContaining('There is no database at')])
    }
    expect(existsSync(join(home, 'secret-key'))).toBe(false)
  })
})

describe('leadline source read', () => {
  it('reads the folder of a clone that was added, says what could not be read, and what is new the next time', async () => {
    const app = await TestRepository.create((write) => write.commit('a').commit('b').tag('v1', 'b'))
    const added = await json<{ url: string }>(
      'add',
      'git',
      'app',
      '--url',
      app.path,
      '--tags',
      'v*',
      '--service',
      'shop',
    )
    expect(added.url).toBe(`file://${app.path}`)
    expect((await run('add', 'git', 'again', '--url', app.path)).err).toContain('app reads from this address already')
    const read = (accepted: number) => ({
      read: [{ source: 'app', accepted, problems: [], problemCount: 0 }],
      failed: [],
    })
    expect(await json('read', 'app')).toMatchObject(read(4))
    expect(await json('read')).toMatchObject(read(0))
    rmSync(app.path, { recursive: true })
    const { code, err } = await run('read', 'app')
    expect(code).toBe(1)
    expect(err).toContain('app: ')
    const { out } = await run('list')
    expect(out).toMatch(/app +git +failing/)
    await run('remove', 'app')
  })
})

describe('leadline source add registry', () => {
  it('asks nothing until an image lacks its commit, and says what is wrong with an address', async () => {
    const registry = await serveRegistry()
    onTestFinished(() => registry.close())
    expect((await run('add', 'registry', 'images')).err).toContain('--url ghcr.io/acme')
    expect((await run('add', 'registry', 'images', '--url', 'http://registry.example.com')).err).toContain('https')
    const added = await json<{ url: string }>('add', 'registry', 'images', '--url', `${registry.url}/shop`)
    expect(added.url).toBe(`${registry.url}/shop`)
    const nothing = { source: 'images', accepted: 0, problems: [] }
    expect(await json('read', 'images')).toMatchObject({ read: [nothing], failed: [] })
    expect(registry.requests).toEqual([])
    expect((await run('list')).out).toMatch(/images +registry +waiting/)
    await run('remove', 'images')
  })
})

describe('leadline source backfill', () => {
  const canary = 'ghp_planted-canary-of-the-test'

  it('reads what was before, goes on where it was stopped, and shows the token nowhere', async () => {
    const github = await githubServer(atFirst)
    const file = join(folder, 'token')
    writeFileSync(file, `${canary}\n`, { mode: 0o600 })
    await json('add', 'github', 'history', '--api', `${github.url}/api/v3`, '--repository', 'acme/shop')
    const shown: string[] = []
    const read = (...args: readonly string[]): ReturnType<typeof leadline> =>
      leadline(['source', 'backfill', 'history', '--json', ...args], { env })

    github.fault = ({ operation }) => (operation === 'Deployments' ? { status: 502 } : null)
    const stopped = read('--token-file', file)
    await until('a page that does not come', 60, () =>
      github.asked.some(({ operation }) => operation === 'Deployments') ? true : null,
    )
    stopped.child.kill('SIGINT')
    const first = await stopped.ended
    shown.push(first.out, first.err)
    expect(first.code).toBe(1)
    expect(JSON.parse(first.out)).toMatchObject({ problems: [{ repository: 'acme/shop', code: 'STOPPED' }] })
    const noted = sql`select message from source where name = 'history'`
    expect(await database.db.query(noted)).toEqual([{ message: null }])

    github.fault = () => null
    const asked = github.asked.length
    const second = await leadline(['source', 'backfill', 'history'], { env: { ...env, GITHUB_TOKEN: canary } }).ended
    shown.push(second.out, second.err)
    expect([second.code, second.out]).toEqual([
      0,
      expect.stringMatching(/^\d+ events were new; \d+ were there already; 0 were/),
    ])
    expect(github.asked.slice(asked).map(({ operation }) => operation)).toEqual([
      'Commits',
      'Requests',
      'Deployments',
      'Issues',
      'Issues',
    ])
    expect(new Set(github.asked.map(({ path }) => path))).toEqual(new Set(['/api/graphql']))
    const events = await database.db.query(
      sql`select type, count(*) as n from event_log where source = 'history' group by type order by type`,
    )
    expect(events).toMatchObject([{ type: 'commit' }, { type: 'deployment' }, { type: 'pull_request' }])

    const [row] = await database.db.query<{ id: number }>(sql`select id from source where name = 'history'`)
    await aloneWithSource(database.db, row?.id ?? 0, async () => {
      const meanwhile = await read('--token-file', file).ended
      expect([meanwhile.code, meanwhile.err]).toEqual([1, expect.stringContaining('reads history right now')])
    })

    github.token = 'another'
    const third = await read('--token-file', file).ended
    shown.push(third.out, third.err)
    expect(JSON.parse(third.out)).toMatchObject({ accepted: 0, problems: [{ code: 'UNAUTHORIZED' }] })
    expect(shown.join()).not.toContain('canary')
    expect(
      (await json<{ name: string; message: string }[]>('list')).find(({ name }) => name === 'history'),
    ).toMatchObject({
      message: expect.stringContaining('GitHub refuses the token'),
    })
    await github.close()
  })

  it('says what it needs', async () => {
    const refused = async (args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<string> => {
      const { code, err } = await leadline(['source', 'backfill', ...args], { env: { ...env, ...more } }).ended
      expect(code).toBe(1)
      return err
    }
    await json('add', 'github', 'bare')
    expect(await refused(['bare'])).toContain('set GITHUB_TOKEN, or name a file: --token-file FILE')
    expect(await refused(['bare', '--token-file', '/nonexistent'])).toContain('There is no token in /nonexistent')
    expect(await refused(['bare'], { GITHUB_TOKEN: canary })).toContain('--repository owner/name')
    const made = await run('add', 'sentry', 'errors')
    expect(made.out).not.toContain('llwh_')
    expect(made.err).toContain('leadline source rotate errors --secret-file FILE')
    expect((await run('rotate', 'errors')).err).toContain('sentry makes its secret itself')
    expect(await refused(['errors'])).toContain(
      'errors is a source of sentry, not of github; it tells what it delivers',
    )
    expect((await run('preview', 'errors')).err).toContain('leadline source preview errors --rules FILE')
    expect(await refused(['nobody'], { GITHUB_TOKEN: canary })).toContain('leadline source add github nobody')
  })
})
