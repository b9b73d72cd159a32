import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { digestOfStreams, digestsOf } from '#graphql/metric/digest-reads'
import { unknownWaitsOf } from '#graphql/metric/fact-reads'
import { StreamMemory } from '#graphql/metric/stream-memory'
import { Histories } from '#ingest/histories'
import { rebuild } from '#ingest/rebuild'
import { defaultDefinition } from '#metrics/definition'
import { type Facts as Measured, pool } from '#metrics/facts'
import { metrics } from '#metrics/index'
import type { MeasureScope } from '#metrics/metric'
import { percentileOf } from '#metrics/statistics/percentile'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { saveReportingTimeZone } from '#storage/stores/settings'
import { expectDaysOfFacts } from '../../support/compare-days.ts'
import { testDatabase } from '../../support/database.ts'
import { type Api, startApi } from '../../support/graphql-api.ts'
import { append, dump, fingerprint, type Facts, readEvents, testNow, testWorker } from '../../support/ingest.ts'
import {
  batchesOf,
  factsOfHistory,
  firstSeed,
  howMany,
  type NamedStream,
  type Order,
  redeploys,
  seeds,
  tellHistory,
} from '../../support/many-histories.ts'
import { type Answered, answersOf, type AskedWindow } from '../../support/plain-answers.ts'
import { seeded } from '../../support/seeded.ts'

/** Days are kept in a zone whose summer time is half an hour. */
const reporting = 'Australia/Lord_Howe'
const zones = [reporting, 'UTC', 'Asia/Kolkata', 'America/New_York', 'Pacific/Apia'] as const
const orders: readonly (Order & { readonly again?: boolean; readonly reportsTogether?: number })[] = [
  { seed: 1_000, parts: 1, doubled: true, again: true },
  { seed: 3_000, parts: 2, doubled: true, reportsTogether: 3 },
]
const windows: readonly AskedWindow[] = [
  { from: '2026-02-28T13:00:00Z', to: '2026-06-04T14:00:00Z', timeZone: reporting },
  { from: '2026-03-05T07:15:00Z', to: '2026-05-27T01:45:00Z', timeZone: 'America/New_York' },
]

/** Seven of ten: a database takes a second for each. All are told in memory (test/libs/metrics/many-histories.test.ts). */
const own = seeds.slice(0, Math.ceil(howMany * 0.7))
const histories = own.map((seed) => tellHistory(seed))
const production = histories.flatMap(({ streams }) => streams)
let base: Api
let marks: Readonly<Record<string, string>>
let known: (NamedStream & { readonly id: number })[]

async function streamsOf(db: Database): Promise<(NamedStream & { readonly id: number })[]> {
  return db.query(sql`
    select stream.id, service.name as service, environment.name as environment
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     order by 1`)
}

/** What differs where all is told in an order, each batch projected before the next comes; `again`: made anew too. */
async function told({
  again = false,
  reportsTogether = 100,
  ...order
}: (typeof orders)[number]): Promise<Facts | null> {
  const test = await testDatabase()
  try {
    await saveReportingTimeZone(test.db, reporting)
    const worker = testWorker(test.db, { reportsTogether })
    for (const batch of batchesOf(histories, order)) {
      await append(test.db, batch)
      await worker.drain()
    }
    const isSame = async (): Promise<boolean> => JSON.stringify(await fingerprint(test.db)) === JSON.stringify(marks)
    if (!(await isSame())) return await dump(test.db)
    if (!again) return null
    await rebuild(test.db, { clock: () => testNow })
    return (await isSame()) ? null : await dump(test.db)
  } finally {
    await test.close()
  }
}

beforeAll(async () => {
  base = await startApi(() => testNow, { works: false })
  await saveReportingTimeZone(base.db, reporting)
  await append(
    base.db,
    histories.flatMap(({ posted }) => posted),
  )
  await testWorker(base.db).drain()
  marks = await fingerprint(base.db)
  known = await streamsOf(base.db)
}, 240_000)
afterAll(() => base.close())

