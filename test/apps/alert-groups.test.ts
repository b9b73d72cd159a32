import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tellAlerts } from '#apps/server/alerting/tell-alerts'
import { usualRule } from '#domain/alert-rule'
import { DAY } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule, changeAlertRule, removeAlertRule } from '#storage/stores/alert-rules'
import { type AlertEventName, noteAlertEvent } from '#storage/stores/alerts'
import { addChannel } from '#storage/stores/channels'
import { type Api, startApi } from '../support/graphql-api.ts'
import { openAlert } from '../support/open-alert.ts'

const environment = 'production'
const now = Date.parse('2026-11-23T10:00:00Z')
const names = ['cart', 'desk', 'mail', 'rack', 'shop', 'till']
let api: Api
const alertOf: Record<string, number> = {}

async function open(service: string, at = now): Promise<void> {
  alertOf[service] = await openAlert(api.db, { service, environment, now: at })
}

const states: Readonly<Record<AlertEventName, string>> = {
  OPENED: 'OPEN',
  CHANGED: 'OPEN',
  ACKNOWLEDGED: 'ACKNOWLEDGED',
  RESOLVED: 'RETURNED',
  WITHDRAWN: 'WITHDRAWN',
}

async function happens(event: AlertEventName, ...services: readonly string[]): Promise<void> {
  for (const service of services) {
    const alertId = alertOf[service] ?? 0
    const state = states[event]
    await api.db.query(sql`update alert set state = ${state} where id = ${alertId}`)
    await noteAlertEvent(api.db, { alertId, event, at: now, untold: null })
  }
}

async function tell(): Promise<void> {
  const ask = async () => ({ status: 200, data: null, errors: [] })
  const report = (error: unknown) => {
    throw error
  }
  const publicUrl = 'https://leadline.example'
  const options = { db: api.db, clock: () => now, ask, publicUrl, onPut: () => undefined, report }
  // Two processes at a time, until nothing is left.
  while ((await Promise.all([tellAlerts(options), tellAlerts(options)])).some((count) => count > 0)) continue
}

interface Told {
  readonly thread: string
  readonly subject: string
  readonly text: string
  readonly alert: { readonly key: string; readonly event: string; readonly services: readonly string[] }
}

/** What a channel was told since it was asked last, in order. */
async function told(channel: string): Promise<readonly Told[]> {
  const rows = await api.db.query<{ id: string; thread: string; notification: Omit<Told, 'thread'> }>(sql`
    select outbox.id, thread, notification from outbox join channel on channel.id = channel_id
     where channel.name = ${channel} order by outbox.place`)
  await api.db.query(sql`delete from outbox where id = any(${rows.map(({ id }) => id)}::uuid[])`)
  return rows.map(({ thread, notification }) => ({ ...notification, thread }))
}

async function briefly(channel: string): Promise<readonly string[]> {
  return (await told(channel)).map(({ alert, subject }) => `${alert.event} ${subject}`)
}

beforeEach(async () => {
  api = await startApi(() => now, { works: false })
  const liveAt = '2026-11-20T10:00:00Z'
  await api.tell(
    ...names.map((service, at) => ({
      type: 'deployment',
      environment,
      liveAt,
      service,
      id: `d${at}`,
      sha: `aaaaaaa${at}`,
    })),
  )
  for (const name of ['all', 'one'])
    await addChannel(api.db, { name, kind: 'PAGERDUTY', settings: { to: 'events.pagerduty.com' }, sealed: null })
  await addAlertRule(api.db, { ...usualRule, name: 'all', channels: ['all'] }, 'API')
  await addAlertRule(api.db, { ...usualRule, name: 'till', services: ['till'], channels: ['all', 'one'] }, 'API')
})
afterEach(() => api.close())

it('alerts of many services of a channel that began together are told once, and to others alone', async () => {
  for (const service of ['cart', 'shop', 'till']) await open(service)
  await tell()
  const [first, ...more] = await told('all')
  expect(more).toEqual([])
  expect(first).toMatchObject({
    thread: `group-${alertOf['cart']}`,
    subject: 'Lead time got longer: 3 services in production',
    alert: { key: `group-${alertOf['cart']}`, event: 'OPENED', services: ['cart', 'shop', 'till'] },
  })
  expect(readFileSync('docs/channels.md', 'utf8')).toContain(`\n\`\`\`text\n${first?.text}\n\`\`\`\n`)
  expect(await briefly('one')).toEqual(['OPENED Lead time got longer: till in production'])
  await tell()
  expect([...(await told('all')), ...(await told('one'))]).toEqual([])
})

it('what becomes of each is told in its thread, and the end of the last ends it', async () => {
  for (const service of ['cart', 'shop', 'till']) await open(service)
  await tell()
  const thread = `group-${alertOf['cart']}`
  expect((await told('all')).map((each) => each.thread)).toEqual([thread])
  await happens('ACKNOWLEDGED', 'shop')
  await happens('RESOLVED', 'cart', 'till')
  await tell()
  const later = await told('all')
  expect(later.map((each) => `${each.thread} ${each.alert.key} ${each.alert.event}`)).toEqual(
    Array.from({ length: 3 }, () => `${thread} ${thread} CHANGED`),
  )
  expect(later[2]?.text).toContain('Of the 3 alerts that were told together, 1 is still open.')
  await open('rack')
  await happens('RESOLVED', 'shop')
  await tell()
  // Of the other services all are as usual again: it is told alone.
  expect((await briefly('all')).toSorted()).toEqual([
    'OPENED Lead time got longer: rack in production',
    'RESOLVED Over: Lead time got longer: shop in production',
  ])
  await happens('RESOLVED', 'rack')
  await tell()
  expect((await told('all')).map(({ alert }) => alert.key)).toEqual([`alert-${alertOf['rack']}`])
})

