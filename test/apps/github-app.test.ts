import { createVerify, generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealSetup } from '#access/app-setup'
import { SecretBox } from '#access/secret-box'
import { startReconciling } from '#apps/server/reconciling'
import { HOUR, MINUTE } from '#domain/instant'
import { EventDoor } from '#ingest/event-door'
import { askAgain } from '#ingest/redelivery'
import { HistoryStopped } from '#sources/github/history-pages'
import { sql } from '#storage/sql'
import { requestBody } from '../support/github-bodies.ts'
import { atFirst, hotfix } from '../support/github-delivered-badly.ts'
import { deliver } from '../support/github-delivery.ts'
import { type GithubServer, githubServer, type RestAnswer, type RestRequest } from '../support/github-server.ts'
import { at } from '../support/github-story.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'

const now = Date.parse('2026-03-10T12:00:00Z')
const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const webhookSecret = 'planted-canary-of-the-webhook'

let api: Api
let github: GithubServer
let redelivered: number[] = []
beforeAll(async () => {
  github = await githubServer(atFirst)
  github.rest = rest
  api = await startApi(() => now)
})
afterAll(async () => {
  await Promise.all([api.close(), github.close()])
})

/** Whether the App of id 4711 signed this for the next minutes. */
function isApp(authorization: string): boolean {
  const [head = '', body = '', signature = ''] = authorization.replace('bearer ', '').split('.')
  const isSigned = createVerify('RSA-SHA256').update(`${head}.${body}`).verify(publicKey, signature, 'base64url')
  const said = JSON.parse(Buffer.from(body, 'base64url').toString() || '{}') as { iss?: string; exp?: number }
  return isSigned && said.iss === '4711' && (said.exp ?? 0) * 1_000 > now && (said.exp ?? 0) * 1_000 <= now + 600_000
}

const attempts = [
  { id: 5, guid: 'arrived-at-last', delivered_at: at('10 10:00'), status: 'OK' },
  { id: 4, guid: 'arrived-at-last', delivered_at: at('10 09:00'), status: 'Invalid HTTP Response: 503' },
  { id: 3, guid: 'lost', delivered_at: at('9 13:05'), status: 'failed to connect to host' },
  { id: 2, guid: 'arrived', delivered_at: at('9 13:00'), status: 'OK' },
  { id: 1, guid: 'lost-long-ago', delivered_at: at('1 13:00'), status: 'timed out' },
]

async function rest({ method, path, authorization }: RestRequest): Promise<RestAnswer> {
  const here = path.replace('/api/v3', '')
  if (method === 'POST' && here === '/app-manifests/good-code/conversions') {
    const html_url = `${github.url}/apps/leadline-acme`
    return { status: 201, body: { id: 4711, slug: 'leadline-acme', html_url, webhook_secret: webhookSecret, pem } }
  }
  if (here.startsWith('/app/') && !isApp(authorization)) return { status: 401 }
  if (here === '/app/installations?per_page=100')
    return {
      status: 200,
      body: [
        { id: 1, suspended_at: at('1 10:00') },
        { id: 2, suspended_at: null },
      ],
    }
  if (method === 'POST' && here === '/app/installations/2/access_tokens')
    return { status: 201, body: { token: github.token, expires_at: at('10 13:00') } }
  if (here.startsWith('/installation/repositories')) return repositories(here, authorization)
  if (here === '/app/hook/deliveries?per_page=100') return { status: 200, body: attempts }
  const again = /^\/app\/hook\/deliveries\/(\d+)\/attempts$/.exec(here)?.[1]
  if (method === 'POST' && again !== undefined) {
    redelivered.push(Number(again))
    const body = JSON.stringify(requestBody('closed', hotfix))
    await deliver(`${api.url}/webhooks/github/acme`, {
      secret: webhookSecret,
      event: 'pull_request',
      body,
      delivery: 'lost',
    })
    return { status: 202 }
  }
  return { status: 404 }
}

