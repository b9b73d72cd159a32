import { afterEach, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import { tellAlerts } from '#apps/server/alerting/tell-alerts'
import { usualRule } from '#domain/alert-rule'
import type { CatalogueChange } from '#domain/catalogue'
import { sql } from '#storage/sql'
import { addAlertRule } from '#storage/stores/alert-rules'
import { changeCatalogue } from '#storage/stores/catalogue'
import { addChannel } from '#storage/stores/channels'
import { holdStream } from '#storage/stores/moved-alerts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'
import { openAlert } from '../support/open-alert.ts'
import { production } from '../support/renaming.ts'

const now = Date.parse('2026-11-23T10:00:00Z')
const ask = async () => ({ status: 200, data: null, errors: [] })
let api: Api

afterEach(() => api.close())

interface Kept {
  readonly service: string
  readonly environment: string
  readonly level: string
  readonly state: string
  readonly reason: string | null
}

interface Told {
  readonly thread: string
  readonly event: string
  readonly subject: string
  readonly text: string
}

function open(service: string, environment: string, level: 'ALERT' | 'WATCH' = 'ALERT'): Promise<number> {
  return openAlert(api.db, { service, environment, level, now })
}

/** Two services in one environment, and who is told of the first one. */
async function world(environment: string): Promise<void> {
  api = await startApi(() => now, { works: false })
  const deployment = { type: 'deployment', environment, liveAt: '2026-11-20T10:00:00Z' }
  await api.tell(
    { ...deployment, id: 'd1', service: 'till', sha: 'aaaaaaa1' },
    { ...deployment, id: 'd2', service: 'shop', sha: 'bbbbbbb2' },
  )
  await addChannel(api.db, { name: 'pager', kind: 'PAGERDUTY', settings: { to: 'events.pagerduty.com' }, sealed: null })
  await addAlertRule(api.db, { ...usualRule, name: 'till', services: ['till'], channels: ['pager'] }, 'API')
}

async function tellAll(): Promise<void> {
  await tellAlerts({
    db: api.db,
    clock: () => now,
    ask,
    onPut: () => undefined,
    report: (error) => expect.fail(String(error)),
  })
}

async function change(...changes: readonly CatalogueChange[]): Promise<void> {
  await changeCatalogue(api.db, () => changes)
  await api.drain()
}

function kept(): Promise<Kept[]> {
  return api.db.query<Kept>(sql`
    select service.name as service, environment.name as environment, level, state, reason from alert
      join service on service.id = service_id join environment on environment.id = environment_id order by alert.id`)
}

function told(): Promise<Told[]> {
  return api.db.query<Told>(sql`
    select thread, notification -> 'alert' ->> 'event' as event, notification ->> 'subject' as subject,
           notification ->> 'text' as text
      from outbox order by place`)
}

it('a service that is renamed keeps its alert, which is not told again', async () => {
  await world('production')
  const id = await open('till', 'production')
  await tellAll()
  await change({ type: 'SERVICE_RENAMED', from: 'till', to: 'register' })
  await tellAll()
  expect(await kept()).toMatchObject([{ service: 'register', state: 'OPEN', reason: null }])
  expect(await told()).toMatchObject([{ thread: `alert-${id}`, event: 'OPENED' }])
})

it('alerts of a service that becomes part of another are withdrawn, told and go with it', async () => {
  await world('production')
  const [id] = [
    await open('till', 'production'),
    await open('till', 'production', 'WATCH'),
    await open('shop', 'production'),
  ]
  await tellAll()
  await change({ type: 'SERVICE_MERGED', from: 'till', into: 'shop' })
  expect(await api.db.query(sql`select name from service`)).toEqual([{ name: 'shop' }])
  const gone = { service: 'shop', state: 'WITHDRAWN', reason: 'The service became part of shop.' }
  expect(await kept()).toMatchObject([
    { ...gone, level: 'ALERT' },
    { ...gone, level: 'WATCH' },
    { service: 'shop', state: 'OPEN', reason: null },
  ])
  await tellAll()
  expect(await told()).toMatchObject([
    { thread: `alert-${id}`, event: 'OPENED', subject: 'Lead time got longer: till in production' },
    {
      thread: `alert-${id}`,
      event: 'WITHDRAWN',
      subject: 'Withdrawn: Lead time got longer: shop in production',
      text: expect.stringContaining('Withdrawn. The service became part of shop.'),
    },
  ])
})

it('an alert that is written while its service becomes part of another is withdrawn with the others', async () => {
  await world('production')
  const [{ id } = expect.fail('no stream')] = await api.db.query<{ readonly id: number }>(sql`
    select stream.id from stream join service on service.id = service_id where service.name = 'till'`)
  let merging: Promise<void> = Promise.resolve()
  await api.db.transaction(async (tx) => {
    expect(await holdStream(tx, id)).toBe(true)
    merging = change({ type: 'SERVICE_MERGED', from: 'till', into: 'shop' })
    await until('the merge to wait for the look', 30, async () => {
      const waiting = await api.db.query(sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%merge service%'`)
      return waiting.length > 0 ? true : null
    })
    await openAlert(tx, { service: 'till', environment: 'production', now })
  })
  await merging
  expect(await kept()).toMatchObject([{ service: 'shop', state: 'WITHDRAWN' }])
  expect(await holdStream(api.db, id)).toBe(false)
})

it('alerts of an environment that becomes part of another are withdrawn, told and go with it', async () => {
  await world('prod')
  const id = await open('till', 'prod')
  await tellAll()
  await change(production)
  await tellAll()
  const reason = 'The environment became part of live.'
  expect(await kept()).toEqual([{ service: 'till', environment: 'live', level: 'ALERT', state: 'WITHDRAWN', reason }])
  expect(await told()).toMatchObject([
    { thread: `alert-${id}`, event: 'OPENED' },
    { thread: `alert-${id}`, event: 'WITHDRAWN', text: expect.stringContaining(reason) },
  ])
})

it('alerts of an environment that is not watched any more are withdrawn once, and told to whom they were told', async () => {
  await world('production')
  const id = await open('till', 'production')
  await tellAll()
  const tiers = [{ environment: 'production', before: 'PRODUCTION', after: 'STAGING' }] as const
  await change({
    type: 'ENVIRONMENTS_CHANGED',
    rules: [{ name: 'production', tier: 'STAGING', match: [] }],
    moves: [],
    tiers,
  })
  await api.db.query(sql`update alert_rule set environment = 'other'`)
  expect((await evaluate(api.db, now)).events).toEqual({ WITHDRAWN: 1 })
  expect((await evaluate(api.db, now)).events).toEqual({})
  await tellAll()
  const reason = 'production is of the tier STAGING, and not watched any more.'
  expect(await kept()).toMatchObject([{ service: 'till', state: 'WITHDRAWN', reason }])
  expect(await told()).toMatchObject([
    { thread: `alert-${id}`, event: 'OPENED' },
    { thread: `alert-${id}`, event: 'WITHDRAWN', text: expect.stringContaining(reason) },
  ])
})
