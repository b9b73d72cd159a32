import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import { learn } from '#apps/server/alerting/learn'
import { tellAlerts } from '#apps/server/alerting/tell-alerts'
import { usualRule } from '#domain/alert-rule'
import { DAY, HOUR } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule } from '#storage/stores/alert-rules'
import { addChannel } from '#storage/stores/channels'

import { type Api, startApi } from '../support/graphql-api.ts'
import { openAlert } from '../support/open-alert.ts'
import { stepAndBack } from '../support/step-and-back.ts'

const publicUrl = 'https://leadline.example'
const monday = Date.parse('2025-06-02T00:00:00Z')
let api: Api
const now = monday + 43 * 7 * DAY + 10 * HOUR

interface Told {
  readonly text: string
  readonly attachments: readonly {
    readonly name: string
    readonly type: string
    readonly content: string
    readonly encoding: string
  }[]
  readonly data: Readonly<Record<string, unknown>>
  readonly alert: { readonly event: string; readonly link: string | null }
}

/** What is told of what happened until then, with its channel. */
async function told(): Promise<readonly Told[]> {
  await evaluate(api.db, now)
  const ask = async (document: string, variables: Readonly<Record<string, unknown>>) => {
    const { status, body } = await api.ask(document, variables)
    return { status, data: body.data, errors: body.errors ?? [] }
  }
  const report = (error: unknown) => {
    throw error
  }
  await tellAlerts({ db: api.db, clock: () => now, ask, publicUrl, onPut: () => undefined, report })
  const rows = await api.db.query<{ readonly notification: Told }>(sql`
    select notification from outbox order by place`)
  return rows.map(({ notification }) => notification)
}

/** The opening of the alert. */
async function toldFirst(): Promise<Told> {
  const [first] = await told()
  if (first === undefined) throw new Error('Nothing was told.')
  return first
}

beforeAll(async () => {
  api = await startApi(() => now, { works: false })
  const events = stepAndBack(monday, 43, [40, 46])
  await api.tell(...events.slice(0, events.length / 2))
  await api.tell(...events.slice(events.length / 2))
  const settings = { to: 'a@example.org', recipients: ['a@example.org'] }
  await addChannel(api.db, { name: 'all', kind: 'EMAIL', settings, sealed: null })
  await addAlertRule(api.db, { ...usualRule, name: 'all', channels: ['all'] }, 'API')
})
afterAll(() => api.close())

it('an alert leads to the pages of its service, over the time that it speaks of', async () => {
  const opened = await toldFirst()
  const links = opened.data['links'] as Readonly<Record<string, string>>
  expect(opened.alert).toMatchObject({ event: 'OPENED', link: `${publicUrl}/alerts?q=till` })
  expect(links['numbers']).toMatch(/^https:\/\/leadline\.example\/services\/till\?from=2025-.*Z&to=2026-03-.*Z$/)
  expect(links['why']).toMatch(/^https:\/\/leadline\.example\/services\/till\?from=2026-03-.*Z&to=2026-03-.*Z&why=1$/)
  expect(opened.text).toContain(
    `[Alerts of till](${links['alerts']}), [its numbers](${links['numbers']}), [why it moved](${links['why']})`,
  )
})

it('says both values with their intervals and what they rest on, as the pages have them', async () => {
  const opened = await toldFirst()
  const { unit, before, since } = opened.data['figures'] as {
    readonly unit: string
    readonly before: Counted
    readonly since: Counted
  }
  expect(unit).toBe('SECONDS')
  for (const { value, low, high, changes, window } of [before, since]) {
    const { service } = await api.data<Service>(lead, { window: { ...window, timeZone: 'UTC' } })
    const { medianSeconds, interval, sampleSize } = service.metrics.leadTimeForChanges
    expect({ value, low, high, changes }).toEqual({ value: medianSeconds, ...interval, changes: sampleSize })
  }
  expect(before.blocks).toBeGreaterThanOrEqual(8)
  expect(opened.text).toMatch(
    /As the pages count it: median \d+\.\d hours \(\d+\.\d to \d+\.\d, \d+ changes in \d+ blocks\) before, \d\.\d days \(.*\d+ changes in \d blocks?\) since; ranges are 90 % intervals\./,
  )
})

it('says what else moved in its environment within a week of it, and counts no other', async () => {
  const environment = 'production'
  const names = ['cart', 'drum', 'echo', 'fork', 'gate', 'horn']
  const deployed = [...names, 'late'].map((service) => ({ service, environment }))
  await api.tell(
    ...[...deployed, { service: 'cart', environment: 'staging' }].map((place, index) => ({
      type: 'deployment',
      ...place,
      id: `e${index}`,
      sha: `bbbbbb${index}`,
      liveAt: '2026-03-20T10:00:00Z',
    })),
  )
  // The alert is told three weeks after it began, and they began with it.
  const then = now - 7 * DAY
  for (const service of names) await openAlert(api.db, { service, environment, now: then })
  await openAlert(api.db, { service: 'cart', environment: 'staging', now: then })
  await openAlert(api.db, { service: 'late', environment, now: then + 9 * DAY })
  const { alertId } = await ofTill()
  const how = { db: api.db, ask: async () => ({ status: 200, data: null, errors: [] }), report: () => undefined }
  const { alsoMoved } = await learn({ id: 0, alertId, event: 'OPENED', at: now, tries: 0 }, how)
  expect(alsoMoved).toEqual({
    services: 6,
    names: names.slice(0, 5),
    moved: [{ metric: 'leadTimeForChanges', direction: 'WORSE', services: 6 }],
    own: [],
  })
})

async function ofTill(): Promise<{ readonly alertId: number }> {
  const [found] = await api.db.query<{ readonly alertId: number }>(sql`
    select alert.id::integer as "alertId" from alert join service on service.id = service_id
     where service.name = 'till' and level = 'ALERT'`)
  if (found === undefined) throw new Error('There is none.')
  return found
}

interface Counted {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly changes: number
  readonly blocks: number
  readonly window: { readonly from: string; readonly to: string }
}

interface Service {
  readonly service: {
    readonly metrics: {
      readonly leadTimeForChanges: {
        readonly medianSeconds: number
        readonly interval: { readonly low: number; readonly high: number }
        readonly sampleSize: number
      }
    }
  }
}

const lead = `query ($window: WindowInput!) {
  service(name: "till") { metrics(window: $window) { leadTimeForChanges { medianSeconds interval { low high } sampleSize } } }
}`

it('brings a picture of the half year, as a PNG', async () => {
  const { attachments } = await toldFirst()
  expect(attachments).toMatchObject([{ name: 'leadTimeForChanges.png', type: 'image/png', encoding: 'base64' }])
  const png = Buffer.from(attachments[0]?.content ?? '', 'base64')
  expect(png.subarray(1, 4).toString()).toBe('PNG')
})

it('docs/channels.md shows the message as it is told', async () => {
  const opened = await toldFirst()
  expect(readFileSync('docs/channels.md', 'utf8')).toContain(`\n\`\`\`text\n${opened.text}\n\`\`\`\n`)
})
