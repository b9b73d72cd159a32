import { createHmac } from 'node:crypto'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { buildLeadline, leadlineStart, type Started } from '../support/command.ts'
import { eventually, temporaryFolder } from '../support/embedded.ts'
import { jiraServer } from '../support/jira-server.ts'
import { pagerdutyServer } from '../support/pagerduty-server.ts'
import { prometheusServer } from '../support/prometheus-server.ts'
import { type Followed, followReadme } from '../support/readme.ts'

const token = 'preset-admin-token-of-at-least-32-characters'
/** As PagerDuty makes one. */
const ofPagerDuty = 'Zl9QmXo3hC+1vTn0RkYw7uJ2sAe5Bd8G'
let started: Started

beforeAll(buildLeadline, 300_000)

const headers = { 'content-type': 'application/json' }

async function post(events: readonly object[]): Promise<void> {
  const authorization = `Bearer ${token}`
  const body = JSON.stringify(events)
  const answer = await fetch(`${started.url}/api/events`, {
    method: 'POST',
    headers: { ...headers, authorization },
    body,
  })
  expect([answer.status, await answer.json()]).toMatchObject([202, { accepted: events.length }])
}

/** Ten deployments, one a day at ten, of which the last two are followed by incidents. */
async function tenDeployments(service: string): Promise<void> {
  await post(
    Array.from({ length: 10 }, (_, day) => ({
      type: 'deployment',
      service,
      environment: 'production',
      version: `${service}-${day}`,
      liveAt: `2026-03-${String(day + 2).padStart(2, '0')}T10:00:00Z`,
    })),
  )
}

interface Numbers {
  readonly failed: number
  readonly deployments: number
  readonly medianSeconds: number | null
  readonly allIncidentsCount: number
}

async function numbers(service: string): Promise<Numbers> {
  const query = `query ($name: String!) { service(name: $name) { metrics(environment: "production", window: { from: "2026-03-01T00:00:00Z", to: "2026-03-15T00:00:00Z" }) {
    changeFailureRate { failed deployments } timeToRestore { medianSeconds allIncidentsCount } } } }`
  const answer = await fetch(`${started.url}/graphql`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables: { name: service } }),
  })
  const { data } = (await answer.json()) as {
    readonly data: { readonly service: { readonly metrics: Readonly<Record<string, object>> } }
  }
  const { changeFailureRate, timeToRestore } = data.service.metrics
  return { ...changeFailureRate, ...timeToRestore } as Numbers
}

/** Waits until the numbers are those. */
async function becomes(service: string, expected: Numbers): Promise<void> {
  const isSo = async (): Promise<true | null> =>
    JSON.stringify(await numbers(service)) === JSON.stringify(expected) ? true : null
  await eventually(isSo).catch(async () => expect(await numbers(service)).toEqual(expected))
}

type Proof = (body: string, secret: string) => Readonly<Record<string, string>>
const bearer: Proof = (_body, secret) => ({ authorization: `Bearer ${secret}` })
const signed =
  (header: string, prefix: string, own?: string): Proof =>
  (body, secret) => ({
    [header]: `${prefix}${createHmac('sha256', own ?? secret)
      .update(body)
      .digest('hex')}`,
  })

function sender({ url, secret }: Followed, proof: Proof) {
  return async (delivery: object): Promise<void> => {
    const body = JSON.stringify(delivery)
    const answer = await fetch(`${started.url}${url}`, {
      method: 'POST',
      headers: { ...headers, ...proof(body, secret) },
      body,
    })
    expect(answer.status, body).toBe(202)
  }
}

/** Starts Leadline with ten deployments of a service, and does what the README of a system says. */
async function follow(system: string, service: string, api?: string): Promise<Followed> {
  const folder = temporaryFolder()
  const env = { LEADLINE_HOME: `${folder}/.leadline`, LEADLINE_TOKEN: token }
  started = await leadlineStart({ env })
  await tenDeployments(service)
  return followReadme(system, { folder, env, given: `${ofPagerDuty}\n`, ...(api !== undefined && { api }) })
}

