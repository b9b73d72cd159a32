import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DataSize, loadData } from '#apps/bench/reads/data-set'
import { loadNaive, naiveMetrics, naiveTrend } from '#apps/bench/reads/naive'
import { bucketUnits } from '#domain/window'
import { digestOfStreams, digestsOf } from '#graphql/metric/digest-reads'
import { factsOf } from '#graphql/metric/fact-reads'
import { StreamMemory } from '#graphql/metric/stream-memory'
import { defaultDefinition } from '#metrics/definition'
import type { Digest } from '#metrics/digest'
import { metrics } from '#metrics/index'
import type { MeasureScope } from '#metrics/metric'
import { type Database, openDatabase } from '#storage/database'
import { type Sql, sql } from '#storage/sql'
import { benchStory } from '../support/bench-story.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { dump, post, testNow, testWorker } from '../support/ingest.ts'

const end = Date.parse('2026-05-01T00:00:00Z')
const hour = 3_600_000
const day = 24 * hour

interface Sample {
  readonly title: string
  readonly size: DataSize
  /** What of its failures it is chosen for. */
  readonly has: Sql
}

const samples: readonly Sample[] = [
  {
    title: 'three months, of which nothing repairs the last deployment',
    size: { services: 3, days: 88, deploymentsPerDay: 2.25, teamSize: 2 },
    has: sql`detail ->> 'restoredByKey' is null`,
  },
  {
    title: 'a day so full that the next deployment goes live before an incident is opened',
    size: { services: 2, days: 1, deploymentsPerDay: 100, teamSize: 2 },
    has: sql`exists (
      select from deployment
       where deployment.stream_id = failure.stream_id
         and deployment.at > failure.at
         and deployment.at < failure.impact_started_at)`,
  },
]

/** Everything, and a window that begins and ends in the middle of a day; in the zone of the kept days and in another. */
function scopesOf({ days }: DataSize): MeasureScope[] {
  const from = end - days * day
  const spans = [
    { from: from - 9 * day, to: end + 3 * day },
    { from: from + 0.15 * days * day + 1_234, to: end - 10.5 * hour },
  ]
  return ['UTC', 'Asia/Kolkata'].flatMap((timeZone) =>
    spans.map((span) => ({ window: { ...span, timeZone }, definition: defaultDefinition, now: testNow })),
  )
}

interface Streams {
  readonly db: Database
  readonly memory: StreamMemory
  /** Streams by the name of their service. */
  readonly ids: ReadonlyMap<string, number>
}

async function streamsOf(db: Database): Promise<Streams> {
  const rows = await db.query<{ name: string; id: number }>(sql`
    select service.name, stream.id from stream join service on service.id = stream.service_id order by 1`)
  return { db, memory: new StreamMemory(1_000_000), ids: new Map(rows.map(({ name, id }) => [name, id])) }
}

const needs = { runs: true, failures: true, incidents: true, pending: true, last: true, past: true } as const

/** What the metrics are measured over, for each service and for all as one. */
async function digestsIn({ db, memory, ids }: Streams, asked: MeasureScope): Promise<Map<string, Digest>> {
  const found = await digestsOf(db, memory, [...ids.values()], asked, needs)
  const own = [...ids].map(([name, id]) => [name, found.get(id) ?? expect.fail('a stream without digest')] as const)
  const groups = [
    ...own.map(([name, digest]) => [name, [digest]] as const),
    ['all', own.map(([, digest]) => digest)] as const,
  ]
  return new Map(groups.map(([name, digests]) => [name, digestOfStreams(digests)]))
}

/** Every answer of the five metrics, whole and by day, week and month. */
async function answersOf(streams: Streams, asked: MeasureScope): Promise<object> {
  const digests = await digestsIn(streams, asked)
  return Object.fromEntries(
    [...digests].map(([name, digest]) => [
      name,
      Object.values(metrics).map((metric) => ({
        whole: metric.measureDays(digest, asked),
        series: bucketUnits.map((by) => metric.seriesOfDays(digest, asked, by)),
      })),
    ]),
  )
}

const factNeeds = {
  deployments: true,
  history: true,
  changes: 'NARROW',
  commits: false,
  failures: true,
  incidents: 'OPENED',
  later: true,
  asTold: true,
  pending: true,
} as const

async function factsIn({ db, ids }: Streams, asked: MeasureScope): Promise<object> {
  const found = await factsOf(db, [...ids.values()], asked, factNeeds)
  return Object.fromEntries([...ids].map(([name, id]) => [name, found.get(id)]))
}

/** Of the database that says it; the commits of the bench were never told, so nobody can say of it that nothing else waits. */
const notCompared = new Set(['streamId', 'unknownWaits', 'unknownReason', 'bound'])

