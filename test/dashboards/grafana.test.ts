import { readFileSync, readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceSeries } from '#apps/server/prometheus/service-gauges'
import { leadTimeStages } from '#domain/stream-history'
import { sql } from '#storage/sql'
import type { Api } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

interface Target {
  readonly expr?: string
  readonly rawSql?: string
}
interface Panel {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly datasource: { readonly uid: string }
  readonly targets: readonly Target[]
}
interface Board {
  readonly uid: string
  readonly schemaVersion: number
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] }
}

const folder = new URL('../../dashboards/grafana/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const boardOf = (name: string): Board => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Board

const window = { from: '2026-01-01T00:00:00Z', to: '2026-03-20T00:00:00Z' }

/** As Grafana writes its macros and variables out for PostgreSQL, with the moment of the test for `now()`. */
function writtenOut(text: string, services: readonly string[]): string {
  return text
    .replaceAll(
      /\$__timeFilter\((coalesce\([^)]*\)|\w+)\)/g,
      (_, column: string) => `${column} between '${window.from}' and '${window.to}'`,
    )
    .replaceAll(
      /\$__timeGroup\((\w+), '1w'\)/g,
      (_, column: string) => `to_timestamp(floor(extract(epoch from ${column}) / 604800) * 604800)`,
    )
    .replaceAll('$environment', 'production')
    .replaceAll('$service', services.map((name) => `'${name.replaceAll("'", "''")}'`).join(','))
    .replaceAll('now()', `timestamptz '${window.to}'`)
}

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

async function asked<Row extends object>(text: string): Promise<Row[]> {
  const query = sql.empty
  return api.db.query<Row>({ ...query, text, values: [] })
}

describe('the dashboards for Grafana', () => {
  it('are whole: each panel has a number, a place to ask, and words', () => {
    expect(files).toEqual(['metrics.json', 'records.json'])
    for (const file of files) {
      const { panels, uid, schemaVersion } = boardOf(file)
      expect(uid).toMatch(/^leadline-/)
      expect(schemaVersion).toBeGreaterThanOrEqual(39)
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
      for (const { title, description, datasource, targets } of panels) {
        expect(description.length, title).toBeGreaterThan(20)
        expect(datasource.uid).toBe(['$', '{source}'].join(''))
        expect(targets.length, title).toBeGreaterThan(0)
      }
    }
  })

  it('ask Prometheus only for what the endpoint tells', async () => {
    const response = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.tokens.read}` } })
    const told = new Set([...(await response.text()).matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name))
    const { panels, templating } = boardOf('metrics.json')
    const texts = [
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr ?? '')),
      ...templating.list.flatMap(({ definition }) => definition ?? []),
    ]
    const wanted = texts.flatMap((text) => text.match(/leadline_\w+/g) ?? [])
    expect(wanted.length).toBeGreaterThan(serviceSeries.length / 2)
    for (const name of wanted) expect([...told], name).toContain(name)
  })

  it('ask PostgreSQL what it understands', async () => {
    const { panels, templating } = boardOf('records.json')
    const texts = [
      ...panels.flatMap(({ targets }) => targets.map(({ rawSql }) => rawSql ?? '')),
      ...templating.list.flatMap(({ definition }) => definition ?? []),
    ]
    expect(texts.length).toBeGreaterThan(6)
    for (const text of texts)
      expect((await asked(writtenOut(text, ['shop', "o'neil"]))).length, text).toBeGreaterThan(0)
  })

  it('show of each service what GraphQL answers', async () => {
    const names = ['bell', 'cart', 'shop', 'lone']
    const panel = boardOf('records.json').panels.find(({ title }) => title === 'Services')
    const rows = await asked<Record<string, unknown> & { service: string }>(
      writtenOut(panel?.targets[0]?.rawSql ?? '', names),
    )
    expect(rows.map(({ service }) => service)).toEqual(expect.arrayContaining(['bell', 'cart', 'shop']))
    for (const row of rows) {
      const { service } = await api.data<{
        service: { metrics: Record<string, Record<string, number | null>> }
      }>(
        /* GraphQL */ `query ($name: String!, $window: WindowInput!) {
          service(name: $name) { metrics(window: $window) {
            deploymentFrequency { count }
            leadTimeForChanges { medianSeconds sampleSize }
            changeFailureRate { failed rate }
            deploymentReworkRate { rate }
          } }
        }`,
        { name: row.service, window },
      )
      const { metrics } = service
      expect(Number(row['deployments'])).toBe(metrics['deploymentFrequency']?.['count'])
      expect(Number(row['changes'] ?? 0)).toBe(metrics['leadTimeForChanges']?.['sampleSize'])
      expect(row['lead_time_seconds']).toBe(metrics['leadTimeForChanges']?.['medianSeconds'])
      expect(Number(row['failed'])).toBe(metrics['changeFailureRate']?.['failed'])
      expect(row['change_failure_rate']).toBe(metrics['changeFailureRate']?.['rate'])
      expect(row['rework_rate']).toBe(metrics['deploymentReworkRate']?.['rate'])
    }
  })

  it('have stages whose columns add up to the lead time', async () => {
    const columns = leadTimeStages.map((stage) => `coalesce(${stage.toLowerCase()}_seconds, 0)`).join(' + ')
    const rows = await asked<{ sum: number; whole: number }>(
      `select ${columns} as sum, lead_time_seconds as whole from reporting.change`,
    )
    expect(rows.length).toBeGreaterThan(0)
    for (const { sum, whole } of rows) expect(sum).toBeCloseTo(whole, 6)
  })

  it('need no more than what docs/grafana.md grants', async () => {
    const docs = readFileSync(new URL('../../docs/grafana.md', import.meta.url), 'utf8')
    const grants = (/```sql\n([\s\S]*?)```/.exec(docs)?.[1] ?? '').replaceAll('grafana', 'grafana_test')
    expect(grants).toContain('create role')
    try {
      await asked(grants)
      await asked('set role grafana_test; select * from reporting.deployment; reset role')
      const refused = asked('set role grafana_test; select * from public.token')
      await expect(refused).rejects.toThrow(/permission denied/)
    } finally {
      await asked('reset role')
      await asked('drop owned by grafana_test; drop role grafana_test')
    }
  })
})
