import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Bucket } from '#domain/window'
import { digestOfStreams, digestsOf, type StreamDigest } from '#graphql/metric/digest-reads'
import { factsOf } from '#graphql/metric/fact-reads'
import { StreamMemory } from '#graphql/metric/stream-memory'
import { wholeDays } from '#graphql/metric/stream-parts'
import { defaultDefinition } from '#metrics/definition'
import { type Facts, pool } from '#metrics/facts'
import { metrics } from '#metrics/index'
import type { MeasureScope } from '#metrics/metric'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { saveReportingTimeZone } from '#storage/stores/settings'
import { expectDaysOfFacts } from '../../../support/compare-days.ts'
import { testDatabase } from '../../../support/database.ts'
import { post, testNow, testWorker } from '../../../support/ingest.ts'
import { RandomWorld } from '../../../support/random-world.ts'

const zones = ['UTC', 'Asia/Kolkata', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Apia'] as const
const first = Date.parse('2026-02-25T00:00:00Z')
const last = Date.parse('2026-03-25T00:00:00Z')
const hour = 3_600_000
const day = 24 * hour

const scope = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    from: fc.integer({ min: first / hour, max: last / hour }),
    hours: fc.integer({ min: 1, max: 1_000 }),
    aligned: fc.boolean(),
    // Some of what is told is dated after now.
    now: fc.oneof(fc.constant(testNow), fc.integer({ min: first, max: last })),
  })
  .map(({ timeZone, from, hours, aligned, now }): MeasureScope => {
    const begin = aligned ? Math.floor((from * hour) / day) * day : from * hour
    const end = aligned ? begin + Math.ceil(hours / 24) * day : begin + hours * hour
    return { window: { from: begin, to: end, timeZone }, definition: defaultDefinition, now }
  })

const needs = { runs: true, failures: true, incidents: true, pending: true, last: true, past: true } as const
const factNeeds = {
  deployments: true,
  history: true,
  changes: 'NARROW',
  commits: false,
  failures: true,
  incidents: 'OPENED',
  later: false,
  asTold: false,
  pending: true,
} as const

/** Compares what is measured over days with what is measured over all facts, for each stream and for all as one. */
async function compare(
  { db, memory }: { readonly db: Database; readonly memory: StreamMemory },
  ids: readonly number[],
  asked: MeasureScope,
  seen: Set<string>,
  buckets?: readonly Bucket[],
): Promise<ReadonlyMap<number, StreamDigest>> {
  const facts = await factsOf(db, ids, asked, factNeeds)
  const digests = await digestsOf(db, memory, ids, asked, needs)
  for (const group of [...ids.map((id) => [id]), ids]) {
    const whole: Facts = pool(group.map((id) => facts.get(id) ?? expect.fail('a stream without facts')))
    const digest = digestOfStreams(group.map((id) => digests.get(id) ?? expect.fail('a stream without digest')))
    expectDaysOfFacts(digest, whole, asked, seen, buckets)
  }
  return digests
}

it('numbers over kept days are those over all facts, for every metric, bucket and time zone', async () => {
  const seen = new Set<string>()
  const told = fc.record({
    seed: fc.integer({ min: 1, max: 100_000 }),
    reporting: fc.constantFrom(...zones),
    // All of it, next to nothing, and so much that some of it is always forgotten.
    limit: fc.constantFrom(64_000_000, 0, 20_000),
    scopes: fc.array(scope, { minLength: 12, maxLength: 12 }),
  })
  await fc.assert(
    fc.asyncProperty(told, async ({ seed, reporting, limit, scopes }) => {
      const test = await testDatabase()
      try {
        await saveReportingTimeZone(test.db, reporting)
        await post(test.db, new RandomWorld(seed).events)
        await testWorker(test.db).drain()
        const streams = await test.db.query<{ id: number }>(sql`select id from stream`)
        const ids = streams.map(({ id }) => id)
        const memory = new StreamMemory(limit)
        // Asked again, the memory answers; and what is told later is not kept from it.
        for (const asked of [...scopes, ...scopes.slice(0, 4)]) await compare({ db: test.db, memory }, ids, asked, seen)
        await post(test.db, new RandomWorld(seed + 1).events)
        await testWorker(test.db).drain()
        for (const asked of scopes.slice(0, 3)) await compare({ db: test.db, memory }, ids, asked, seen)
        // Days of another zone are not taken for those of this one, also while they are made anew.
        await saveReportingTimeZone(test.db, 'Asia/Kathmandu')
        for (const asked of scopes.slice(0, 2)) await compare({ db: test.db, memory }, ids, asked, seen)
        await testWorker(test.db).drain()
        for (const asked of scopes.slice(0, 2)) await compare({ db: test.db, memory }, ids, asked, seen)
      } finally {
        await test.close()
      }
    }),
    { numRuns: 4, endOnFailure: true },
  )
  expect([...seen]).toEqual(expect.arrayContaining(Object.keys(metrics)))
  expect([...seen]).toEqual(expect.arrayContaining(['NO_PREDECESSOR', 'MISSING_COMMIT']))
}, 240_000)

