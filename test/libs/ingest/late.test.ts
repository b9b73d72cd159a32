import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rebuild } from '#ingest/rebuild'
import type { Worker } from '#ingest/worker'
import { sql } from '#storage/sql'
import { saveReportingTimeZone, saveRules } from '#storage/stores/settings'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { dump, post, testNow, testWorker, type Wire } from '../../support/ingest.ts'

const HOUR = 3_600_000
const first = Date.parse('2026-01-05T10:00:00Z')

function sha(index: number): string {
  return createHash('sha1').update(`commit ${index}`).digest('hex')
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

/** One deployment a day, of one commit each. */
function day(index: number): Wire[] {
  const at = first + index * 24 * HOUR
  return [
    {
      type: 'commit',
      repository: 'git.example.com/acme/api',
      sha: sha(index),
      parents: index === 0 ? [] : [sha(index - 1)],
      authoredAt: iso(at - 5 * HOUR),
    },
    {
      type: 'artifact',
      image: 'api',
      digest: `sha256:${index}`,
      publishedAt: iso(at - HOUR),
      repository: 'git.example.com/acme/api',
      sha: sha(index),
    },
    {
      type: 'deployment',
      id: `d${index}`,
      service: 'api',
      environment: 'production',
      digest: `sha256:${index}`,
      finishedAt: iso(at),
      outcome: 'succeeded',
    },
  ]
}

const days = 40
let test: TestDatabase
let worker: Worker

/** Physical versions of the rows: a row that was not written keeps its own. */
async function versions(): Promise<Map<string, string>> {
  const rows = await test.db.query<{ key: string; version: string }>(sql`
    select key, xmin::text || ctid::text as version from deployment order by at`)
  return new Map(rows.map((row) => [row.key, row.version]))
}

async function rewrittenBy(events: readonly Wire[]): Promise<string[]> {
  const before = await versions()
  await post(test.db, events)
  await worker.drain()
  return [...(await versions())].filter(([key, version]) => before.get(key) !== version).map(([key]) => key)
}

async function ids(): Promise<Map<string, number>> {
  const rows = await test.db.query<{ key: string; id: number }>(sql`select key, id from deployment`)
  return new Map(rows.map((row) => [row.key, row.id]))
}

beforeAll(async () => {
  test = await testDatabase()
  worker = testWorker(test.db)
  await post(test.db, Array.from({ length: days }, (_, index) => day(index)).flat())
  await worker.drain()
})
afterAll(() => test.close())

describe('what comes late', () => {
  it('is an incident of three weeks ago: only the blamed deployment is written', async () => {
    const at = first + 10 * 24 * HOUR + HOUR / 2
    expect(
      await rewrittenBy([
        {
          type: 'incident',
          id: 'late',
          service: 'api',
          openedAt: iso(at),
          resolvedAt: iso(at + HOUR),
          deploymentId: 'd10',
        },
      ]),
    ).toEqual(['deployment|api|d10'])
  })

  it('is a request: only the deployment that shipped it may change, and its change does', async () => {
    const at = first + 20 * 24 * HOUR
    const request = {
      type: 'pull_request',
      repository: 'git.example.com/acme/api',
      number: 7,
      openedAt: iso(at - 4 * HOUR),
      mergedAt: iso(at - 3 * HOUR),
      commits: [sha(20)],
    }
    expect(await rewrittenBy([request])).toEqual([])
    expect(await test.db.query(sql`select key, number from shipped_change where number is not null`)).toEqual([
      { key: 'git.example.com/acme/api#7', number: 7 },
    ])
  })

  it('is a deployment in the middle: it and what follows it', async () => {
    const at = first + 30 * 24 * HOUR + HOUR
    const other = {
      type: 'deployment',
      id: 'between',
      service: 'api',
      environment: 'production',
      sha: sha(30),
      finishedAt: iso(at),
      outcome: 'succeeded',
      configSha: 'abc',
    }
    expect(await rewrittenBy([other])).toEqual(['deployment|api|between', 'deployment|api|d31'])
  })

  it('is a commit and its artifact: the deployment that waits for them, and its neighbour', async () => {
    const at = first + 35 * 24 * HOUR + 2 * HOUR
    const unknown = {
      type: 'deployment',
      id: 'unknown',
      service: 'api',
      environment: 'production',
      digest: 'sha256:late',
      finishedAt: iso(at),
      outcome: 'succeeded',
    }
    await rewrittenBy([unknown])
    const artifact = {
      type: 'artifact',
      image: 'api',
      digest: 'sha256:late',
      publishedAt: iso(at - HOUR),
      repository: 'git.example.com/acme/api',
      sha: sha(999),
    }
    expect(await rewrittenBy([artifact])).toContain('deployment|api|unknown')
    const commit = {
      type: 'commit',
      repository: 'git.example.com/acme/api',
      sha: sha(999),
      parents: [sha(35)],
      authoredAt: iso(at - 3 * HOUR),
    }
    // What was deployed after it has one more head behind it.
    expect(await rewrittenBy([commit])).toEqual(
      ['unknown', 'd36', 'd37', 'd38', 'd39'].map((id) => `deployment|api|${id}`),
    )
    expect(await test.db.query(sql`select key from shipped_change where sha = ${sha(999)}`)).toHaveLength(1)
  })

  it('is nothing new: nothing is written', async () => {
    expect(await rewrittenBy(day(12))).toEqual([])
  })
})

describe('a rebuild', () => {
  beforeEach(async () => {
    await worker.drain()
  })

  it('mends whatever happened to the facts, and keeps the ids', async () => {
    const [facts, known] = [await dump(test.db), await ids()]
    await test.db.query(sql`update deployment set kind = 'PLATFORM', live_at = null`)
    await test.db.query(sql`delete from shipped_commit`)
    await test.db.query(sql`update service_day set packed = ''`)
    await rebuild(test.db, { clock: () => testNow })
    expect(await dump(test.db)).toEqual(facts)
    expect(await ids()).toEqual(known)
  })

  it('goes on where another process left it', async () => {
    const facts = await dump(test.db)
    await test.db.query(sql`update projection_cursor set rebuild_wanted = true`)
    await testWorker(test.db).drain()
    expect(await dump(test.db)).toEqual(facts)
  })

  it('tells how far it is', async () => {
    const phases = new Set<string>()
    await rebuild(test.db, { clock: () => testNow, onProgress: ({ phase }) => phases.add(phase) })
    expect([...phases]).toContain('PROJECT')
  })

  it('follows when a setting changes', async () => {
    const before = await dump(test.db)
    await saveReportingTimeZone(test.db, 'Pacific/Auckland')
    await worker.drain()
    const moved = await dump(test.db)
    expect(moved.days).not.toEqual(before.days)
    expect({ ...moved, days: [] }).toEqual({ ...before, days: [] })
    await saveReportingTimeZone(test.db, 'UTC')
    await saveRules(test.db, { blameWindow: 24 * HOUR })
    await worker.drain()
    await saveRules(test.db, {})
    await worker.drain()
    expect(await dump(test.db)).toEqual(before)
  })
})
