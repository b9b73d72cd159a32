import { describe, expect, it } from 'vitest'
import { allPages } from '#dashboards/all-pages'
import { failuresTable, incidentsTable, overviewTable, samplesTable } from '#dashboards/exports'
import { coverageTable, runningTable } from '#dashboards/exports-of-streams'
import { csvText } from '#reports/csv'
import { tableJson } from '#reports/table-json'
import { overviewService } from './answers.ts'

const deployment = { id: 'd1', version: '=1.0', liveAt: '2026-03-03T09:00:00.000Z' }

/** The first row by the names of its columns. */
function first({
  columns,
  rows,
}: {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}) {
  expect(new Set(columns).size).toBe(columns.length)
  for (const row of rows) expect(row.length).toBe(columns.length)
  return Object.fromEntries(columns.map((column, at) => [column, rows[0]?.[at]]))
}

describe('an export', () => {
  it('of services has the raw numbers, each with n and its interval, the frequency per week throughout', () => {
    const interval = { low: 0.5, high: null, level: 0.9 }
    const frequency = {
      perWeek: 4.2,
      sampleSize: 9,
      insufficient: false,
      unavailableReason: null,
      interval,
      coverage: 0.5,
    }
    const row = first(overviewTable([overviewService('shop', { team: 'sales', deploymentFrequency: frequency })]))
    expect(row).toMatchObject({
      service: 'shop',
      team: 'sales',
      open_alerts: 0,
      deployments_per_week: 4.2,
      deployments_per_week_n: 9,
      deployments_per_week_low: 3.5,
      deployments_per_week_high: null,
      deployments_per_week_coverage_share: 0.5,
      change_fail_share: 0.1,
      lead_time_median_seconds: 66_000,
    })
  })

  it('of incidents has each with what it was blamed on', () => {
    const incident = {
      id: 'I1',
      externalId: 'i1',
      source: 'pager',
      title: null,
      severity: 2,
      classification: 'incident',
      openedAt: deployment.liveAt,
      restoredAt: null,
      impactSeconds: null,
      services: [{ name: 'shop' }, { name: 'till' }],
      environments: [{ name: 'production' }],
      failures: [{ basis: 'EXPLICIT', confidence: 'HIGH', deployment: { ...deployment, service: { name: 'shop' } } }],
      overrides: [],
    }
    expect(first(incidentsTable([incident]))).toMatchObject({
      incident_id: 'I1',
      opened_at: deployment.liveAt,
      restored_at: null,
      services: 'shop till',
      blamed_on_deployment_ids: 'd1',
      bases: 'EXPLICIT',
    })
  })

  it('of lead times has every stage, and null where one is not known', () => {
    const row = first(
      samplesTable([
        {
          startedAt: '2026-03-02T09:00:00.000Z',
          liveAt: deployment.liveAt,
          seconds: 86_400.25,
          change: null,
          deployment,
          stages: [{ stage: 'REVIEW', seconds: 86_400.25 }],
          flags: [{ code: 'NO_PREDECESSOR', count: 2, message: '' }],
        },
      ]),
    )
    expect(row).toMatchObject({
      lead_time_seconds: 86_400.25,
      review_seconds: 86_400.25,
      build_seconds: null,
      change_id: null,
      flags: 'NO_PREDECESSOR:2',
    })
  })

  it('of failures that are open has no recovery, and names its incidents', () => {
    const incident = {
      id: 'i',
      externalId: 'INC-1',
      title: 'Down',
      url: null,
      openedAt: '',
      restoredAt: null,
      classification: 'incident',
      switchedFlags: [],
      overrides: [],
    }
    const open = {
      restoredAt: null,
      restoredRule: null,
      seconds: null,
      remedy: null,
      restoredByFlag: null,
      restoredBy: null,
    }
    const known = { id: 'f', basis: 'INCIDENT', confidence: 'HIGH', impactStartedAt: '2026-03-03T09:20:00.000Z' }
    const row = first(failuresTable([{ ...known, ...open, deployment, incidents: [incident] }]))
    expect(row).toMatchObject({
      deployment_id: 'd1',
      recovery_seconds: null,
      incident_ids: 'INC-1',
      incident_titles: 'Down',
    })
    expect(csvText(failuresTable([{ ...known, ...open, deployment, incidents: [] }]))).toContain(",'=1.0,")
  })

  it('of what runs and of coverage has a row for each place and stream', () => {
    const running = {
      placement: null,
      since: deployment.liveAt,
      service: { name: 'shop' },
      environment: { name: 'production' },
      team: null,
      deployment: {
        ...deployment,
        sha: null,
        commitConfidence: null,
        kind: 'CODE',
        changesUnavailableReason: 'NO_COMMIT',
        change: null,
      },
      previous: null,
      changes: null,
      onItsWay: null,
    }
    expect(first(runningTable([running]))).toMatchObject({
      service: 'shop',
      placement: null,
      since: deployment.liveAt,
      changes_between: null,
    })
    const counts = {
      deployments: 3,
      withCommit: 2,
      withOutcome: 3,
      withLiveTime: 3,
      changes: 0,
      withRequest: 0,
      failures: 0,
      withIncident: 0,
      incidents: 0,
      incidentsLinked: 0,
    }
    const gap = { kind: 'MISSING_COMMIT', count: 1, of: 3, example: null, meaning: '', mend: '' }
    expect(
      first(coverageTable([{ service: { name: 'shop' }, environment: null, ...counts, gaps: [gap] }])),
    ).toMatchObject({ with_commit: 2, gaps: 'MISSING_COMMIT:1' })
  })

  it('as JSON names each cell, and says how many rows there are', () => {
    const text = tableJson({ columns: ['a', 'b'], rows: [[1, null]] }, 7)
    expect(JSON.parse(text)).toEqual({ format: 'leadline/table', version: 1, total: 7, rows: [{ a: 1, b: null }] })
  })
})

describe('the pages of a list', () => {
  const list = Array.from({ length: 250 }, (_, at) => at)
  const page = async (after: string | null) => {
    const from = Number(after ?? 0)
    const end = Math.min(from + 100, list.length)
    return {
      totalCount: list.length,
      pageInfo: { hasNextPage: end < list.length, endCursor: String(end) },
      nodes: list.slice(from, end),
    }
  }

  it('are put together, each row once', async () => {
    expect(await allPages(page)).toEqual({ rows: list, total: 250 })
  })

  it('are cut at the bound, which is said', async () => {
    expect(await allPages(page, 120)).toEqual({ rows: list.slice(0, 120), total: 250 })
  })

  it('of what is not there are none', async () => {
    expect(await allPages(async () => null)).toEqual({ rows: [], total: 0 })
  })
})
