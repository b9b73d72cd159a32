import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { noteTrouble } from '#storage/stores/webhook-sources'
import { buildLeadline, leadline } from '../support/command.ts'
import { atFirst } from '../support/github-delivered-badly.ts'
import { deliver } from '../support/github-delivery.ts'
import { type GithubServer, githubServer, rateLimited } from '../support/github-server.ts'
import { until } from '../support/leadline-process.ts'
import { secretKey, SourceWorld } from '../support/source-world.ts'

const canary = 'ghp_planted-canary-of-the-test'
const begin = Date.parse('2026-03-12T12:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'leadline-reading-'))

let world: SourceWorld
let github: GithubServer
beforeAll(async () => {
  github = await githubServer({ ...atFirst, others: ['acme/web', 'zoe/private'] })
  world = await SourceWorld.open(begin)
})
afterAll(async () => {
  await world.close()
  await github.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  github.fault = () => null
  github.token = canary
  github.asked.length = 0
  world.now = begin
})

/** Else the sources of one test are read in the next. */
afterEach(() => world.database.db.query(sql`update source set credential = null`))

interface History {
  readonly state: string
  readonly canRead: boolean
  readonly goesOnAt: string | null
  readonly accepted: number
  readonly progress: readonly {
    readonly part: string
    readonly read: number
    readonly total: number | null
    readonly isFilled: boolean
  }[]
  readonly problems: readonly { readonly repository: string | null; readonly message: string }[]
}

async function history(id: string): Promise<History> {
  const query = `query ($id: ID!) { sourceHistory(id: $id) {
    state canRead goesOnAt accepted progress { part read total isFilled } problems { repository message } } }`
  return (await world.ask<{ sourceHistory: History }>(query, { id })).sourceHistory
}

function inState(id: string, state: string): Promise<History> {
  return until(`the history to be ${state}`, 30, async () => {
    const found = await history(id)
    return found.state === state ? found : null
  })
}

async function read(id: string): Promise<void> {
  const mutation = 'mutation ($id: ID!) { sourceReadHistory(id: $id) { userErrors { code } } }'
  expect(await world.ask(mutation, { id })).toEqual({ sourceReadHistory: { userErrors: [] } })
}

async function choose(id: string, repositories: readonly string[]): Promise<unknown> {
  const mutation = `mutation ($id: ID!, $repositories: [String!]!) {
    sourceChooseRepositories(id: $id, repositories: $repositories) { source { name } userErrors { code } } }`
  return (await world.ask<{ sourceChooseRepositories: unknown }>(mutation, { id, repositories }))
    .sourceChooseRepositories
}

async function status(id: string): Promise<unknown> {
  return (
    await world.ask<{ node: unknown }>(
      'query ($id: ID!) { node(id: $id) { ... on SourceStatus { state message ignored budget { remaining limit } } } }',
      { id },
    )
  ).node
}

async function deploymentsOf(source: string): Promise<number> {
  const [row] = await world.database.db.query<{ n: number }>(
    sql`select count(distinct body ->> 'id') as n from event_log where source = ${source} and type = 'deployment'`,
  )
  return row?.n ?? 0
}

describe('the repositories of a source', () => {
  it('are listed, chosen, and the others left out', async () => {
    const { id, secret } = await world.add({ name: 'acme', api: github.url, token: canary })
    const query = `query ($id: ID!) { sourceRepositories(id: $id) {
      isAll readsAll totalCount problem repositories { name isChosen isVisible } } }`
    const line = (name: string, isChosen = false, isVisible = true): object => ({ name, isChosen, isVisible })
    expect(await world.ask(query, { id })).toEqual({
      sourceRepositories: {
        isAll: true,
        readsAll: false,
        totalCount: 3,
        problem: null,
        repositories: [line('acme/shop'), line('acme/web'), line('zoe/private')],
      },
    })
    expect(await choose(id, ['acme'])).toEqual({ source: null, userErrors: [{ code: 'BAD_NAME' }] })
    expect(await choose(id, ['acme/Shop', 'acme/gone'])).toEqual({ source: { name: 'acme' }, userErrors: [] })
    expect(await world.ask(query, { id })).toMatchObject({
      sourceRepositories: {
        isAll: false,
        totalCount: 4,
        repositories: [line('acme/gone', true, false), line('acme/shop', true), line('acme/web'), line('zoe/private')],
      },
    })
    const body = JSON.stringify({ ref: 'refs/heads/main', repository: { full_name: 'acme/web' } })
    expect((await deliver(`${world.url}/webhooks/github/acme`, { secret, event: 'push', body })).status).toBe(202)
    await world.drain()
    expect(await status(id)).toMatchObject({ ignored: 1 })
    const rows = await world.database.db.query(sql`select state, reason from delivery where source = 'acme'`)
    expect(rows).toEqual([{ state: 'IGNORED', reason: 'the repository acme/web is not chosen for this source' }])
  })

  it('are shown as chosen even where GitHub cannot be asked, with what to do', async () => {
    const { id } = await world.add({ name: 'deaf', api: github.url, token: null, repositories: ['acme/shop'] })
    const query = 'query ($id: ID!) { sourceRepositories(id: $id) { problem repositories { name isVisible } } }'
    expect(await world.ask(query, { id })).toEqual({
      sourceRepositories: {
        problem: expect.stringContaining('npx leadline source token deaf --token-file FILE'),
        repositories: [{ name: 'acme/shop', isVisible: false }],
      },
    })
    expect(await history(id)).toMatchObject({ state: 'NEVER', canRead: false, progress: [] })
    const mutation = 'mutation ($id: ID!) { sourceReadHistory(id: $id) { userErrors { code } } }'
    expect(await world.ask(mutation, { id })).toEqual({
      sourceReadHistory: { userErrors: [{ code: 'NOT_CONFIGURED' }] },
    })
  })

  it('tell what they would count, and nothing is kept of it', async () => {
    const { id } = await world.add({ name: 'looked', api: github.url, token: canary })
    const before = await world.database.db.query(sql`select count(*) as n from event_log`)
    const query = `query ($id: ID!, $repository: String!) { sourcePreview(id: $id, repository: $repository) {
      problem found { mergedRequests environments { name tier deployments counted lastAt perWeek } } } }`
    const found = await world.ask(query, { id, repository: 'acme/shop' })
    expect(found).toMatchObject({
      sourcePreview: {
        problem: null,
        found: {
          mergedRequests: 3,
          environments: [
            { name: 'production', tier: 'PRODUCTION', deployments: 5, counted: 3, lastAt: '2026-03-08T11:55:00.000Z' },
            { name: 'staging', deployments: 1, counted: 1 },
          ],
        },
      },
    })
    expect(await world.ask(query, { id, repository: 'acme/none' })).toEqual({
      sourcePreview: { found: null, problem: expect.stringContaining('There is no acme/none at GitHub') },
    })
    github.fault = () => rateLimited(begin + HOUR)
    expect(await world.ask(query, { id, repository: 'acme/shop' })).toEqual({
      sourcePreview: { found: null, problem: expect.stringContaining('until 2026-03-12T13:00:0') },
    })
    expect(await world.database.db.query(sql`select count(*) as n from event_log`)).toEqual(before)
  })
})

describe('the history of a source with a token', () => {
  it('is read when asked for, through a failing server, a limit and a restart, to its end', async () => {
    const { id } = await world.add({ name: 'past', api: github.url, token: canary, repositories: ['acme/shop'] })
    await noteTrouble(world.database.db, 'past', 'What went wrong with the last command.')
    let failures = 0
    github.fault = ({ operation }) => {
      if (operation === 'Requests' && failures++ === 0) return { status: 502 }
      return operation === 'Deployments' ? rateLimited(begin + 30 * MINUTE) : null
    }
    await read(id)
    const limited = await inState(id, 'LIMITED')
    expect(failures).toBeGreaterThan(1)
    expect(limited).toMatchObject({
      goesOnAt: '2026-03-12T12:30:00.000Z',
      problems: [],
      progress: [
        { part: 'COMMITS', read: 8, total: 8, isFilled: true },
        { part: 'REQUESTS', read: 4, total: 4, isFilled: true },
      ],
    })
    expect(await deploymentsOf('past')).toBe(0)

    // Where the deployments stop once more the process ends; the next one goes on by itself.
    let again = 0
    github.fault = ({ operation }) => {
      if (operation !== 'Deployments') return null
      again += 1
      return again === 1 ? { status: 502 } : rateLimited(begin + HOUR)
    }
    world.now = begin + 31 * MINUTE
    await until('the deployments to be asked for again', 30, async () =>
      (await history(id)).goesOnAt === '2026-03-12T13:00:00.000Z' ? true : null,
    )
    expect(again).toBeGreaterThan(1)
    await world.stop()
    world.now = begin + 61 * MINUTE
    github.fault = () => null
    github.asked.length = 0
    await world.start()
    const ended = await inState(id, 'ENDED')
    expect(ended.progress).toMatchObject([
      { part: 'COMMITS' },
      { part: 'DEPLOYMENTS', read: 6, total: 6, isFilled: true },
      { part: 'INCIDENTS' },
      { part: 'REQUESTS' },
      { part: 'RUNS' },
    ])
    expect(await deploymentsOf('past')).toBe(6)
    expect(
      github.asked.every(({ operation, variables }) => operation !== 'Commits' || variables['since'] !== null),
    ).toBe(true)
    await world.drain()
    expect(await status(id)).toMatchObject({
      state: 'CONNECTED',
      message: null,
      budget: { remaining: 4_812, limit: 5_000 },
    })
  })

  it('says what to do when the token was revoked, and goes on with another', async () => {
    buildLeadline()
    const { id } = await world.add({ name: 'my past', api: github.url, token: canary, repositories: ['acme/shop'] })
    github.token = 'ghp_another-canary'
    await read(id)
    const { problems } = await inState(id, 'ENDED')
    const mend = "Give another: npx leadline source token 'my past' --token-file FILE"
    expect(problems).toEqual([{ repository: 'acme/shop', message: expect.stringContaining(mend) }])
    expect(await status(id)).toMatchObject({ state: 'FAILING', message: expect.stringContaining(mend) })

    const file = join(folder, 'token')
    writeFileSync(file, 'ghp_another-canary\n', { mode: 0o600 })
    const env = { DATABASE_URL: world.database.url, LEADLINE_SECRET_KEY: secretKey }
    const given = await leadline(['source', 'token', 'my past', '--token-file', file], { env }).ended
    expect([given.code, given.err]).toEqual([0, expect.stringContaining('is read within moments')])
    await until('the problem to be gone', 30, async () => ((await history(id)).problems.length === 0 ? true : null))
    await inState(id, 'ENDED')
    expect(await status(id)).toMatchObject({ state: 'CONNECTED', message: null })
    expect(
      JSON.stringify([given, world.logged, await world.database.db.query(sql`select * from source_progress`)]),
    ).not.toContain('canary')
  })
})

describe('leadline source', () => {
  const env = (): Readonly<Record<string, string>> => ({
    DATABASE_URL: world.database.url,
    LEADLINE_SECRET_KEY: secretKey,
  })
  async function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
    return leadline(['source', ...args], { env: env() }).ended
  }

  it('add keeps a token sealed; repositories, preview and change do what they say', async () => {
    buildLeadline()
    const file = join(folder, 'own')
    writeFileSync(file, canary, { mode: 0o600 })
    const made = await run('add', 'github', 'cli', '--api', github.url, '--token-file', file)
    expect([made.code, `${made.out}${made.err}`]).toEqual([
      0,
      expect.stringMatching(/^(?![\s\S]*canary)[\s\S]*leadline source repositories cli --choose owner\/name/),
    ])
    const chosen = await run('repositories', 'cli', '--choose', 'acme/shop', '--json')
    expect(JSON.parse(chosen.out)).toMatchObject({
      all: false,
      repositories: [{ repository: 'acme/shop', measured: true }, { measured: false }, { measured: false }],
    })
    const changed = await run('change', 'cli', '--ignore-environment', 'staging', '--releases-deploy-to', 'production')
    expect([changed.code, changed.err]).toEqual([
      0,
      expect.stringContaining('Every release deploys to production, past ones too.'),
    ])
    const less = await run('change', 'cli', '--no-releases-deploy-to')
    expect(less.err).toContain('Releases deploy nothing from now on')
    await run('change', 'cli', '--releases-deploy-to', 'production')
    const looked = await run('preview', 'cli')
    expect(looked.code).toBe(0)
    expect(looked.out).toMatch(/acme\/shop, last 90 days: \d+ merged requests/)
    expect(looked.out).toMatch(/production +production +\d+ of \d+/)
    const rows = await world.database.db.query(sql`select settings from source where name = 'cli'`)
    expect(rows).toMatchObject([
      { settings: { repositories: ['acme/shop'], ignoredEnvironments: ['staging'], releasesDeployTo: 'production' } },
    ])
  })
})