describe(`${own.length} histories from seed ${firstSeed} on`, { timeout: 240_000 }, () => {
  it('are projected as they are in memory, every stream of them', async () => {
    const found = await new Histories(base.db).of(known, { asOf: null, rules: {}, now: testNow })
    for (const stream of known) {
      const history = histories.find(({ services }) => services.includes(stream.service)) ?? expect.fail(stream.service)
      const { waits: _, ...projected } = found.get(stream.id) ?? expect.fail(stream.service)
      const { waits: __, ...expected } = history.inMemory(stream)
      if (JSON.stringify(projected) !== JSON.stringify(expected))
        expect(projected, `${stream.service} in ${stream.environment}`).toEqual(expected)
    }
  })

  it.each(orders)('give the same facts to the byte: order $seed, $parts parts, doubled: $doubled', async (order) => {
    const facts = await told(order)
    if (facts === null) return
    const whole = await dump(base.db)
    for (const name of Object.keys(whole) as (keyof Facts)[]) expect(facts[name], name).toEqual(whole[name])
    expect.fail('facts differ in their text alone')
  })

  it('have the same numbers over kept days as over the facts, in every metric, bucket and time zone', async () => {
    const random = seeded(firstSeed)
    const seen = new Set<string>()
    for (let first = 0; first < histories.length; first += 25) {
      const some = histories.slice(first, first + 25)
      for (const zone of [reporting, zones[1 + Math.floor(random() * 4)] ?? 'UTC']) {
        const from = Date.parse('2026-02-25T00:00:00Z') + Math.floor(random() * 60 * 48) * 1_800_000
        const window = { from, to: from + Math.ceil(random() * 90 * 48) * 1_800_000, timeZone: zone }
        const asked: MeasureScope = { window, definition: defaultDefinition, now: testNow }
        const streams = known.filter(({ service }) => some.some(({ services }) => services.includes(service)))
        const ids = streams.map(({ id }) => id)
        const needs = { runs: true, failures: true, incidents: true, pending: true, last: true, past: true }
        const [digests, waits] = await Promise.all([
          digestsOf(base.db, new StreamMemory(1_000_000), ids, asked, needs),
          unknownWaitsOf(base.db, ids),
        ])
        const facts = streams.map((stream): Measured & { readonly id: number } => {
          const history = some.find(({ services }) => services.includes(stream.service)) ?? expect.fail('no history')
          return { id: stream.id, ...factsOfHistory(history.inMemory(stream), asked, waits.get(stream.id) ?? null) }
        })
        for (const group of [...facts.map((each) => [each]), facts]) {
          const digest = digestOfStreams(group.map(({ id }) => digests.get(id) ?? expect.fail('no digest')))
          expectDaysOfFacts(digest, group.length === 1 ? (group[0] as Measured) : pool(group), asked, seen)
        }
      }
    }
    expect([...seen]).toEqual(expect.arrayContaining(Object.keys(metrics)))
  })

  it.each(windows)('are answered by the API as they are measured in memory: $timeZone', async (window) => {
    const timeOf = (text: string): number => Date.parse(text)
    const asked: MeasureScope = {
      window: { from: timeOf(window.from), to: timeOf(window.to), timeZone: window.timeZone },
      definition: defaultDefinition,
      now: testNow,
    }
    const streams = some()
    const answers = await answersOf(base, streams, window)
    for (const [index, stream] of streams.entries()) {
      const history = histories.find(({ services }) => services.includes(stream.service)) ?? expect.fail(stream.service)
      const facts = factsOfHistory(history.inMemory(stream), asked)
      for (const metric of Object.values(metrics)) {
        const { day, week, month, ...numbers } = answers[index]?.[metric.id] ?? expect.fail('no answer')
        const name = `${metric.id} of ${stream.service}`
        expect(asAnswered(metric.measure(facts, asked)), name).toMatchObject(numbers)
        for (const [points, by] of [
          [day, 'DAY'],
          [week, 'WEEK'],
          [month, 'MONTH'],
        ] as const)
          expect(asAnswered(metric.series(facts, asked, by)), name).toMatchObject(points as object)
      }
    }
  })

  it.each(windows)('open into records that reproduce every number: $timeZone', async (window) => {
    const answers = await answersOf(base, some(), window, 'EVIDENCE')
    for (const answer of answers) expectEvidence(answer)
  })

  it('are answered the same with redeploys, self-heals, another environment and another service beside them', async () => {
    // Every history hears it in memory; here it is Postgres and the API that must not.
    const noisy = histories.filter((_, index) => index % 10 === 0)
    const asked = noisy.flatMap(({ streams }) => streams)
    const before = await answersOf(base, asked, windows[0] as AskedWindow)
    const noise = noisy.flatMap((history) =>
      history.streams.flatMap((stream) => {
        const again = redeploys(stream, history.inMemory(stream))
        const elsewhere = again.map((run) => ({
          ...run,
          kind: undefined,
          id: `${String(run['id'])}-uat`,
          environment: 'uat',
        }))
        const other = elsewhere.map((run) => ({ ...run, environment: 'production', service: `${stream.service}-twin` }))
        const opened = other.map((run, index) => ({
          type: 'incident',
          id: `${run.id}-${index}`,
          service: run.service,
          openedAt: (run as { readonly finishedAt?: string }).finishedAt,
        }))
        return [...again, ...elsewhere, ...other, ...opened]
      }),
    )
    expect(noise.length).toBeGreaterThan(noisy.length)
    await append(base.db, readEvents(noise))
    await testWorker(base.db).drain()
    const after = await answersOf(base, asked, windows[0] as AskedWindow)
    for (const [index, stream] of asked.entries())
      expect(counted(after[index]), stream.service).toEqual(counted(before[index]))
  })
})