/** Links rest on statements: the bench makes up their hashes, which are as many and as long. */
function comparable(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (name, part: unknown) => {
      if (notCompared.has(name)) return undefined
      return name === 'statements' ? (part as string[]).map((hash) => hash.length) : part
    }),
  )
}

interface NaiveRow {
  readonly service: string
  readonly deployments: number
  readonly lead: readonly number[]
  readonly failed: number | null
  readonly restore: number | null
  readonly rework: number
}

interface NaiveWeek {
  readonly week: number
  readonly count: number
  readonly lead: readonly number[]
}

/** The numbers that the naive statements give, as we count them. */
function ourCounts(
  digest: Digest,
  asked: MeasureScope,
): Omit<NaiveRow, 'service' | 'lead'> & { readonly lead: unknown } {
  const { medianSeconds, p75Seconds, p90Seconds } = metrics.leadTimeForChanges.measureDays(digest, asked)
  const { failed } = metrics.changeFailureRate.measureDays(digest, asked)
  return {
    deployments: metrics.deploymentFrequency.measureDays(digest, asked).count ?? expect.fail('no count'),
    lead: [medianSeconds, p75Seconds, p90Seconds],
    failed: failed === 0 ? null : (failed ?? expect.fail('no count')),
    restore: metrics.timeToRestore.measureDays(digest, asked).medianSeconds ?? null,
    rework: metrics.deploymentReworkRate.measureDays(digest, asked).rework ?? expect.fail('no count'),
  }
}

/** To the microsecond: percentiles of whole milliseconds end on a twentieth of one. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, part: unknown) => (typeof part === 'number' ? Math.round(part * 1_000_000) : part)),
  )
}

describe.each(samples)('the data of the bench, of $title', ({ size, has }) => {
  let loaded: TestDatabase
  let projected: TestDatabase

  beforeAll(async () => {
    loaded = await testDatabase()
    projected = await testDatabase()
    const one = await openDatabase({ url: loaded.url, max: 1 })
    try {
      await loadData(one, size, end, () => {})
      await loadNaive(one)
    } finally {
      await one.close()
    }
    await post(projected.db, await benchStory(loaded.db))
    await testWorker(projected.db).drain()
  })

  afterAll(async () => {
    await loaded.close()
    await projected.close()
  })

  it('is row by row what projection makes of the events that tell it', async () => {
    // Left out: commits, the details of changes, and what a log and its entities hold.
    const { commits, changes, ...bench } = await dump(loaded.db)
    const { commits: shipped, changes: told, ...own } = await dump(projected.db)
    const bare = (rows: readonly unknown[]) => rows.map((row) => ({ ...(row as object), detail: null }))
    expect(comparable(bench)).toEqual(comparable(own))
    expect(changes).toEqual(bare(told))
    expect([commits.length, shipped.length]).toEqual([0, told.length])
    expect(bench.deployments).toHaveLength(size.days * size.deploymentsPerDay)
    expect(await loaded.db.query(sql`select from failure where ${has}`)).not.toEqual([])
  })

  it('gives the same facts and the same answers of the five metrics', async () => {
    const [bench, own] = [await streamsOf(loaded.db), await streamsOf(projected.db)]
    expect([...bench.ids.keys()]).toEqual([...own.ids.keys()])
    for (const asked of scopesOf(size)) {
      expect(comparable(await factsIn(bench, asked))).toEqual(comparable(await factsIn(own, asked)))
      expect(comparable(await answersOf(bench, asked))).toEqual(comparable(await answersOf(own, asked)))
    }
  })

  it('is counted by the naive statements as by us', async () => {
    const streams = await streamsOf(loaded.db)
    const names = [...streams.ids.keys()]
    for (const asked of scopesOf(size).filter(({ window }) => window.timeZone === 'UTC')) {
      const digests = await digestsIn(streams, asked)
      const rows = await loaded.db.query<NaiveRow>(naiveMetrics(names, asked.window))
      expect(rows).toHaveLength(names.length)
      for (const { service, ...counted } of rows)
        expect(rounded(counted)).toEqual(rounded(ourCounts(digests.get(service) ?? expect.fail('another'), asked)))
      const weeks = await loaded.db.query<NaiveWeek>(naiveTrend(names, asked.window))
      const ours = metrics.leadTimeForChanges.seriesOfDays(digests.get('all') ?? expect.fail('none'), asked, 'WEEK')
      const shipping = ours.filter(({ sampleSize }) => sampleSize > 0)
      expect(shipping.length).toBeGreaterThan(0)
      expect(
        weeks.map(({ week, count, lead }) => rounded({ start: Math.max(week, asked.window.from), count, lead })),
      ).toEqual(
        shipping.map(({ start, sampleSize, medianSeconds, p75Seconds, p90Seconds }) =>
          rounded({ start, count: sampleSize, lead: [medianSeconds, p75Seconds, p90Seconds] }),
        ),
      )
    }
  })
})
