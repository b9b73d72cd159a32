import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { failuresPerMinute } from '#access/ask-limit'
import { sql } from '#storage/sql'
import { putIntoOutbox } from '#storage/stores/outbox'
import { addChannel } from '#storage/stores/channels'
import { askEmbedded, makeEmbed, revokeEmbed } from '../support/embed-world.ts'
import type { Api } from '../support/graphql-api.ts'
import { smallWorld, worldNow } from '../support/graphql-world.ts'

let api: Api

const shown = { service: 'shop', part: 'SERVICE', origins: ['https://wiki.example'] }
const hostile = 'a"b\\c\nd{e="f"} \u202Eevil 🚀'

beforeAll(async () => {
  api = await smallWorld()
  await api.tell({
    type: 'deployment',
    service: hostile,
    environment: 'production',
    version: '1',
    liveAt: '2026-03-03T00:00:00Z',
  })
})
afterAll(() => api.close())

function codeOf({ status, body }: Awaited<ReturnType<typeof askEmbedded>>): readonly [number, string | undefined] {
  return [status, body.errors?.[0]?.extensions.code]
}

/** Tries a token as often as one network may in a minute; gives how that was answered. */
async function tryOften(tried: { readonly token: string; readonly publicId: string }): Promise<number[]> {
  const statuses: number[] = []
  while (statuses.length < failuresPerMinute)
    statuses.push(
      ...(await Promise.all(Array.from({ length: 30 }, async () => (await askEmbedded(api, tried)).status))),
    )
  return statuses
}

async function scraped(query = '', token: string | null = api.tokens.read) {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`${api.url}/metrics${query}`, { headers })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** Values by name and labels, as the text format of Prometheus has them. */
function seriesOf(text: string): Map<string, number> {
  const found = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const at = line.lastIndexOf(' ')
    found.set(line.slice(0, at), Number(line.slice(at + 1)))
  }
  return found
}

const question = /* GraphQL */ `
  query ($name: String!, $window: WindowInput!) {
    service(name: $name) {
      team { name }
      metrics(window: $window) {
        deploymentFrequency { count perDay }
        leadTimeForChanges { sampleSize medianSeconds p90Seconds pending { count oldestSinceMergeSeconds } }
        changeFailureRate { rate failed deployments }
        timeToRestore { sampleSize medianSeconds openCount }
        deploymentReworkRate { rate rework }
      }
    }
  }`

interface Known {
  readonly service: {
    readonly team: { readonly name: string } | null
    readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  }
}

