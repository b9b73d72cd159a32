import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { CatalogueChange } from '#domain/catalogue'
import { entityOf } from '#domain/entity-key'
import { foldBatch } from '#ingest/fold-batch'
import { Histories } from '#ingest/histories'
import { createWorker } from '#ingest/worker'
import { parseEvent } from '#sources/events/parse-event'
import { type Database, openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { changeCatalogue } from '#storage/stores/catalogue'
import { readCursor } from '#storage/stores/cursor'
import { readLog } from '#storage/stores/event-log'
import { dump, post, testNow, testWorker, type Wire } from '../../support/ingest.ts'
import { databases, names, production } from '../../support/renaming.ts'

const database = databases()
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString()

/** Ten deployments of a service, each of a version of its own. */
function deployments(service: string, environment = 'prod'): Wire[] {
  return Array.from({ length: 10 }, (_, index) => ({
    type: 'deployment',
    service,
    environment,
    version: `${service} ${index}`,
    liveAt: at(index * 60),
  }))
}

async function counts(db: Database): Promise<{ service: string; environment: string; count: number }[]> {
  return db.query(sql`
    select service.name as service, environment.name as environment, count(*) as count
      from deployment
      join service on service.id = deployment.service_id
      join environment on environment.id = deployment.environment_id
     group by 1, 2
     order by 1, 2`)
}

describe('while everything is folded anew', () => {
  it.each<readonly [string, CatalogueChange]>([
    ['services', { type: 'SERVICE_MERGED', from: 'a', into: 'b' }],
    ['environments', { ...production, moves: [{ from: 'prod', to: 'live' }] }],
  ])('readers see each deployment of merged %s once, in its old place or in its new one', async (_what, change) => {
    const { db, url } = await database()
    const other = await openDatabase({ url, max: 4 })
    const worker = createWorker({ db: other, clock: () => testNow, pollEvery: 5 })
    worker.start()
    await post(db, [...deployments('a'), ...deployments('b')])
    await worker.drain()
    const seen = new Set<number>()
    const done = new AbortController()
    const reading = (async () => {
      while (!done.signal.aborted) {
        seen.add((await counts(db)).reduce((sum, { count }) => sum + count, 0))
        await nextTurn()
      }
    })()
    await changeCatalogue(db, () => [change])
    await worker.drain()
    done.abort()
    await reading
    await worker.stop()
    await other.close()
    expect([...seen]).toEqual([20])
    expect((await counts(db)).map(({ count }) => count)).toEqual(change.type === 'SERVICE_MERGED' ? [20] : [10, 10])
  })

  it('a service that was renamed is whole at once, under its new name', async () => {
    const { db } = await database()
    await post(db, deployments('a'))
    await testWorker(db).drain()
    await changeCatalogue(db, () => [{ type: 'SERVICE_RENAMED', from: 'a', to: 'b' }])
    await post(db, [{ type: 'deployment', service: 'a', environment: 'prod', version: 'next', liveAt: at(900) }])
    // Only what was posted is folded: the worker is not given the time to begin anew. It can be read as soon as no older
    // transaction of the whole cluster is open, those of other tests included.
    await expect.poll(async () => (await readLog(db, await readCursor(db), 1)).length).toBe(1)
    expect(await foldBatch(db, 100)).toMatchObject({ statements: 1 })
    const [stream] = await db.query<{ id: number }>(sql`select id from stream`)
    const histories = await new Histories(db).of([stream as { id: number }], { asOf: null, rules: {}, now: testNow })
    expect(histories.get(stream?.id ?? 0)?.deployments.map(({ version }) => version)).toEqual([
      ...deployments('a').map((event) => event['version']),
      'next',
    ])
    expect(await names(db)).toEqual(['b', 'prod'])
  })
})

describe('references', () => {
  it('to a report without an id lead to it under any name', async () => {
    const { db } = await database()
    const [first] = deployments('a')
    const parsed = parseEvent(first, { source: 'api', allowAnySource: true, mayImport: true, now: testNow })
    if (!parsed.ok) throw new Error(parsed.message)
    const correction = {
      type: 'override',
      id: 'o1',
      at: at(1_000),
      by: 'ada',
      reason: 'only configuration',
      deploymentId: entityOf(parsed.event).entity,
      kind: 'CONFIG',
    }
    await post(db, [...deployments('a'), correction])
    await testWorker(db).drain()
    const kinds = sql`select kind from deployment order by at limit 2`
    expect(await db.query(kinds)).toEqual([{ kind: 'CONFIG' }, { kind: 'CODE' }])
    await changeCatalogue(db, () => [{ type: 'SERVICE_RENAMED', from: 'a', to: 'b' }, production])
    await testWorker(db).drain()
    expect(await db.query(kinds)).toEqual([{ kind: 'CONFIG' }, { kind: 'CODE' }])
    await post(db, [{ ...correction, id: 'o2', at: at(1_001), kind: 'REDEPLOY' }])
    await testWorker(db).drain()
    expect(await db.query(kinds)).toEqual([{ kind: 'REDEPLOY' }, { kind: 'CODE' }])
  })
})

describe('a name', () => {
  it('that was merged can be a service again, with all of its past', async () => {
    const { db } = await database()
    await post(db, [...deployments('a'), ...deployments('b')])
    await testWorker(db).drain()
    const before = await dump(db)
    const part: CatalogueChange[] = [
      { type: 'SERVICE_SPLIT', service: 'a', from: 'b' },
      { type: 'SERVICE_CREATED', service: 'a', change: {} },
    ]
    await changeCatalogue(db, () => [{ type: 'SERVICE_MERGED', from: 'a', into: 'b' }])
    await testWorker(db).drain()
    expect(await dump(db)).not.toEqual(before)
    await changeCatalogue(db, () => part)
    await testWorker(db).drain()
    expect(await dump(db)).toEqual(before)
    // The same while nothing was folded anew in between.
    await changeCatalogue(db, () => [{ type: 'SERVICE_MERGED', from: 'a', into: 'b' }])
    await changeCatalogue(db, () => part)
    await testWorker(db).drain()
    expect(await dump(db)).toEqual(before)
  })

  it('of an incident tool leads its incidents to a service, and no deployment', async () => {
    const { db } = await database()
    const incident = { type: 'incident', id: 'i1', service: 'a', openedAt: at(30), environment: 'prod' }
    await post(db, [...deployments('a'), ...deployments('b'), incident])
    await testWorker(db).drain()
    const told_ = sql`
      select service.name from stream_incident join service on service.id = stream_incident.service_id`
    expect(await db.query(told_)).toEqual([{ name: 'a' }])
    const key = { type: 'SERVICE_CHANGED', service: 'b', before: {}, confirmed: true } as const
    await changeCatalogue(db, () => [{ ...key, change: { incidentKeys: ['a'] } }])
    await testWorker(db).drain()
    expect(await db.query(told_)).toEqual([{ name: 'b' }])
    expect((await counts(db)).map(({ count }) => count)).toEqual([10, 10])
    await changeCatalogue(db, () => [{ ...key, change: { incidentKeys: [] } }])
    await testWorker(db).drain()
    expect(await db.query(told_)).toEqual([{ name: 'a' }])
  })

  it('that nobody used yet leads to its service from its first use on', async () => {
    const { db } = await database()
    await changeCatalogue(db, () => [
      { type: 'SERVICE_CREATED', service: 'shop', change: { images: ['ghcr.io/acme/shop'], incidentKeys: ['PX7'] } },
      { type: 'ALIAS_ADDED', service: 'shop', alias: 'store', from: null },
    ])
    expect(await db.query(sql`select rebuild_wanted from projection_cursor`)).toEqual([{ rebuild_wanted: false }])
    await post(db, [
      ...deployments('store'),
      ...deployments('ghcr.io/acme/shop', 'staging'),
      { type: 'incident', id: 'i1', services: ['PX7', 'shop'], openedAt: at(30), environment: 'prod' },
    ])
    await testWorker(db).drain()
    expect(await names(db)).toEqual(['prod', 'shop', 'staging'])
    expect(await counts(db)).toEqual([
      { service: 'shop', environment: 'prod', count: 10 },
      { service: 'shop', environment: 'staging', count: 10 },
    ])
  })
})

describe('rules of environments', () => {
  it('that are there before anything else hold from the first statement on', async () => {
    const { db } = await database()
    await changeCatalogue(db, () => [{ ...production, moves: [] }])
    await post(db, deployments('a'))
    await testWorker(db).drain()
    expect(await counts(db)).toEqual([{ service: 'a', environment: 'live', count: 10 }])
    expect(await names(db)).toEqual(['a', 'live'])
  })

  it('part an environment by cluster, and put it together again', async () => {
    const { db } = await database()
    const placed = (placement: string, from: number): Wire[] =>
      deployments('a').map((event, index) => ({
        ...event,
        version: `${placement} ${index}`,
        liveAt: at(from + index),
        placement,
      }))
    await post(db, [...placed('eu-1/shop', 0), ...placed('us-1/shop', 300)])
    await testWorker(db).drain()
    const before = await dump(db)
    const change = { type: 'ENVIRONMENTS_CHANGED', moves: [], tiers: [] } as const
    const rules = [{ name: 'prod-eu', tier: 'STAGING', match: [{ name: 'prod', cluster: 'eu-*' }] }] as const
    await changeCatalogue(db, () => [{ ...change, rules }])
    await testWorker(db).drain()
    expect(await counts(db)).toEqual([
      { service: 'a', environment: 'prod', count: 10 },
      { service: 'a', environment: 'prod-eu', count: 10 },
    ])
    expect(await db.query(sql`select name, tier from environment order by 1`)).toEqual([
      { name: 'prod', tier: 'PRODUCTION' },
      { name: 'prod-eu', tier: 'STAGING' },
    ])
    await changeCatalogue(db, () => [{ ...change, rules: [], moves: [] }])
    await testWorker(db).drain()
    expect(await dump(db)).toEqual(before)
  })

  it('do not take what a rule leaves where it was, though its name alone would move', async () => {
    const { db } = await database()
    const here = deployments('a').map((event) => ({ ...event, placement: 'eu-1' }))
    await post(db, here)
    await testWorker(db).drain()
    const before = await counts(db)
    await changeCatalogue(db, () => [
      {
        type: 'ENVIRONMENTS_CHANGED',
        rules: [
          { name: 'prod', tier: null, match: [{ cluster: 'eu-*' }] },
          { name: 'live', tier: null, match: [{ name: 'pro*' }] },
        ],
        moves: [{ from: 'prod', to: 'live' }],
        tiers: [],
      },
    ])
    await testWorker(db).drain()
    expect(await counts(db)).toEqual(before)
  })
})
