import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { noteLostSyncs } from '#storage/stores/lost-syncs'
import { type ApplicationStory, argoApplication, argoNotification, type Sync } from '../support/argo-cd.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { shuffled } from '../support/shuffle.ts'
import { storedText } from '../support/stored-text.ts'

let api: Api
let secret = ''
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 3, 1))
  const mutation = 'mutation { sourceCreate(system: "argocd", name: "cd") { secret userErrors { message } } }'
  const { body } = await api.ask(mutation, {}, api.tokens.admin)
  const { sourceCreate } = body.data as { sourceCreate: { secret: string | null } }
  secret = sourceCreate.secret ?? expect.fail('no secret')
})
afterAll(() => api.close())

async function send(body: string | Buffer, authorization = `Bearer ${secret}`) {
  const answer = await fetch(`${api.url}/webhooks/argocd/cd`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: new Uint8Array(Buffer.from(body)),
  })
  return { status: answer.status, body: (await answer.json()) as Readonly<Record<string, unknown>> }
}

async function notify(story: ApplicationStory): Promise<void> {
  expect((await send(argoNotification(argoApplication(story)))).status).toBe(202)
}

/** What became of the deliveries since the last time, in their order. */
let seen = 0
async function settled(): Promise<readonly { readonly state: string; readonly reason: string | null }[]> {
  await api.drain()
  const rows = await api.db.query<{ id: number; state: string; reason: string | null }>(
    sql`select id, state, reason from delivery where id > ${seen} order by id`,
  )
  seen = rows.at(-1)?.id ?? seen
  return rows.map(({ state, reason }) => ({ state, reason }))
}

interface Shown {
  readonly version: string
  readonly kind: string
  readonly outcome: string
  readonly liveAt: string | null
  readonly reports: readonly { readonly externalId: string }[]
}

async function deployments(service: string): Promise<readonly Shown[]> {
  const { deployments: found } = await api.data<{ deployments: { nodes: readonly Shown[] } }>(
    `{ deployments(filter: { service: "${service}" }, first: 100) { nodes { version kind outcome liveAt reports { externalId } } } }`,
  )
  return found.nodes.toSorted((a, b) => (a.liveAt ?? '').localeCompare(b.liveAt ?? ''))
}

const digest = (number: number): string => `sha256:${number.toString(16).padStart(64, '0')}`
const revision = (number: number): string => number.toString(16).padStart(40, '0')
const hour = (number: number): string => new Date(Date.UTC(2026, 2, 2, number)).toISOString().replace('.000Z', 'Z')

/** The n-th sync of an application, each of a version of its own. */
function sync(number: number, more: Partial<Sync> = {}): Sync {
  const image = `registry.example.com/shop/app:1.${number}.0@${digest(number)}`
  return { at: hour(number), revision: revision(number), image, ...more }
}

/** What is remarked on the source. */
async function remarks(): Promise<readonly string[]> {
  const { body } = await api.ask('{ sources { name problems readAt } }', {}, api.tokens.admin)
  const { sources } = body.data as {
    sources: readonly { name: string; problems: readonly string[]; readAt: unknown }[]
  }
  const found = sources.find(({ name }) => name === 'cd')
  expect(found?.readAt).toBeNull()
  return found?.problems ?? []
}