describe('GET /metrics', () => {
  it.each(['shop', 'cart', 'lone'])(
    'tells of %s what GraphQL answers, and nothing where that is null',
    async (name) => {
      const { service } = await api.data<Known>(question, { name, window: { last: 'P30D' } })
      const numbers = service.metrics
      const lead = numbers['leadTimeForChanges'] ?? {}
      const pending = lead['pending'] as Readonly<Record<string, unknown>>
      const series = seriesOf((await scraped()).text)
      const labels = `{service="${name}",team="${service.team?.name ?? ''}",environment="production"}`
      const expected: Readonly<Record<string, unknown>> = {
        leadline_deployments: numbers['deploymentFrequency']?.['count'],
        leadline_deployment_frequency_per_day: numbers['deploymentFrequency']?.['perDay'],
        leadline_lead_time_median_seconds: lead['medianSeconds'],
        leadline_lead_time_p90_seconds: lead['p90Seconds'],
        leadline_lead_time_samples: lead['sampleSize'],
        leadline_pending_changes: pending['count'],
        leadline_pending_oldest_seconds: pending['oldestSinceMergeSeconds'],
        leadline_change_failure_rate_ratio: numbers['changeFailureRate']?.['rate'],
        leadline_failed_deployments: numbers['changeFailureRate']?.['failed'],
        leadline_judged_deployments: numbers['changeFailureRate']?.['deployments'],
        leadline_time_to_restore_median_seconds: numbers['timeToRestore']?.['medianSeconds'],
        leadline_time_to_restore_samples: numbers['timeToRestore']?.['sampleSize'],
        leadline_open_failures: numbers['timeToRestore']?.['openCount'],
        leadline_deployment_rework_rate_ratio: numbers['deploymentReworkRate']?.['rate'],
      }
      for (const [metric, value] of Object.entries(expected))
        expect(series.get(`${metric}${labels}`), metric).toBe(value === null ? undefined : value)
      expect(expected['leadline_deployments']).toBeGreaterThan(0)
    },
  )

  it('has no numbers of a service whose environment is not one', async () => {
    const { status, text } = await scraped()
    expect(status).toBe(200)
    expect(text.split('\n').filter((line) => line.includes('service="globe"'))).toEqual([
      'leadline_service_unavailable{service="globe",reason="AMBIGUOUS_ENVIRONMENT"} 1',
    ])
    expect(text).not.toMatch(/^leadline_service_unavailable.*service="shop"/m)
  })

  it('tells how Leadline itself is doing', async () => {
    const { text, headers } = await scraped()
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const series = seriesOf(text)
    expect(series.get('leadline_ingest_pending')).toBe(0)
    const { sources } = await api.data<{ sources: readonly { name: string; system: string; accepted: number }[] }>(
      '{ sources { name system accepted } }',
    )
    for (const { name, system, accepted } of sources)
      expect(series.get(`leadline_source_events{source="${name}",system="${system}"}`)).toBe(accepted)
    expect(sources.length).toBeGreaterThan(0)
    expect(series.get('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0)
    expect(series.get('leadline_services_left_out')).toBe(0)
  })

  it('tells what waits for channels, what was given up, and what was refused of embeds', async () => {
    const before = seriesOf((await scraped()).text)
    const names = ['leadline_outbox_waiting', 'leadline_outbox_oldest_waiting_seconds', 'leadline_outbox_failed']
    expect(names.map((name) => before.get(name))).toEqual([0, 0, 0])
    const settings = { recipients: ['ada@shop.example'] }
    const channelId = (await addChannel(api.db, { name: 'ops', kind: 'EMAIL', settings, sealed: null })) ?? 0
    // In one transaction, so that the process that sends does not take it meanwhile.
    await api.db.transaction(async (tx) => {
      for (const key of ['waits', 'failed'])
        await putIntoOutbox(tx, { channelId, key, notification: {}, at: worldNow - 90_000 })
      await tx.query(sql`update outbox set next_try_at = 'infinity' where key = 'waits'`)
      await tx.query(sql`update outbox set next_try_at = null, given_up_at = now() where key = 'failed'`)
    })
    const refused = 'leadline_embed_refused_total{reason="bad_token"}'
    expect(before.get(refused)).toBe(0)
    const tried = { token: 'a.b.c', publicId: 'nobody' }
    expect(await tryOften(tried)).toEqual(Array.from({ length: failuresPerMinute }, () => 401))
    for (let times = 0; times < 2; times += 1) {
      const answer = await askEmbedded(api, tried)
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    const after = seriesOf((await scraped()).text)
    expect([...names, refused].map((name) => after.get(name))).toEqual([1, 90, 1, 2])
    expect(after.get('leadline_embed_refused_total{reason="asked_too_often"}')).toBe(0)
  })

  it('a network that tried many tokens is told of an embed of its own that it was revoked, or its time is over', async () => {
    const [revoked, old] = [await makeEmbed(api, shown), await makeEmbed(api, shown)]
    await revokeEmbed(api, revoked.id)
    await api.db.query(sql`update embed set expires_at = to_timestamp(0) where public_id = ${old.publicId}`)
    const tried = { token: 'a.b.c', publicId: old.publicId }
    await tryOften(tried)
    expect(codeOf(await askEmbedded(api, revoked))).toEqual([401, 'EMBED_REVOKED'])
    expect(codeOf(await askEmbedded(api, old))).toEqual([401, 'EMBED_EXPIRED'])
    const slowed = await askEmbedded(api, tried, { headers: { origin: 'https://wiki.example' } })
    expect(codeOf(slowed)).toEqual([429, 'EMBED_SLOWED'])
    // Any page may read it, because nobody looked up whose this is.
    expect(slowed.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('keeps each series on one line, whatever a service is called', async () => {
    const { text } = await scraped()
    expect(text).toContain(String.raw`service="a\"b\\c\nd{e=\"f\"} ${'\u202E'}evil 🚀"`)
    for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#')))
      expect(line).toMatch(/^[a-z_]\w*(?:\{.*\})? (?:[-+\d.eE]+|NaN|[+-]?Inf)$/)
  })

  it.each([
    ['', null, 401, 'UNAUTHENTICATED'],
    ['', 'wrong', 401, 'UNAUTHENTICATED'],
    ['', 'ingest', 403, 'FORBIDDEN'],
    ['?last=P1Y', 'read', 400, 'BAD_USER_INPUT'],
    ['?team=sales', 'read', 400, 'BAD_USER_INPUT'],
    ['?environment=', 'read', 400, 'BAD_USER_INPUT'],
    ['?environment=moon', 'read', 400, 'UNKNOWN_ENVIRONMENT'],
  ] as const)('answers %j to %s with %i', async (query, who, status, code) => {
    const token = who === 'ingest' || who === 'read' ? api.tokens[who] : who
    const answer = await scraped(query, token)
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text)).toMatchObject({ code })
    expect(answer.text).not.toContain('shop')
  })
})