it('numbers over so many days that they are read past the memory are those over all facts', async () => {
  const test = await testDatabase()
  try {
    await saveReportingTimeZone(test.db, 'America/Havana')
    await post(test.db, new RandomWorld(11).events)
    await testWorker(test.db).drain()
    const ids = (await test.db.query<{ id: number }>(sql`select id from stream`)).map(({ id }) => id)
    const [newest] = await test.db.query<{ at: number }>(sql`select max(live_at) as at from deployment`)
    // On a day that the window clips.
    const to = (newest?.at ?? expect.fail('nothing went live')) + 1
    const seen = new Set<string>()
    for (const { timeZone, isKept } of [
      { timeZone: 'America/Havana', isKept: true },
      { timeZone: 'Asia/Kolkata', isKept: false },
    ]) {
      const asked: MeasureScope = {
        window: { from: to - Math.ceil(61_000 / ids.length) * day, to, timeZone },
        definition: defaultDefinition,
        now: testNow,
      }
      const found = await compare({ db: test.db, memory: new StreamMemory(1_000_000) }, ids, asked, seen, ['MONTH'])
      expect([...found.values()].filter(({ packed }) => packed !== null).length > 1).toBe(isKept)
    }
    expect([...seen]).toEqual(expect.arrayContaining(Object.keys(metrics)))
  } finally {
    await test.close()
  }
}, 60_000)

it('streams whose facts are written meanwhile are read again, as of one moment', async () => {
  const test = await testDatabase()
  try {
    await post(test.db, new RandomWorld(5).events)
    await testWorker(test.db).drain()
    const ids = (await test.db.query<{ id: number }>(sql`select id from stream order by id`)).map(({ id }) => id)
    const asked: MeasureScope = {
      window: { from: first, to: last, timeZone: 'UTC' },
      definition: defaultDefinition,
      now: testNow,
    }
    const snapshots: string[][] = []
    let isWritten = false
    const db: Database = {
      ...test.db,
      query: async (statement) => {
        const rows = await test.db.query<never>(statement)
        if (isWritten || !statement.text.includes('packed-days */')) return rows
        isWritten = true
        await test.db.query(sql`update stream set version = version + 1 where id = ${ids[0] ?? 0}`)
        return rows
      },
      snapshot: (work) =>
        test.db.snapshot((tx) => {
          const seen: string[] = []
          snapshots.push(seen)
          return work({
            query: (statement) => {
              seen.push(JSON.stringify(statement.values))
              return tx.query(statement)
            },
          })
        }),
    }
    const found = await digestsOf(db, new StreamMemory(1_000_000), ids, asked, needs)
    expect(isWritten).toBe(true)
    expect(snapshots).toHaveLength(1)
    expect(snapshots[0]?.[0]).toBe(JSON.stringify([[ids[0]]]))
    const quiet = await digestsOf(test.db, new StreamMemory(1_000_000), ids, asked, needs)
    for (const id of ids)
      expect(
        metrics.leadTimeForChanges.measureDays(digestOfStreams([found.get(id) ?? expect.fail('none')]), asked),
      ).toEqual(metrics.leadTimeForChanges.measureDays(digestOfStreams([quiet.get(id) ?? expect.fail('none')]), asked))
  } finally {
    await test.close()
  }
}, 60_000)

it('a window is cut into whole days of its zone and what is left at its ends', () => {
  fc.assert(
    fc.property(scope, ({ window }) => {
      const { first: firstDay, last: lastDay, rest } = wholeDays(window)
      const outside = rest.reduce((sum, { from, to }) => sum + (to - from), 0)
      const inside = window.to - window.from - outside
      expect(outside).toBeGreaterThanOrEqual(0)
      expect(inside === 0).toBe(firstDay === lastDay)
      // A zone may skip an hour, or a whole day.
      expect(Math.abs(inside - (lastDay - firstDay) * day)).toBeLessThanOrEqual(day)
      for (const { from, to } of rest) expect(from).toBeLessThan(to)
    }),
  )
})
