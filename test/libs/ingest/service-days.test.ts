import fc from 'fast-check'
import { expect, it } from 'vitest'
import { calendarDay } from '#domain/calendar'
import { factsOf } from '#graphql/metric/fact-reads'
import { rebuild } from '#ingest/rebuild'
import { defaultDefinition } from '#metrics/definition'
import { unpackDays } from '#metrics/packed-days'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { saveReportingTimeZone } from '#storage/stores/settings'
import { testDatabase } from '../../support/database.ts'
import { post, testNow, testWorker, type Wire } from '../../support/ingest.ts'
import { RandomWorld } from '../../support/random-world.ts'
import { measuredDays, type ToldDay, toldDay } from '../../support/service-days.ts'
import { shuffled } from '../../support/shuffle.ts'

const from = Date.parse('2026-02-01T00:00:00Z')
const to = Date.parse('2026-05-01T00:00:00Z')

/** Midnight of these is at 00:00, 14:00, 14:30 and 18:15 UTC, and one has a day without its first hour. */
const zones = ['UTC', 'Etc/GMT-10', 'Australia/Darwin', 'Asia/Kathmandu', 'America/Havana']

interface Stream {
  readonly id: number
  readonly serviceId: number
  readonly environmentId: number
}

interface StoredDays extends Stream {
  readonly packed: Buffer
}

async function rolledUp(db: Database): Promise<Map<string, ToldDay[]>> {
  const rows = await db.query<StoredDays>(sql`
    select service_id as "serviceId", environment_id as "environmentId", string_agg(packed, '' order by day) as packed
      from service_day
     group by 1, 2
     order by 1, 2`)
  return new Map(
    rows.map(({ serviceId, environmentId, packed }) => [
      `${serviceId} ${environmentId}`,
      [...unpackDays([packed]).values()].map(toldDay),
    ]),
  )
}

async function measured(db: Database, timeZone: string): Promise<Map<string, ToldDay[]>> {
  const streams = await db.query<Stream>(sql`
    select id, service_id as "serviceId", environment_id as "environmentId" from stream`)
  const scope = { window: { from, to, timeZone }, definition: defaultDefinition, now: testNow }
  const needs = { history: false, commits: false, failures: true, incidents: 'OPENED', pending: false } as const
  const facts = await factsOf(
    db,
    streams.map(({ id }) => id),
    scope,
    { ...needs, deployments: true, changes: 'WHOLE', later: false, asTold: false },
  )
  const first = calendarDay(from, timeZone)
  const days = Array.from({ length: calendarDay(to, timeZone) - first }, (_, index) => first + index)
  const found = new Map<string, ToldDay[]>()
  for (const { id, serviceId, environmentId } of streams) {
    const rows = measuredDays(facts.get(id) ?? expect.fail('a stream without facts'), days, { timeZone, now: testNow })
    if (rows.length > 0) found.set(`${serviceId} ${environmentId}`, rows)
  }
  return found
}

/** Compares, and says how much there was to compare. */
async function compare(db: Database, timeZone: string): Promise<ToldDay[]> {
  const rows = await rolledUp(db)
  expect(rows).toEqual(await measured(db, timeZone))
  return [...rows.values()].flat()
}

/** A world in which runs that never went live are blamed too, and a placement is dark for two days. */
function world(seed: number): Wire[] {
  const { events } = new RandomWorld(seed)
  const broken = events.filter(({ outcome }) => outcome === 'failed' || outcome === 'aborted')
  const blamed = broken.map(({ id, service, finishedAt, environment }) => ({
    type: 'incident',
    id: `of ${String(id)}`,
    service,
    environment,
    openedAt: finishedAt,
    deploymentId: id,
  }))
  const dark = { type: 'cutover', environment: 'prod', placement: 'eu', at: '2026-03-05T00:00:00Z', state: 'dark' }
  return [...events, ...blamed, dark]
}

function inBatches(events: readonly Wire[], size: number): Wire[][] {
  return Array.from({ length: Math.ceil(events.length / size) }, (_, at) => events.slice(at * size, (at + 1) * size))
}

it('days are what the metrics measure over the facts: in steps, late, in any order, and made anew', async () => {
  const total = { kinds: 0, failedAttempts: 0, rework: 0, aborted: 0, leads: 0 }
  // One that has something of everything, whatever the others have.
  const known = { seed: 5, zone: 'Etc/GMT-10', order: 'SHUFFLED', steps: 8, reportsTogether: 3 } as const
  // Here a late deployment ships, in an early pass, what a later one was taken to have shipped.
  const moved = { seed: 25_801, zone: 'UTC', order: 'SHUFFLED', steps: 10, reportsTogether: 3 } as const
  const telling = fc.record({
    seed: fc.integer({ min: 1, max: 100_000 }),
    zone: fc.constantFrom(...zones),
    order: fc.constantFrom('TOLD' as const, 'SHUFFLED' as const, 'BACKWARDS' as const),
    steps: fc.integer({ min: 1, max: 12 }),
    reportsTogether: fc.constantFrom(3, 500),
  })
  await fc.assert(
    fc.asyncProperty(telling, async ({ seed, zone, order, steps, reportsTogether }) => {
      const told = world(seed)
      const orders = { TOLD: told, SHUFFLED: shuffled(told, seed), BACKWARDS: told.toReversed() }
      const events = orders[order]
      const test = await testDatabase()
      try {
        await saveReportingTimeZone(test.db, zone)
        const worker = testWorker(test.db, { reportsTogether })
        for (const batch of inBatches(events, Math.ceil(events.length / steps))) {
          await post(test.db, batch)
          await worker.drain()
          await compare(test.db, zone)
        }
        const rows = await compare(test.db, zone)
        await rebuild(test.db, { clock: () => testNow })
        expect(await compare(test.db, zone)).toEqual(rows)
        for (const { kinds, leads, ...row } of rows) {
          total.kinds += kinds.reduce((sum, count) => sum + count, 0)
          total.leads += leads.length
          for (const name of ['failedAttempts', 'rework', 'aborted'] as const) total[name] += row[name]
        }
      } finally {
        await test.close()
      }
    }),
    { numRuns: 4, endOnFailure: true, examples: [[known], [moved]] },
  )
  for (const [name, count] of Object.entries(total)) expect(count, name).toBeGreaterThan(0)
}, 300_000)