/** Two pages, of which the second is another's where the link is followed blindly. */
function repositories(path: string, authorization: string): RestAnswer {
  if (authorization !== `bearer ${github.token}`) return { status: 401 }
  if (path.includes('page=2'))
    return { status: 200, body: { repositories: [{ full_name: 'acme/old', archived: true }] } }
  const link = `<${github.url}/api/v3/installation/repositories?per_page=100&page=2>; rel="next"`
  return { status: 200, headers: { link }, body: { repositories: [{ full_name: 'acme/shop', archived: false }] } }
}

interface Page {
  readonly status: number
  readonly html: string
  readonly policy: string
}

async function open(path: string): Promise<Page> {
  const response = await fetch(`${api.url}${path}`)
  return {
    status: response.status,
    html: await response.text(),
    policy: response.headers.get('content-security-policy') ?? '',
  }
}

function state(more: { readonly source?: string; readonly begun?: number } = {}): Promise<string> {
  const { source = 'acme', begun = now } = more
  const setup = { source, publicUrl: 'https://leadline.example.com', api: `${github.url}/api/v3`, organization: 'acme' }
  return sealSetup(box, setup, begun)
}

function unescaped(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

describe('connecting an App', () => {
  it('begins with a form that asks GitHub for what is read, and for nothing to be written', async () => {
    const begun = await state()
    const { status, html, policy } = await open(`/setup/github?state=${begun}`)
    expect(status).toBe(200)
    expect(html).toContain(`action="${github.url}/organizations/acme/settings/apps/new?state=${begun}"`)
    expect(policy).toContain(`form-action ${github.url}`)
    expect(policy).toContain("script-src 'self'")
    const manifest: unknown = JSON.parse(unescaped(/name="manifest" value="([^"]+)"/.exec(html)?.[1] ?? ''))
    expect(manifest).toMatchObject({
      hook_attributes: { url: 'https://leadline.example.com/webhooks/github/acme' },
      redirect_url: 'https://leadline.example.com/setup/github/callback',
      public: false,
      default_events: expect.arrayContaining(['push', 'deployment_status', 'issues']),
    })
    const { default_permissions: permissions } = manifest as { default_permissions: Readonly<Record<string, string>> }
    expect(new Set(Object.values(permissions))).toEqual(new Set(['read']))
  })

  it('ends at the callback, once, with secrets that nobody is shown', async () => {
    const begun = await state()
    const wrong = await open(`/setup/github/callback?code=bad-code&state=${begun}`)
    expect([wrong.status, wrong.html]).toEqual([502, expect.stringContaining('GitHub knows nothing at')])
    const done = await open(`/setup/github/callback?code=good-code&state=${begun}`)
    expect(done.status).toBe(200)
    expect(done.html).toContain(`href="${github.url}/apps/leadline-acme/installations/new"`)
    const again = await open(`/setup/github/callback?code=good-code&state=${begun}`)
    expect([again.status, again.html]).toEqual([409, expect.stringContaining('There is a source acme already')])
    const rows = await api.db.query(sql`
      select name, settings, encode(secret, 'escape') as secret, encode(credential, 'escape') as credential from source`)
    expect(rows).toMatchObject([{ name: 'acme', settings: { app: { id: 4711, slug: 'leadline-acme' } } }])
    expect(JSON.stringify([rows, done.html, api.logged])).not.toMatch(/planted-canary|BEGIN RSA/)
    const event = { secret: webhookSecret, event: 'ping', body: '{}' }
    expect((await deliver(`${api.url}/webhooks/github/acme`, event)).status).toBe(202)
  })

  it.each([
    ['none', () => ''],
    ['one that was made up', () => 'x'.repeat(200)],
    ['one that is too old', () => state({ begun: now - HOUR })],
    [
      'one of another key',
      async () =>
        sealSetup(
          new SecretBox({ given: 'k'.repeat(40), home: null }),
          { source: 'a', publicUrl: 'https://a', api: 'https://a', organization: null },
          now,
        ),
    ],
  ])('needs an address that an administrator made: %s', async (_what, make) => {
    const asked = github.asked.length
    for (const path of ['/setup/github?', '/setup/github/callback?code=good-code&']) {
      const { status, html } = await open(`${path}state=${await make()}`)
      expect([status, html]).toEqual([404, expect.stringContaining('leadline source connect github')])
    }
    expect(github.asked).toHaveLength(asked)
  })

  it('shows what it was given as text', async () => {
    const setup = { source: '<b>', publicUrl: 'https://x"><script>', api: github.url, organization: null }
    const { html } = await open(`/setup/github?state=${await sealSetup(box, setup, now)}`)
    expect(html).toContain(`${github.url}/settings/apps/new`)
    expect(html).not.toMatch(/<b>|<script/)
  })
})

describe('a source with an App of its own', () => {
  it('is given again what never arrived, and is read anyway', async () => {
    redelivered = []
    const door = new EventDoor(api.db)
    const errors: unknown[] = []
    const reconciling = startReconciling({
      db: api.db,
      door,
      secrets: box,
      clock: () => now,
      report: (error) => errors.push(error),
    })
    await until('the history', 60, async () => {
      const [row] = await api.db.query<{ n: number }>(sql`
        select count(*) as n from event_log where source = 'acme' and type = 'deployment'`)
      return (row?.n ?? 0) > 5 ? true : null
    })
    await reconciling.stop()
    await door.close()
    expect(errors).toEqual([])
    expect(redelivered).toEqual([3])
    await api.drain()
    const { change } = await api.data<{ change: object }>(
      '{ change(repository: "github.com/acme/shop", number: 5) { title labels } }',
    )
    expect(change).toEqual({ title: 'Request 5', labels: ['hotfix'] })
    const rows = await api.db.query(sql`select message from source where name = 'acme'`)
    expect(rows).toEqual([{ message: null }])
  })

  it('shows what the App sees and what that would count, and is read when asked for, to the first number', async () => {
    const admin = async <T>(query: string, variables: object = {}): Promise<T> => {
      const { body } = await api.ask(query, { ...variables }, api.tokens.admin)
      expect(body.errors).toBeUndefined()
      return body.data as T
    }
    const { sources } = await admin<{ sources: { id: string; name: string }[] }>('{ sources { id name } }')
    const id = sources.find(({ name }) => name === 'acme')?.id
    const seen = 'query ($id: ID!) { sourceRepositories(id: $id) { isAll readsAll repositories { name isVisible } } }'
    expect(await admin(seen, { id })).toEqual({
      sourceRepositories: { isAll: true, readsAll: true, repositories: [{ name: 'acme/shop', isVisible: true }] },
    })
    const looked = `query ($id: ID!) { sourcePreview(id: $id, repository: "acme/shop") {
      found { mergedRequests environments { name counted } } } }`
    expect(await admin(looked, { id })).toEqual({
      sourcePreview: {
        found: {
          mergedRequests: 3,
          environments: [
            { name: 'production', counted: 3 },
            { name: 'staging', counted: 1 },
          ],
        },
      },
    })
    await admin('mutation ($id: ID!) { sourceReadHistory(id: $id) { userErrors { code } } }', { id })
    await until('the reading to end', 60, async () => {
      const { sourceHistory } = await admin<{ sourceHistory: { state: string } }>(
        'query ($id: ID!) { sourceHistory(id: $id) { state } }',
        { id },
      )
      return sourceHistory.state === 'ENDED' ? true : null
    })
    await api.drain()
    const numbers = `{ service(name: "shop") { metrics(window: { from: "2026-03-01T00:00:00Z", to: "2026-03-10T00:00:00Z" }) {
      deploymentFrequency { count } } } }`
    // As the preview said, the baseline and what follows it.
    expect(await admin(numbers)).toEqual({ service: { metrics: { deploymentFrequency: { count: 3 } } } })
  })

  it('says what is wrong when the App was deleted at GitHub', async () => {
    github.rest = () => ({ status: 401 })
    const door = new EventDoor(api.db)
    const report = (error: unknown): never => {
      throw error
    }
    // Time goes on: what read last may hold the source for a moment yet, and it is looked again a little later.
    let looks = 0
    const clock = (): number => now + (looks += 1) * 60_000
    const reconciling = startReconciling({ db: api.db, door, secrets: box, clock, report })
    await until('the message', 30, async () => {
      const [row] = await api.db.query<{ message: string | null }>(sql`select message from source where name = 'acme'`)
      return row?.message?.includes('GitHub refuses the key of the App') === true ? true : null
    })
    await reconciling.stop()
    await door.close()
  })
})

describe('asking again', () => {
  const tried = (guid: string, id: number, time: string, status = 'failed'): (typeof attempts)[number] => ({
    id,
    guid,
    delivered_at: at(time),
    status,
  })

  async function askedFor(pages: readonly (typeof attempts)[], lastUntil: number | null): Promise<number[]> {
    const ids: number[] = []
    let read = 0
    await askAgain(
      {
        attempts: async function* () {
          for (const page of pages) {
            read += 1
            yield page
          }
        },
        redeliver: async (id) => void ids.push(id),
      },
      lastUntil,
      now,
    )
    return [...ids, -read]
  }

  it('asks for the latest try of each, the oldest first, as far back as the last time', async () => {
    const pages = [
      [tried('a', 9, '10 11:00'), tried('a', 8, '10 10:30')],
      [tried('b', 7, '10 08:00')],
      [tried('c', 6, '10 07:00')],
    ]
    expect(await askedFor(pages, Date.parse(at('10 10:00')))).toEqual([9, -2])
    expect(await askedFor(pages, null)).toEqual([6, 7, 9, -3])
  })

  it('leaves what failed ten times', async () => {
    const often = Array.from({ length: 10 }, (_, index) => tried('a', index, '10 11:00'))
    expect(await askedFor([often], null)).toEqual([-1])
  })

  it('comes to all of many in several goes, and forgets none that it did not ask for', async () => {
    const first = now - 47 * HOUR
    let listed = Array.from({ length: 600 }, (_, index) => ({
      id: 600 - index,
      guid: `lost-${index}`,
      delivered_at: new Date(first + (599 - index) * 4 * MINUTE).toISOString(),
      status: 'failed',
    }))
    const asked: number[] = []
    let lastUntil: number | null = null
    for (const expected of [250, 250, 100, 0]) {
      let again = 0
      const app = {
        attempts: async function* () {
          yield listed
        },
        redeliver: async (id: number) => {
          asked.push(id)
          again += 1
          const { guid } = listed.find((each) => each.id === id) ?? { guid: '' }
          listed = [{ id: 1_000 + id, guid, delivered_at: new Date(now).toISOString(), status: 'OK' }, ...listed]
        },
      }
      const done = await askAgain(app, lastUntil, now)
      expect([done.asked, again]).toEqual([expected, expected])
      lastUntil = done.sweptUntil
    }
    expect(asked).toEqual(Array.from({ length: 600 }, (_, index) => index + 1))
    expect(lastUntil).toBe(now)
  })

  it('goes on past what is refused, and says so', async () => {
    const ids: number[] = []
    const app = {
      attempts: async function* () {
        yield [tried('a', 9, '10 11:00'), tried('b', 8, '10 10:00'), tried('c', 7, '10 09:00')]
      },
      redeliver: async (id: number) => {
        if (id === 7) throw new HistoryStopped('FORBIDDEN', 'GitHub answered 422.')
        ids.push(id)
      },
    }
    const done = await askAgain(app, null, now)
    expect(ids).toEqual([8, 9])
    expect(done).toEqual({ asked: 3, refused: [{ id: 7, message: 'GitHub answered 422.' }], sweptUntil: now })
    const limited = { ...app, redeliver: () => Promise.reject(new HistoryStopped('RATE_LIMITED', 'later')) }
    await expect(askAgain(limited, null, now)).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })
})