describe('by the README, from connection to the right numbers', () => {
  it('of PagerDuty', async () => {
    const server = await pagerdutyServer(ofPagerDuty)
    onTestFinished(() => server.close())
    const send = sender(
      await follow('pagerduty', 'checkout', server.url),
      signed('x-pagerduty-signature', 'v1=', ofPagerDuty),
    )
    const told = (id: string, type: string, at: string, more: object = {}): object => ({
      event: {
        id: `${id}-${type}-${at}`,
        event_type: `incident.${type}`,
        resource_type: 'incident',
        occurred_at: at,
        data: {
          id,
          title: 'Nobody can pay',
          created_at: '2026-03-10T10:02:00Z',
          service: { id: 'PF9KMXH', summary: 'Checkout API' },
          ...more,
        },
      },
    })
    // The end comes first, and everything twice.
    const events = [
      told('Q1', 'resolved', '2026-03-10T10:32:00Z'),
      told('Q1', 'acknowledged', '2026-03-10T10:05:00Z'),
      told('Q1', 'triggered', '2026-03-10T10:02:00Z'),
      told('Q2', 'triggered', '2026-03-11T10:03:00Z', {
        created_at: '2026-03-11T10:03:00Z',
        title: '[Drill] Zone lost',
      }),
      told('Q3', 'triggered', '2026-03-11T10:03:00Z', { service: { id: 'PHEARTB', summary: 'Checkout API' } }),
    ]
    for (const event of [...events, ...events]) await send(event)
    await becomes('checkout', { failed: 1, deployments: 10, medianSeconds: 1_800, allIncidentsCount: 1 })
    const own = { ...headers, ...signed('x-pagerduty-signature', 'v1=', 'another')('{}', '') }
    const refused = await fetch(`${started.url}/webhooks/pagerduty/on-call`, {
      method: 'POST',
      headers: own,
      body: '{}',
    })
    expect(refused.status).toBe(401)
  }, 120_000)

  it('of Jira', async () => {
    const server = await jiraServer(`Bearer ${ofPagerDuty}`)
    onTestFinished(() => server.close())
    const send = sender(await follow('jira', 'shop-web', server.url), signed('x-hub-signature', 'sha256='))
    const issue = (key: string, event: string, fields: object, items: readonly object[] = []): object => ({
      timestamp: Date.UTC(2026, 2, 11, 12),
      webhookEvent: `jira:issue_${event}`,
      issue: {
        id: key,
        key,
        self: 'https://northwind.atlassian.net/rest/api/2/issue/1',
        fields: {
          summary: 'The site is down',
          issuetype: { name: 'Bug' },
          labels: ['production'],
          components: [{ name: 'Website' }],
          project: { key: 'OPS', name: 'Operations' },
          status: { statusCategory: { key: 'new' } },
          ...fields,
        },
      },
      changelog: { items },
    })
    const created = { created: '2026-03-11T11:02:00.000+0100' }
    await send(issue('OPS-1', 'created', created))
    await send(
      issue('OPS-1', 'updated', {
        ...created,
        resolutiondate: '2026-03-11T11:22:00.000+0100',
        resolution: { name: 'Done' },
      }),
    )
    await send(issue('OPS-2', 'created', { ...created, labels: [], issuetype: { name: 'Task' } }))
    await send(issue('OPS-3', 'created', { created: '2026-03-10T11:02:00.000+0100', issuetype: { name: 'Incident' } }))
    await send(issue('OPS-3', 'deleted', { created: '2026-03-10T11:02:00.000+0100', issuetype: { name: 'Incident' } }))
    await becomes('shop-web', { failed: 1, deployments: 10, medianSeconds: 1_200, allIncidentsCount: 1 })
  }, 120_000)

  it('of Alertmanager, where flaps are one incident', async () => {
    const server = await prometheusServer(`Bearer ${ofPagerDuty}`)
    onTestFinished(() => server.close())
    server.now = Date.now()
    const send = sender(await follow('alertmanager', 'payments', server.url), bearer)
    const alert = (labels: object, startsAt: string, endsAt: string | null): object => ({
      version: '4',
      status: endsAt === null ? 'firing' : 'resolved',
      alerts: [
        {
          status: endsAt === null ? 'firing' : 'resolved',
          labels: { alertname: 'Errors', service: 'payments', ...labels },
          annotations: { summary: 'Errors of payments' },
          startsAt,
          endsAt: endsAt ?? '0001-01-01T00:00:00Z',
          fingerprint: 'a7b1',
        },
      ],
    })
    const ours = { severity: 'critical', team: 'payroll' }
    for (const [from, to] of [
      ['10:02:00', '10:05:00'],
      ['10:11:00', '10:14:00'],
      ['10:20:00', '10:42:00'],
    ]) {
      for (let again = 0; again < 20; again += 1) await send(alert(ours, `2026-03-11T${from}Z`, null))
      await send(alert(ours, `2026-03-11T${from}Z`, `2026-03-11T${to}Z`))
    }
    await send(alert({ severity: 'critical' }, '2026-03-10T10:02:00Z', null))
    await becomes('payments', { failed: 1, deployments: 10, medianSeconds: 2_400, allIncidentsCount: 1 })
  }, 120_000)

  it('of incident.io, Sentry and Jira Service Management, side by side', async () => {
    const folder = temporaryFolder()
    const env = { LEADLINE_HOME: `${folder}/.leadline`, LEADLINE_TOKEN: token }
    started = await leadlineStart({ env })
    for (const service of ['checkout', 'search', 'cart']) await tenDeployments(service)
    const skip = ([, what = '']: readonly string[]): boolean => what === 'preview' || what === 'rotate'
    const made = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const following = { folder, env, given: `${made}\n`, skip }
    let messages = 0
    const standard: Proof = (body) => {
      messages += 1
      const [id, time] = [`msg_${messages}`, String(Math.floor(Date.now() / 1_000))]
      const key = Buffer.from(made.slice('whsec_'.length), 'base64')
      const proof = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
      return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,AAAA v1,${proof}` }
    }
    const toIncidents = sender(await followReadme('incident-io', following), standard)
    const moved = (at: string, category: string, more: object = {}): object => ({
      event_type: 'public_incident.incident_status_updated_v2',
      'public_incident.incident_status_updated_v2': {
        incident: {
          id: '01J9',
          mode: 'standard',
          created_at: '2026-03-11T10:04:00Z',
          updated_at: at,
          incident_status: { category },
          custom_field_entries: [
            {
              custom_field: { name: 'Affected services' },
              values: [{ value_catalog_entry: { name: 'Checkout API' } }],
            },
          ],
          ...more,
        },
        previous_status: { category: 'live' },
        new_status: { category },
      },
    })
    // The end comes first, and everything twice.
    const events = [
      moved('2026-03-11T10:34:00Z', 'closed'),
      moved('2026-03-11T10:05:00Z', 'live'),
      moved('2026-03-10T10:05:00Z', 'merged', { id: '01J8', created_at: '2026-03-10T10:04:00Z' }),
      { event_type: 'private_incident.incident_created_v2', 'private_incident.incident_created_v2': { id: '01J7' } },
    ]
    for (const event of [...events, ...events]) await toIncidents(event)

    const toErrors = sender(await followReadme('sentry', following), signed('sentry-hook-signature', '', made))
    const alert = (id: string, action: string, closed: string | null): object => ({
      action,
      data: {
        metric_alert: {
          id,
          projects: ['search'],
          alert_rule: { id: '7', name: 'Errors' },
          date_detected: '2026-03-11T10:02:00Z',
          date_closed: closed,
        },
      },
    })
    const fired = [
      alert('1', 'resolved', '2026-03-11T10:12:00Z'),
      alert('1', 'critical', null),
      alert('2', 'warning', null),
    ]
    for (const event of [...fired, ...fired]) await toErrors(event)

    const toAlerts = sender(await followReadme('jira-service-management', following), bearer)
    const raised = (alertId: string, action: string, from: string, at: string, priority = 'P1'): object => ({
      action,
      alert: {
        alertId,
        alias: 'cart-errors',
        tags: ['service:cart'],
        priority,
        createdAt: Date.parse(`2026-03-11T${from}Z`),
        updatedAt: Date.parse(`2026-03-11T${at}Z`) * 1e6,
      },
    })
    await toAlerts(raised('a2', 'Close', '10:12:00', '10:22:00'))
    await toAlerts(raised('a2', 'Create', '10:12:00', '10:12:00'))
    await toAlerts(raised('a1', 'Create', '10:02:00', '10:02:00'))
    await toAlerts(raised('a1', 'Close', '10:02:00', '10:07:00'))
    await toAlerts(raised('a3', 'Create', '12:00:00', '12:00:00', 'P3'))

    for (const [service, medianSeconds] of Object.entries({ checkout: 1_800, search: 600, cart: 1_200 }))
      await becomes(service, { failed: 1, deployments: 10, medianSeconds, allIncidentsCount: 1 })
  }, 120_000)
})