it('an alert that joins later is told in the thread, with those that were told alone before', async () => {
  await open('cart')
  await tell()
  await open('shop', now + 6 * DAY)
  await tell()
  expect((await told('all')).map(({ thread }) => thread)).toEqual(
    [alertOf['cart'], alertOf['shop']].map((id) => `alert-${id}`),
  )
  await open('till', now + 7 * DAY)
  await tell()
  const [group] = await told('all')
  expect(group).toMatchObject({
    thread: `group-${alertOf['till']}`,
    alert: { event: 'OPENED', services: ['cart', 'shop', 'till'] },
  })
  expect(group?.text).toContain('2 of the 3 alerts were told before.')
  await open('rack', now + 7 * DAY)
  await tell()
  const [joined] = await told('all')
  expect(joined).toMatchObject({
    thread: group?.thread,
    subject: 'More of it: Lead time got longer: 4 services in production',
  })
  await happens('RESOLVED', 'cart', 'rack')
  await tell()
  // Of different threads either may be sent first.
  const events = (await told('all')).map(({ thread, alert }) => `${thread} ${alert.event}`)
  expect(events.toSorted()).toEqual([`alert-${alertOf['cart']} RESOLVED`, `${group?.thread} CHANGED`])
})

it('that began more than a week apart, or are few of many, are told each alone', async () => {
  await open('cart')
  await open('shop', now + 5 * DAY)
  await open('till', now + 12 * DAY)
  await tell()
  expect(await told('all')).toHaveLength(3)
})

it.each(['WITHDRAWN', 'RESOLVED'] as const)(
  'that end (%s) are told to who was told of the group, though no rule names that channel any more',
  async (event) => {
    for (const service of ['cart', 'shop', 'till']) await open(service)
    await tell()
    await told('all')
    await changeAlertRule(api.db, { ...usualRule, name: 'all', channels: [] }, 'API')
    await changeAlertRule(api.db, { ...usualRule, name: 'till', channels: [] }, 'API')
    await happens(event, 'cart', 'shop', 'till')
    await tell()
    expect((await told('all')).map(({ alert }) => alert.event)).toEqual(['CHANGED', 'CHANGED', event])
  },
)

describe('an alert that is told alone', () => {
  beforeEach(async () => {
    await open('cart')
    await tell()
    expect(await briefly('all')).toEqual(['OPENED Lead time got longer: cart in production'])
  })

  it.each([
    ['names another channel', { channels: ['one'] }],
    ['names none', { channels: [] }],
    ['is of other services', { channels: ['all'], services: ['desk'] }],
    ['is of something else that is watched', { channels: ['all'], metrics: ['silence' as const] }],
  ])('is ended where it was told once, though its rule now %s', async (_what, change) => {
    await changeAlertRule(api.db, { ...usualRule, name: 'all', ...change }, 'API')
    await happens('RESOLVED', 'cart')
    await tell()
    expect((await told('all')).map(({ alert }) => `${alert.key} ${alert.event}`)).toEqual([
      `alert-${alertOf['cart']} RESOLVED`,
    ])
    await happens('CHANGED', 'cart')
    await happens('WITHDRAWN', 'cart')
    await tell()
    expect(await told('all')).toEqual([])
  })

  it('is taken on where it was told, though its rule names another channel now, which hears nothing of it', async () => {
    await changeAlertRule(api.db, { ...usualRule, name: 'all', channels: ['one'] }, 'API')
    await happens('ACKNOWLEDGED', 'cart')
    await tell()
    expect((await told('all')).map(({ alert }) => alert.event)).toEqual(['ACKNOWLEDGED'])
    expect(await told('one')).toEqual([])
  })

  it('is ended where its rule is gone, also after the outbox forgot it, and where it was told nowhere else', async () => {
    await removeAlertRule(api.db, 'all')
    await happens('RESOLVED', 'cart')
    await tell()
    expect(await briefly('all')).toEqual(['RESOLVED Over: Lead time got longer: cart in production'])
    expect(await told('one')).toEqual([])
  })
})

it('an alert of which nobody was told that it is open is taken on without telling anybody', async () => {
  await changeAlertRule(api.db, { ...usualRule, name: 'all', channels: [] }, 'API')
  await open('cart')
  await tell()
  await changeAlertRule(api.db, { ...usualRule, name: 'all', channels: ['all'] }, 'API')
  await happens('ACKNOWLEDGED', 'cart')
  await tell()
  expect(await told('all')).toEqual([])
  expect(await api.db.query(sql`select event, untold from alert_event order by id`)).toEqual([
    { event: 'OPENED', untold: 'No rule of alerts names a channel for it.' },
    { event: 'ACKNOWLEDGED', untold: 'Nobody was told that it is open.' },
  ])
})