/** Streams enough to ask the API about, of every kind of history. */
function some(): readonly NamedStream[] {
  return production.filter((_, index) => index % 5 === 0)
}

/** What does not tell of runs of every kind. */
function counted(answer: Answered | undefined): unknown {
  const { deploymentFrequency, ...rest } = answer ?? expect.fail('no answer')
  const { byKind: _, attempts: __, failedAttempts: ___, aborted: ____, ...frequency } = deploymentFrequency ?? {}
  return { ...rest, frequency }
}

/** Times as text, as they are answered. */
function asAnswered(measured: object): object {
  const isTime = (key: string): boolean => key === 'start' || key === 'end'
  return JSON.parse(
    JSON.stringify(measured, (key, value: unknown) =>
      isTime(key) && typeof value === 'number' ? new Date(value).toISOString() : value,
    ),
  ) as object
}

interface Listed {
  readonly totalCount: number
  readonly nodes: readonly {
    readonly seconds?: number | null
    readonly stages?: readonly { readonly seconds: number }[]
  }[]
}

function listIn(answer: Answered, metric: string, list: string): Listed {
  const found = answer[metric]?.[list] as Listed
  expect(found.nodes.length).toBe(found.totalCount)
  return found
}

function expectEvidence(answer: Answered): void {
  const numbers = (metric: string) => answer[metric] as Readonly<Record<string, number | null>>
  expect(listIn(answer, 'deploymentFrequency', 'deployments').totalCount).toBe(numbers('deploymentFrequency')['count'])
  const samples = listIn(answer, 'leadTimeForChanges', 'samples').nodes
  const median = percentileOf(
    samples.map(({ seconds }) => seconds ?? Number.NaN),
    0.5,
  )
  expect(numbers('leadTimeForChanges')['medianSeconds']).toBe(median)
  for (const { seconds, stages } of samples)
    expect((stages ?? []).reduce((sum, stage) => sum + stage.seconds, 0)).toBeCloseTo(seconds ?? Number.NaN, 3)
  const failures = listIn(answer, 'changeFailureRate', 'failures')
  const { deployments, rate, failed } = numbers('changeFailureRate')
  expect(failures.totalCount).toBe(failed)
  expect(rate).toBe(deployments === 0 ? null : failures.totalCount / (deployments ?? 0))
  const restores = listIn(answer, 'timeToRestore', 'samples')
  expect(restores.totalCount).toBe(numbers('timeToRestore')['sampleSize'])
  expect(restores.nodes.filter(({ seconds }) => seconds === null)).toHaveLength(
    numbers('timeToRestore')['openCount'] ?? 0,
  )
  expect(listIn(answer, 'deploymentReworkRate', 'samples').totalCount).toBe(numbers('deploymentReworkRate')['rework'])
}
