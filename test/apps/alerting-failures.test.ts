import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import { tellAlerts, type TellAlertsOptions } from '#apps/server/alerting/tell-alerts'
import { usualRule } from '#domain/alert-rule'
import { HOUR, MINUTE } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule } from '#storage/stores/alert-rules'
import { eventsOfAlerts, noteAlertEvent } from '#storage/stores/alerts'
import { addChannel } from '#storage/stores/channels'
import { type Api, startApi } from '../support/graphql-api.ts'
import { openAlert } from '../support/open-alert.ts'

const environment = 'production'
const begin = Date.parse('2026-11-23T10:00:00Z')
let now = begin
let api: Api
let till: number
let shop: number

beforeEach(async () => {
  now = begin
  // It works only when it is asked to: it tells nothing by itself.
  api = await startApi(() => now, { works: false })
  const deployment = { type: 'deployment', environment, liveAt: '2026-11-20T10:00:00Z' }
  await api.tell(
    { ...deployment, id: 'd1', service: 'till', sha: 'aaaaaaa1' },
    { ...deployment, id: 'd2', service: 'shop', sha: 'bbbbbbb2' },
  )
  await addChannel(api.db, { name: 'pager', kind: 'PAGERDUTY', settings: { to: 'events.pagerduty.com' }, sealed: null })
  await addAlertRule(api.db, { ...usualRule, name: 'all', channels: ['pager'] }, 'API')
  till = await openAlert(api.db, { service: 'till', environment, now })
  shop = await openAlert(api.db, { service: 'shop', environment, now })
})
afterEach(() => api.close())

function resolve(alertId: number): Promise<void> {
  return noteAlertEvent(api.db, { alertId, event: 'RESOLVED', at: now, untold: null })
}

function told(): Promise<{ thread: string; event: string; explained: object | null }[]> {
  return api.db.query(sql`
    select thread, notification -> 'alert' ->> 'event' as event, notification -> 'data' -> 'explained' as explained
      from outbox order by place`)
}

it('a service that cannot be looked at is named, its alerts stay, and the others go on', async () => {
  await api.db.query(sql`
    update service_day set packed = '\\x80' from service where service.id = service_day.service_id and service.name = 'till'`)
  const { events, failures } = await evaluate(api.db, now)
  expect(events).toEqual({ WITHDRAWN: 1 })
  expect(failures.map(({ message }) => message)).toEqual([
    'Alerts of till in production could not be looked at, and stay as they are for an hour: Packed days of 1 bytes were cut short',
  ])
  expect(await api.db.query(sql`select id::integer, state from alert order by id`)).toEqual([
    { id: till, state: 'OPEN' },
    { id: shop, state: 'WITHDRAWN' },
  ])
})

describe('an event of an alert', () => {
  const reported: string[] = []
  const silent = async () => ({ status: 200, data: null, errors: [] })
  const tell = (over: Partial<TellAlertsOptions> = {}): Promise<number> =>
    tellAlerts({
      db: api.db,
      clock: () => now,
      ask: silent,
      onPut: () => undefined,
      report: (error) => void reported.push(String(error)),
      ...over,
    })

  beforeEach(() => {
    reported.length = 0
  })

  it.each([
    { why: 'fails', ask: () => Promise.reject(new Error('the API is ill')), says: 'the API is ill' },
    { why: 'never ends', ask: () => new Promise<never>(() => undefined), says: 'no answer within 0.02 s' },
  ])('is told without its explanation where that $why', async ({ ask, says }) => {
    expect(await tell({ ask, explainsWithin: 20 })).toBe(2)
    expect(await told()).toEqual([
      { thread: `alert-${till}`, event: 'OPENED', explained: null },
      { thread: `alert-${shop}`, event: 'OPENED', explained: null },
    ])
    expect(reported.toSorted()).toEqual(
      ['till', 'shop'].map((service) =>
        expect.stringMatching(new RegExp(`leadTimeForChanges of ${service} in production.* told without: ${says}`)),
      ),
    )
  })

  it('that cannot be put on its way keeps no other back, comes before the next of its alert, and ends with a reason', async () => {
    const thread = `alert-${till}`
    await refuse(thread)
    await resolve(till)
    await resolve(shop)
    while ((await tell()) > 0) continue
    expect(await told()).toMatchObject([
      { thread: `alert-${shop}`, event: 'OPENED' },
      { thread: `alert-${shop}`, event: 'RESOLVED' },
    ])
    expect(reported).toEqual([
      expect.stringMatching(
        /OPENED of alert-\d+ could not be put on its way \(try 1 of 5\), and is tried again at 2026-11-23T10:00:05.000Z: it is full/,
      ),
    ])
    for (let tries = 0; tries < 4; tries += 1) {
      now += 3 * HOUR
      while ((await tell()) > 0 && reported.length < 6) continue
    }
    expect(reported.filter((error) => error.includes('OPENED of'))).toHaveLength(5)
    expect((await eventsOfAlerts(api.db, [till])).map(({ event, untold }) => ({ event, untold }))).toEqual([
      { event: 'OPENED', untold: 'Leadline itself could not put it on its way; its log says why.' },
      { event: 'RESOLVED', untold: null },
    ])
    await accept()
    now += 5 * MINUTE
    await tell()
    expect((await told()).at(-1)).toMatchObject({ thread, event: 'RESOLVED' })
  })
})

/** The outbox takes nothing of this thread. */
async function refuse(thread: string): Promise<void> {
  await api.db.query({
    text: `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'it is full'; end $$`,
    values: [],
  })
  await api.db.query({
    text: `create trigger refuse before insert on outbox for each row when (new.thread = '${thread}') execute function refuse()`,
    values: [],
  })
}

async function accept(): Promise<void> {
  await api.db.query(sql`drop trigger refuse on outbox`)
}