describe('notifications of Argo CD', () => {
  it('count each sync once, live when it was found healthy, in whatever order they come and however often', async () => {
    const begun = sync(2, { health: 'Progressing', healthAt: '2026-03-02T02:00:05Z' })
    const healthy = sync(2, { healthAt: '2026-03-02T02:03:00Z' })
    const stories = [[sync(1)], [sync(1), begun], [sync(1), healthy], [sync(1), healthy], [sync(1), healthy, sync(3)]]
    for (const syncs of shuffled(stories, 7)) await notify({ name: 'order', syncs })
    expect((await settled()).map(({ state }) => state)).toEqual(Array<string>(5).fill('TRANSLATED'))
    expect(await deployments('order')).toMatchObject([
      { liveAt: '2026-03-02T01:00:04.000Z', outcome: 'SUCCEEDED' },
      {
        liveAt: '2026-03-02T02:03:00.000Z',
        outcome: 'SUCCEEDED',
        reports: [{ externalId: `uid-of-order/${hour(2)}` }],
      },
      { liveAt: '2026-03-02T03:00:04.000Z', outcome: 'SUCCEEDED' },
    ])
  })

  it('burst when they are first configured: each application once, with what it was before', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `fleet-${index}`)
    const told = names.map((name) => argoNotification(argoApplication({ name, syncs: [sync(1), sync(2), sync(3)] })))
    const answers = await Promise.all([...told, ...told].map((body) => send(body)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(new Set((await settled()).map(({ state }) => state))).toEqual(new Set(['TRANSLATED']))
    const { services } = await api.data<{ services: { nodes: readonly { readonly name: string }[] } }>(
      '{ services(first: 100) { nodes { name } } }',
    )
    expect(services.nodes.filter(({ name }) => name.startsWith('fleet-'))).toHaveLength(40)
    const [accepted] = await api.db.query<{ count: number }>(sql`
      select count(*) as count from event_log where body::text like '%uid-of-fleet-17/%'`)
    expect(accepted?.count).toBe(3)
  })

  it('repair nine of twelve that were lost by the history of the next, and number what stays missing', async () => {
    const bumps = Array.from({ length: 14 }, (_, index) => ({
      type: 'deployment',
      source: 'bumps',
      service: 'gap',
      environment: 'production',
      version: `1.${index}.0`,
      configRepository: 'git.example.com/acme/deploy',
      configSha: revision(index),
      liveAt: new Date(Date.parse(hour(index)) - 60_000).toISOString(),
      attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
    }))
    await api.tell(...bumps)
    const syncs = bumps.map((_, index) => ({ at: hour(index), revision: revision(index) }))
    await notify({ name: 'gap', syncs: syncs.slice(0, 1) })
    await notify({ name: 'gap', syncs })
    await settled()
    const synced = (await deployments('gap')).filter(({ reports }) =>
      reports.some(({ externalId }) => externalId?.startsWith('uid-of-gap/')),
    )
    expect(synced.map(({ version }) => version)).toEqual(
      [0, ...Array.from({ length: 10 }, (_, index) => index + 4)].map((index) => `1.${index}.0`),
    )
    const ids = await api.db.query<{ id: string }>(sql`
      select distinct (body::jsonb -> 'attributes' ->> 'argocd.historyId')::integer as id from event_log
       where body::text like '%uid-of-gap/%' order by id`)
    expect(ids.map(({ id }) => id)).toEqual([0, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    await noteLostSyncs(api.db, Date.UTC(2026, 3, 1))
    const remark =
      '3 syncs were never told of gap, among those that Argo CD numbers 0 to 13: more were lost in a row than its history holds. They are in no number.'
    expect(await remarks()).toEqual([remark])
    await notify({ name: 'gap', syncs: syncs.slice(0, 5) })
    await settled()
    await noteLostSyncs(api.db, Date.UTC(2026, 3, 1))
    expect(await remarks()).toEqual([])
  })
})

describe('what comes to the door of Argo CD', () => {
  const good = argoNotification(argoApplication({ name: 'bad-input', syncs: [sync(1), sync(2)] }))

  it('is kept with its reason where it cannot be read, and holds up nothing', async () => {
    const huge = { app: { name: 'huge' }, operation: 'x'.repeat(2_097_152 - 50) }
    const told = JSON.parse(good) as Record<string, object>
    const bodies: readonly (readonly [string, string, RegExp | null])[] = [
      [good.slice(0, good.length / 2), 'QUARANTINED', /not one valid JSON value/],
      ['', 'QUARANTINED', /JSON/],
      [
        JSON.stringify({ ...told, operation: 'map[phase:Succeeded]' }),
        'QUARANTINED',
        /operation is text as Go prints it/,
      ],
      [JSON.stringify({ ...told, app: '<nil>' }), 'QUARANTINED', /app/],
      [JSON.stringify({ ...told, app: { ...told['app'], name: undefined } }), 'QUARANTINED', /app\.name/],
      [JSON.stringify({ ...told, operation: null, history: '<nil>' }), 'IGNORED', /never synced/],
      [JSON.stringify(huge), 'QUARANTINED', /operation/],
      [JSON.stringify([told]), 'QUARANTINED', /no notification of Argo CD/],
      [JSON.stringify(argoApplication({ name: 'raw', syncs: [sync(1)] })), 'TRANSLATED', null],
      [good, 'TRANSLATED', null],
      [good, 'TRANSLATED', null],
    ]
    for (const [body] of bodies) expect((await send(body)).status).toBe(202)
    const states = await settled()
    for (const [index, [, state, reason]] of bodies.entries()) {
      expect(states[index]?.state, String(index)).toBe(state)
      if (reason !== null) expect(states[index]?.reason).toMatch(reason)
    }
    // The first sync names a revision that nobody knows: it waits.
    expect(await deployments('bad-input')).toHaveLength(1)
    expect(await deployments('raw')).toHaveLength(1)
  })

  it('is refused where it is too large, of another secret, or asked for with GET', async () => {
    expect((await send('x'.repeat(2_097_153))).status).toBe(413)
    for (const wrong of ['', 'Bearer ', `Bearer ${secret.slice(0, -1)}`, secret]) {
      expect(await send(good, wrong)).toMatchObject({ status: 401, body: { code: 'BAD_SIGNATURE' } })
    }
    expect((await fetch(`${api.url}/webhooks/argocd/cd`)).status).toBe(405)
    expect(await settled()).toEqual([])
  })

  it('leaves no secret of an application behind: in no table, log or answer', async () => {
    const canary = 'CaNaRy7f3c'
    const application = argoApplication({
      name: 'vault',
      syncs: [sync(1), sync(2)],
      annotations: { 'kubectl.kubernetes.io/last-applied-configuration': canary, note: canary },
      helm: {
        values: `image:\n  tag: 1.2.0\npassword: ${canary}\n`,
        valuesObject: { database: { password: canary } },
        parameters: [{ name: 'token', value: canary }],
        fileParameters: [{ name: 'key', path: canary }],
      },
      resources: [{ group: 'apps', kind: 'Deployment', name: 'vault', env: [{ name: 'KEY', value: canary }] }],
    })
    const whole = JSON.stringify({ app: application })
    const bodies = [
      argoNotification(application),
      whole,
      JSON.stringify(application),
      whole.slice(0, -10),
      `map[app:map[values:${canary}]]`,
      JSON.stringify({ [canary]: [canary] }),
    ]
    const answers = await Promise.all(bodies.map((body) => send(body)))
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 202))
    await settled()
    expect(await deployments('vault')).toHaveLength(2)
    const shown = await api.ask(
      '{ deployments(filter: { service: "vault" }) { nodes { attributes { name value } } } sources { nodes { message } } }',
    )
    const stored = await storedText(api.db)
    expect(stored).toContain('uid-of-vault')
    for (const text of [stored, api.logged.join('\n'), JSON.stringify(answers), JSON.stringify(shown)])
      expect(text.toLowerCase()).not.toContain(canary.toLowerCase())
  })
})
