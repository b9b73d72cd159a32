import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import { tellAlerts } from '#apps/server/alerting/tell-alerts'
import { tellDemo } from '#apps/server/demo'
import { usualRule } from '#domain/alert-rule'
import { DAY, HOUR } from '#domain/instant'
import { sql } from '#storage/sql'
import { addAlertRule, changeAlertRule, removeAlertRule } from '#storage/stores/alert-rules'
import { addChannel } from '#storage/stores/channels'
import { addFreeze, changeFreeze, removeFreeze } from '#storage/stores/freezes'
import { type Api, startApi } from '../support/graphql-api.ts'
import { hear, openSocket } from '../support/graphql-socket.ts'
import { until } from '../support/leadline-process.ts'
import { stepAndBack } from '../support/step-and-back.ts'

const asked = `
  query Alerts($filter: AlertFilter) {
    alerts(filter: $filter, first: 100) {
      totalCount
      nodes {
        id metric direction level state openedAt resolvedAt before after title text isPlainThreshold onsetFrom onsetTo usualFrom held reason
        acknowledgedBy expectedFalseAlarmsPerYear
        service { name } environment { name }
        events { event toldAt untold }
      }
    }
  }`

interface Asked {
  readonly alerts: {
    readonly totalCount: number
    readonly nodes: readonly {
      readonly id: string
      readonly metric: string
      readonly level: string
      readonly state: string
      readonly text: string
      readonly service: { readonly name: string }
      readonly [field: string]: unknown
    }[]
  }
}

