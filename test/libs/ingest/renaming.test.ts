import { beforeAll, describe, expect, it } from 'vitest'
import type { CatalogueChange } from '#domain/catalogue'
import { Histories } from '#ingest/histories'
import { statementKey } from '#ingest/statement'
import { parseEvent } from '#sources/events/parse-event'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { changeCatalogue } from '#storage/stores/catalogue'
import { testDatabase } from '../../support/database.ts'
import { dump, type Facts, post, testNow, testWorker, type Wire } from '../../support/ingest.ts'
import { RandomWorld } from '../../support/random-world.ts'
import { databases, names, production } from '../../support/renaming.ts'
import { shuffled } from '../../support/shuffle.ts'

const database = databases()

type Rename = Readonly<Record<string, string>>

/** The same statement, as somebody would have sent it who used other names for services and environments. */
function told(wire: Wire, services: Rename, environments: Rename): Wire {
  const service = wire['service'] as string | undefined
  const environment = wire['environment'] as string | undefined
  return {
    ...wire,
    ...(service === undefined ? {} : { service: services[service] ?? service }),
    ...(environment === undefined ? {} : { environment: environments[environment] ?? environment }),
  }
}

function keyOf(wire: Wire): string {
  const parsed = parseEvent(wire, { source: 'api', allowAnySource: true, mayImport: true, now: testNow })
  if (!parsed.ok) throw new Error(parsed.message)
  return statementKey(parsed.event)
}

/** Facts with the statements of one log called as those of the other: their keys hold the names that were sent. */
function withKeys(facts: Facts, keys: ReadonlyMap<string, string>): unknown {
  const text = JSON.stringify(facts).replaceAll(/[0-9a-f]{64}/g, (key) => keys.get(key) ?? key)
  return sortedStatements(JSON.parse(text))
}

/** Lists of statements stand in the order of their keys; two that differ in a name alone would have been one. */
function sortedStatements(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(sortedStatements)
    const areKeys = items.every((item) => typeof item === 'string' && /^[0-9a-f]{64}$/.test(item))
    return areKeys ? [...new Set(items as string[])].toSorted() : items
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sortedStatements(inner)]))
}

interface Case {
  readonly what: string
  readonly changes: readonly CatalogueChange[]
  readonly services?: Rename
  readonly environments?: Rename
}

const merged = { type: 'SERVICE_MERGED', from: 'jobs', into: 'web' } as const
const cases: readonly Case[] = [
  {
    what: 'a new name',
    changes: [{ type: 'SERVICE_RENAMED', from: 'api', to: 'gateway' }],
    services: { api: 'gateway' },
  },
  {
    what: 'a new name of a service that is its own repository',
    changes: [{ type: 'SERVICE_RENAMED', from: 'jobs', to: 'work' }],
    services: { jobs: 'work' },
  },
  { what: 'a merge', changes: [merged], services: { jobs: 'web' } },
  {
    what: 'a merge of a renamed service, renamed again',
    changes: [
      { type: 'SERVICE_RENAMED', from: 'api', to: 'gateway' },
      { type: 'SERVICE_MERGED', from: 'gateway', into: 'web' },
      { type: 'SERVICE_RENAMED', from: 'web', to: 'site' },
    ],
    services: { api: 'site', web: 'site' },
  },
  {
    what: 'a merge into a service that is merged itself',
    changes: [merged, { type: 'SERVICE_MERGED', from: 'web', into: 'api' }],
    services: { jobs: 'api', web: 'api' },
  },
  { what: 'a rule of environments', changes: [production], environments: { prod: 'live' } },
  {
    what: 'a merge and a rule at once',
    changes: [merged, production],
    services: { jobs: 'web' },
    environments: { prod: 'live' },
  },
]

describe.each(cases.map((each, at) => ({ ...each, seed: 1 + (at % 3) })))(
  'a world (seed $seed) after $what',
  ({ changes, services = {}, environments = {}, seed }) => {
    const { events } = new RandomWorld(seed)
    const renamed = events.map((event) => told(event, services, environments))
    const keys = new Map(events.map((event, at) => [keyOf(event), keyOf(renamed[at] as Wire)]))
    let expected: unknown

    beforeAll(async () => {
      const test = await testDatabase()
      try {
        await post(test.db, renamed)
        await testWorker(test.db).drain()
        expected = withKeys(await dump(test.db), new Map())
      } finally {
        await test.close()
      }
    })

    it('is as if the statements had used the names from the start, and leaves no name behind', async () => {
      const { db } = await database()
      await post(db, events)
      await testWorker(db).drain()
      await changeCatalogue(db, () => changes)
      await testWorker(db).drain()
      expect(withKeys(await dump(db), keys)).toEqual(expected)
      const former = [...Object.keys(services), ...Object.keys(environments)]
      const kept = [...Object.values(services), ...Object.values(environments)]
      expect((await names(db)).filter((name) => former.includes(name) && !kept.includes(name))).toEqual([])
    })

    it('goes on so: what comes later under the former names counts too', async () => {
      const { db } = await database()
      const some = shuffled(events, seed)
      const half = Math.floor(some.length / 2)
      await post(db, [...some.slice(0, half), ...events.filter((event) => event['type'] === 'deployment')])
      await testWorker(db).drain()
      await changeCatalogue(db, () => changes)
      for (let at = half; at < some.length; at += 40) {
        await post(db, some.slice(at, at + 40))
        await testWorker(db).drain()
      }
      expect(withKeys(await dump(db), keys)).toEqual(expected)
    })
  },
)

describe.each(cases.slice(-3).map((each, at) => ({ ...each, seed: 4 + at })))(
  'what was known at a moment of a world (seed $seed), after $what',
  ({ changes, services = {}, environments = {}, seed }) => {
    const recorded = shuffled(new RandomWorld(seed).events, seed).map((event, index) => ({
      ...event,
      recordedAt: new Date(testNow - 1_000_000 + index * 1_000).toISOString(),
    }))
    const renamed = recorded.map((event) => told(event, services, environments))
    const then = Date.parse(recorded[Math.floor(recorded.length / 2)]?.recordedAt ?? '')

    /** Histories as of the moment by stream, without the statements that they rest on. */
    async function known(db: Database): Promise<Record<string, unknown>> {
      const streams = await db.query<{ id: number; name: string }>(sql`
        select stream.id, service.name || '/' || environment.name as name
          from stream
          join service on service.id = stream.service_id
          join environment on environment.id = stream.environment_id
         order by 2`)
      const histories = await new Histories(db).of(streams, { asOf: then, rules: {}, now: testNow })
      return Object.fromEntries(
        streams.map(({ id, name }) => {
          const { deployments = [], changes: shipped = [], failures = [] } = histories.get(id) ?? {}
          const rows = deployments.map((each) => [each.key, each.version, each.kind, each.liveAt, each.failureKey])
          return [
            name,
            {
              rows,
              shipped: shipped.map((each) => [each.key, each.startedAt, each.liveAt]),
              failures: failures.length,
            },
          ]
        }),
      )
    }

    it('is as if the statements had used the names from the start', async () => {
      const [then_, start] = [await database(), await database()]
      await post(then_.db, recorded)
      await post(start.db, renamed)
      await testWorker(then_.db).drain()
      await testWorker(start.db).drain()
      await changeCatalogue(then_.db, () => changes)
      await testWorker(then_.db).drain()
      const expected = await known(start.db)
      expect(Object.values(expected).some((history) => (history as { rows: unknown[] }).rows.length > 0)).toBe(true)
      expect(await known(then_.db)).toEqual(expected)
    })
  },
)
