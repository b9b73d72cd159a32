import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { appKeyOf, webhookSecretOf } from '#access/webhook-secret'
import { startReconciling } from '#apps/server/reconciling'
import { HOUR, MINUTE } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import { lastRun, type ReadingRun } from '#ingest/reading-run'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { addWebhookSource } from '#storage/stores/webhook-sources'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type Fault, type GithubServer, githubServer, rateLimited, type RestAnswer } from '../support/github-server.ts'
import { empty } from '../support/github-story.ts'
import { until } from '../support/leadline-process.ts'

const begin = Date.parse('2026-03-10T12:00:00Z')
const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })

/** Two installations of one App, with as many repositories as GitHub gives each no more than 5,000 questions an hour for. */
const owners = ['acme', 'umbrella'] as const
const names = Array.from({ length: 150 }, (_, at) => `service-${at}`)

let database: TestDatabase
let db: OpenDatabase
let github: GithubServer
let now = begin
let asked = new Map<string, number>()
beforeAll(async () => {
  github = await githubServer(empty)
  database = await testDatabase()
  db = await openDatabase({ url: database.url })
  await addWebhookSource(db, {
    name: 'acme',
    system: 'github',
    settings: { api: github.url, app: { id: 1, slug: 'leadline-acme' } },
    secret: await box.seal(webhookSecretOf('acme'), 'secret'),
    credential: await box.seal(appKeyOf('acme'), privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()),
  })
})
afterAll(async () => {
  await db.close()
  await database.close()
  await github.close()
})

function count(owner: string, api: string): void {
  asked.set(`${owner} ${api}`, (asked.get(`${owner} ${api}`) ?? 0) + 1)
}

/** A list of a repository in which nothing is. */
const nothing = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false, endCursor: null } }

function emptyRepository(owner: string, name: string): Fault {
  const place = { url: `https://github.com/${owner}/${name}`, name, defaultBranchRef: null }
  const lists = { pullRequests: nothing, deployments: nothing, releases: nothing, issues: nothing }
  return { status: 200, body: { data: { repository: { ...place, ...lists } } } }
}

function rest(path: string): RestAnswer {
  if (path.startsWith('/app/installations?')) return { status: 200, body: [{ id: 0 }, { id: 1 }] }
  if (path.startsWith('/app/hook/deliveries?')) return { status: 200, body: [] }
  if (path.endsWith('/access_tokens')) return { status: 201, body: { token: github.token } }
  const [, , owner = '', name = '', list = ''] = path.split('/')
  count(owner, 'REST')
  const runs = { workflow_runs: [] }
  return { status: 200, body: list === '' ? { name, html_url: `https://github.com/${owner}/${name}` } : runs }
}

async function read(): Promise<ReadingRun> {
  const door = new EventDoor(db)
  const problems: unknown[] = []
  const report = (error: unknown): void => void problems.push(error)
  const reconciling = startReconciling({ db, door, secrets: box, clock: () => now, report })
  try {
    return await until('the reading', 60, async () => {
      const run = await lastRun(db, 'acme')
      return run?.startedAt === now && (run.endedAt !== null || run.goesOnAt !== null) ? run : null
    })
  } finally {
    await reconciling.stop()
    await door.close()
    expect(problems).toEqual([])
  }
}

it('an App reads 300 repositories of two installations within the limits of each, and the limit of one is none of the other', async () => {
  let installations = 0
  github.rest = ({ path }) => {
    if (!path.startsWith('/installation/repositories?')) return rest(path)
    // In the order in which the installations are asked for.
    const owner = owners[installations++ % owners.length] ?? ''
    const repositories = names.map((name) => ({ full_name: `${owner}/${name}`, archived: false }))
    return { status: 200, body: { repositories } }
  }
  let isLimited = true
  github.fault = ({ variables: { owner, name } }) => {
    count(String(owner), 'GraphQL')
    if (isLimited && owner === 'acme') return rateLimited(begin + 20 * MINUTE)
    return emptyRepository(String(owner), String(name))
  }
  expect(await read()).toMatchObject({ goesOnAt: begin + 20 * MINUTE, problems: [], failing: false })
  expect(asked.get('acme GraphQL')).toBe(1)
  expect(asked.get('umbrella GraphQL')).toBe(5 * names.length)

  isLimited = false
  now = begin + HOUR
  asked = new Map()
  expect(await read()).toMatchObject({ goesOnAt: null, problems: [], failing: false })
  const spent = Object.fromEntries(asked)
  process.stdout.write(`An hour of 300 repositories takes ${JSON.stringify(spent)} questions\n`)
  // A reading an hour, and as much again for what is new in it, of the 5,000 that an installation has at least.
  for (const owner of owners)
    for (const api of ['GraphQL', 'REST']) expect(spent[`${owner} ${api}`]).toBeLessThanOrEqual(2_500)
}, 120_000)