describe('alerts of the demo', () => {
  let api: Api
  const now = Date.parse('2026-11-23T10:00:00Z')

  beforeAll(async () => {
    api = await startApi(() => now, { works: false })
    await tellDemo(api.db, now)
    await api.drain()
    await evaluate(api.db, now)
  })
  afterAll(() => api.close())

  const alerts = async (filter: object) => (await api.data<Asked>(asked, { filter })).alerts

  it('raises exactly one: lead time of checkout, with its numbers and when it began', async () => {
    const { totalCount, nodes } = await alerts({ level: 'ALERT', metric: 'leadTimeForChanges', open: true })
    expect(totalCount).toBe(1)
    const ofService = await alerts({ level: 'ALERT', metric: 'leadTimeForChanges', service: 'checkout' })
    expect(ofService.totalCount).toBe(1)
    expect(nodes[0]).toMatchObject({
      metric: 'leadTimeForChanges',
      direction: 'WORSE',
      state: 'OPEN',
      title: 'Lead time got longer',
      held: null,
      isPlainThreshold: false,
      resolvedAt: null,
      service: { name: 'checkout' },
      environment: { name: 'production' },
      events: [{ event: 'OPENED', untold: 'It was raised long before it was seen here.' }],
    })
    expect(nodes[0]?.text).toMatch(
      /^Lead time got longer \(checkout in production\): \d+\.\d (hours|days) before, \d\.\d days since \(\d\.\d times\)\. It began between 2026-\d\d-\d\d and 2026-\d\d-\d\d\.$/,
    )
    expect(Number(nodes[0]?.['after'])).toBeGreaterThan(1.25 * Number(nodes[0]?.['before']))
    expect(nodes[0]?.['expectedFalseAlarmsPerYear']).toBeLessThan(0.5)
  })

  it('changes nothing when it looks again', async () => {
    const before = await alerts({})
    expect((await evaluate(api.db, now)).events).toEqual({})
    expect(await alerts({})).toEqual(before)
  })

  it('lists by service, team, state and what is watched, and finds one by its id', async () => {
    const [one] = (await alerts({ service: 'checkout', open: true, level: 'ALERT' })).nodes
    const found = await api.data<{ node: unknown }>('query ($id: ID!) { node(id: $id) { id __typename } }', {
      id: one?.id,
    })
    expect(found.node).toEqual({ id: one?.id, __typename: 'Alert' })
    expect((await alerts({ metric: 'silence' })).totalCount).toBe(0)
    expect((await alerts({ open: false, metric: 'leadTimeForChanges', service: 'checkout' })).totalCount).toBe(0)
    const { body } = await api.ask(asked, { filter: { metric: 'leadTime' } })
    expect(body.errors?.[0]).toMatchObject({
      message: expect.stringContaining('leadTimeForChanges'),
      extensions: { code: 'BAD_USER_INPUT', field: 'filter.metric' },
    })
    const { totalCount } = await alerts({ open: true })
    expect((await alerts({ state: 'OPEN', environment: 'production' })).totalCount).toBe(totalCount)
    expect((await alerts({ state: 'OPEN', environment: 'staging' })).totalCount).toBe(0)
    const closed = await api.ask(asked, { filter: { state: 'CLOSED' } })
    expect(closed.body.errors?.[0]).toMatchObject({
      message: '"CLOSED" is no state of alerts. There are: OPEN, ACKNOWLEDGED, RETURNED, NEW_NORMAL, WITHDRAWN.',
      extensions: { code: 'BAD_USER_INPUT', field: 'filter.state' },
    })
  })

  it('goes on from page to page without a gap', async () => {
    const page = `query ($after: String) { alerts(first: 3, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }`
    const ids: string[] = []
    let after: string | null = null
    for (let pages = 0; pages < 50; pages += 1) {
      const {
        alerts: found,
      }: { alerts: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
        await api.data(page, { after })
      ids.push(...found.nodes.map(({ id }) => id))
      if (!found.pageInfo.hasNextPage) break
      after = found.pageInfo.endCursor
    }
    expect(ids).toEqual((await alerts({})).nodes.map(({ id }) => id))
  })

  it('is taken on once, by name, and whoever listens hears so', async () => {
    const [one] = (await alerts({ level: 'ALERT', open: true })).nodes
    const client = openSocket(api.url, api.tokens.read)
    const heard = hear(client, 'subscription { alertChanged { state acknowledgedBy } }')
    // Questions of one connection are answered in their order.
    await client.iterate({ query: '{ alerts { totalCount } }' }).next()
    const take = `mutation ($id: ID!) { alertAcknowledge(id: $id) { alert { state acknowledgedBy } userErrors { code } } }`
    const answer = await api.ask(take, { id: one?.id }, api.tokens.admin)
    const expected = { state: 'ACKNOWLEDGED', acknowledgedBy: expect.any(String) }
    expect(answer.body.data).toEqual({ alertAcknowledge: { alert: expected, userErrors: [] } })
    await until('the news', 20, async () => (heard.values.length > 0 ? true : null))
    expect(heard.values).toEqual([{ alertChanged: expected }])
    await client.dispose()
    expect((await evaluate(api.db, now)).events).toEqual({})
    expect((await alerts({ level: 'ALERT', open: true })).nodes[0]?.state).toBe('ACKNOWLEDGED')
  })
})

interface Put {
  readonly thread: string
  readonly channel: string
  readonly notification: {
    readonly subject: string
    readonly text: string
    readonly alert: { readonly event: string; readonly key: string }
  }
}

describe('a step and its way back', () => {
  let api: Api
  const monday = Date.parse('2025-06-02T00:00:00Z')
  const weeks = 64
  let now = monday + weeks * 7 * DAY

  beforeAll(async () => {
    api = await startApi(() => now, { works: false })
    for (const part of [0, 1, 2, 3]) {
      const events = stepAndBack(monday, weeks, [40, 46])
      await api.tell(...events.slice((part * events.length) / 4, ((part + 1) * events.length) / 4))
    }
    for (const name of ['everybody', 'till team']) {
      const settings = { to: 'a@example.org', recipients: ['a@example.org'] }
      await addChannel(api.db, { name, kind: 'EMAIL', settings, sealed: null })
    }
    await addAlertRule(api.db, { ...usualRule, name: 'all', channels: ['everybody'] }, 'API')
    const own = { ...usualRule, name: 'own', services: ['till'], metrics: ['leadTimeForChanges'] as const }
    const quietHours = { from: 9 * 60, to: 11 * 60, timeZone: 'UTC', days: [] }
    await addAlertRule(api.db, { ...own, quietHours, channels: ['till team', 'everybody'] }, 'API')
  })
  afterAll(() => api.close())

  it('is one alert and one resolution, each told once to each channel, with the words of both', async () => {
    const happened: string[] = []
    for (let week = 36; week <= weeks; week += 1) {
      now = monday + week * 7 * DAY + 10 * HOUR
      happened.push(...Object.keys((await evaluate(api.db, now)).events))
      const ask = async () => ({ status: 200, data: null, errors: [] })
      await tellAlerts({
        db: api.db,
        clock: () => now,
        ask,
        onPut: () => undefined,
        report: (error) => expect.fail(String(error)),
      })
    }
    expect(happened).toEqual(['OPENED', 'RESOLVED'])
    const puts = await api.db.query<Put>(sql`
      select thread, channel.name as channel, notification from outbox join channel on channel.id = channel_id
       order by outbox.created_at, channel.name`)
    expect(puts.map(({ channel, notification }) => [channel, notification.alert.event])).toEqual([
      ['everybody', 'OPENED'],
      ['till team', 'OPENED'],
      ['everybody', 'RESOLVED'],
      ['till team', 'RESOLVED'],
    ])
    expect(new Set(puts.map(({ thread }) => thread)).size).toBe(1)
    expect(puts[0]?.notification.subject).toBe('Lead time got longer: till in production')
    expect(puts[0]?.notification.text).toMatch(
      /before, \d\.\d days since .*It began between 2026-03-0\d and 2026-03-\d\d/,
    )
    expect(puts[2]?.notification.subject).toBe('Over: Lead time got longer: till in production')
    expect(puts[2]?.notification.text).toContain('It is as usual again.')
    const told = await api.data<{ alerts: { nodes: readonly { events: readonly unknown[] }[] } }>(
      '{ alerts(filter: { level: "ALERT" }) { nodes { events { event tellings { channel state at } } } } }',
    )
    expect(told.alerts.nodes[0]?.events[0]).toEqual({
      event: 'OPENED',
      tellings: [
        { channel: 'everybody', state: 'HELD', at: expect.stringContaining('T11:00:00.000Z') },
        { channel: 'till team', state: 'HELD', at: expect.stringContaining('T11:00:00.000Z') },
      ],
    })
  })

  it('is kept once, however long after it is looked again', async () => {
    const count = async () => {
      await evaluate(api.db, now)
      const { alerts } = await api.data<Asked>(asked, { filter: { metric: 'leadTimeForChanges' } })
      return alerts.totalCount
    }
    now = monday + 111 * 7 * DAY + 10 * HOUR
    const once = await count()
    expect(once).toBeGreaterThan(0)
    expect(await count()).toBe(once)
  })

  it('is raised by no rule that is off, in no freeze, and later where few false alarms are put up with', async () => {
    const look = async (week: number) => {
      await api.db.query(sql`delete from alert`)
      now = monday + week * 7 * DAY + 10 * HOUR
      return (await evaluate(api.db, now)).events
    }
    expect(await look(43)).toEqual({ OPENED: 1 })
    const strict = { ...usualRule, name: 'own', services: ['till'], falseAlarmsPerServiceYear: 0.05 }
    await changeAlertRule(api.db, strict, 'API')
    expect(await look(43)).toEqual({})
    expect(await look(45)).toEqual({ OPENED: 1 })
    await changeAlertRule(api.db, { ...strict, isOn: false }, 'API')
    expect(await look(45)).toEqual({})
    await removeAlertRule(api.db, 'own')
    const freeze = { name: 'move', services: [], teams: ['none'], timeZone: 'UTC', reason: 'new data centre' }
    const [from, to] = [monday + 40 * 7 * DAY, monday + 46 * 7 * DAY]
    await addFreeze(api.db, { ...freeze, from, to }, 'API')
    expect(await look(45)).toEqual({ OPENED: 1 })
    await changeFreeze(api.db, { ...freeze, teams: [], from, to }, 'API')
    expect(await look(45)).toEqual({})
    await removeFreeze(api.db, 'move')
  })

  it('is raised by a plain threshold for as long as the metric is past it', async () => {
    await api.db.query(sql`delete from alert`)
    const threshold = { metric: 'leadTimeForChanges', above: 2.5 * 86_400, below: null, last: 'P14D' } as const
    const rule = { ...usualRule, name: 'own', services: ['till'], metrics: ['leadTimeForChanges'] as const, threshold }
    await addAlertRule(api.db, rule, 'API')
    const happened: string[] = []
    for (let day = 39 * 7; day < 50 * 7; day += 1) {
      now = monday + day * DAY + 10 * HOUR
      happened.push(...Object.keys((await evaluate(api.db, now)).events).map((event) => `${event} ${day}`))
    }
    // Fourteen days of which half are slow have a median past two days and a half; likewise on the way back.
    expect(happened).toEqual([
      expect.stringMatching(/^OPENED 28[1-9]$/),
      expect.stringMatching(/^RESOLVED 3(2[2-9]|3[0-6])$/),
    ])
    const { alerts } = await api.data<Asked>(asked, { filter: { service: 'till', level: 'ALERT' } })
    expect(alerts.nodes[0]?.text).toMatch(
      /^Lead time is past its threshold \(till in production\): \d\.\d days, and the threshold is 2\.5 days\./,
    )
    expect(alerts.nodes).toMatchObject([
      { before: threshold.above, isPlainThreshold: true, expectedFalseAlarmsPerYear: null, state: 'RETURNED' },
    ])
    now = monday + 290 * DAY + 10 * HOUR
    await api.db.query(sql`delete from alert`)
    expect((await evaluate(api.db, now)).events).toEqual({ OPENED: 1 })
    const freeze = { name: 'move', services: ['till'], teams: [], timeZone: 'UTC', reason: 'new data centre' }
    await addFreeze(api.db, { ...freeze, from: monday + 270 * DAY, to: monday + 300 * DAY }, 'API')
    expect((await evaluate(api.db, now)).events).toEqual({ WITHDRAWN: 1 })
    await removeFreeze(api.db, 'move')
    await removeAlertRule(api.db, 'own')
  })

  it('is withdrawn, and says so, where history is corrected under it', async () => {
    const slow = monday + 43 * 7 * DAY + 10 * HOUR
    now = slow
    await api.db.query(sql`delete from alert`)
    expect((await evaluate(api.db, now)).events).toEqual({ OPENED: 1 })
    // The commits of the slow weeks were written when the others were: their dates were told wrong.
    const mended = stepAndBack(monday, weeks, [0, 0]).filter((event) => 'authoredAt' in event)
    await api.tell(...mended.slice(160, 172).map((event) => ({ ...event, updatedAt: new Date(slow).toISOString() })))
    expect((await evaluate(api.db, now)).events).toEqual({ WITHDRAWN: 1 })
    const { alerts } = await api.data<Asked>(asked, { filter: { level: 'ALERT' } })
    expect(alerts.nodes).toMatchObject([
      { state: 'WITHDRAWN', reason: expect.stringContaining('Data or rules changed') },
    ])
  })
})
