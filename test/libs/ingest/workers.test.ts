import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { ingestStatus } from '#ingest/ingest-status'
import { rebuild } from '#ingest/rebuild'
import { createWorker, type Worker } from '#ingest/worker'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { dump, type Facts, post, testNow, testWorker } from '../../support/ingest.ts'
import { RandomWorld } from '../../support/random-world.ts'
import { shuffled } from '../../support/shuffle.ts'

const { events } = new RandomWorld(7)
let expected: Facts
let test: TestDatabase
let others: OpenDatabase[] = []

async function another(): Promise<OpenDatabase> {
  const db = await openDatabase({ url: test.url, max: 4, applicationName: 'other worker' })
  others.push(db)
  return db
}

/** Waits until nothing is pending, for half a minute at most. */
async function idle(): Promise<void> {
  const deadline = Date.now() + 30_000
  while ((await ingestStatus(test.db, testNow)).pending > 0) {
    if (Date.now() > deadline) throw new Error(`still pending: ${JSON.stringify(await ingestStatus(test.db, testNow))}`)
    await sleep(10)
  }
}

beforeAll(async () => {
  const whole = await testDatabase()
  await post(whole.db, events)
  await testWorker(whole.db).drain()
  expected = await dump(whole.db)
  await whole.close()
})
beforeEach(async () => {
  test = await testDatabase()
})
afterEach(async () => {
  for (const db of others) await db.close()
  others = []
  await test.close()
})

it('several workers share the work, hints or not', async () => {
  const workers: Worker[] = []
  const errors: unknown[] = []
  for (let count = 0; count < 3; count += 1) {
    workers.push(
      createWorker({ db: await another(), clock: Date.now, pollEvery: 20, onError: (error) => errors.push(error) }),
    )
  }
  for (const worker of workers) worker.start()
  for (let at = 0; at < events.length; at += 23) {
    await post(test.db, events.slice(at, at + 23))
    workers[at % workers.length]?.hint()
  }
  await idle()
  for (const worker of workers) await worker.stop()
  expect(errors).toEqual([])
  expect(await dump(test.db)).toEqual(expected)
})

it('a worker that loses its connections again and again loses nothing', async () => {
  const worker = createWorker({ db: await another(), clock: Date.now, pollEvery: 10 })
  worker.start()
  let killed = 0
  for (let at = 0; at < events.length; at += 19) {
    await post(test.db, shuffled(events, 3).slice(at, at + 19))
    worker.hint()
    const rows = await test.db.query<{ gone: boolean }>(sql`
      select pg_terminate_backend(pid) as gone from pg_stat_activity
       where application_name = 'other worker' and datname = current_database() and state <> 'idle'`)
    killed += rows.length
  }
  await idle()
  await worker.stop()
  expect(killed).toBeGreaterThan(0)
  expect(await dump(test.db)).toEqual(expected)
})

it('a rebuild beside a running worker gives the same facts, and readers always see some', async () => {
  const worker = createWorker({ db: await another(), clock: Date.now, pollEvery: 10 })
  worker.start()
  await post(test.db, events)
  await idle()
  const seen = new Set<number>()
  const rebuilt = new AbortController()
  const reading = (async () => {
    while (!rebuilt.signal.aborted) {
      const [row] = await test.db.query<{ count: number }>(sql`select count(*) as count from deployment`)
      seen.add(row?.count ?? 0)
      await sleep(1)
    }
  })()
  await rebuild(test.db, { clock: () => testNow })
  await idle()
  rebuilt.abort()
  await reading
  await worker.stop()
  expect(await dump(test.db)).toEqual(expected)
  expect([...seen]).toEqual([expected.deployments.length])
})

it('a stream that cannot be projected does not keep the others from it', async () => {
  await post(test.db, events)
  await test.db.query(sql`
    create function refuse() returns trigger language plpgsql as $$
      begin
        if (select name from service where id = new.service_id) = 'web' then raise 'no web today'; end if;
        return new;
      end $$`)
  await test.db.query(sql`create trigger refuse before insert on deployment for each row execute function refuse()`)
  const worker = testWorker(test.db)
  await expect(worker.drain()).rejects.toThrow('no web today')
  const partly = await dump(test.db)
  const others = expected.deployments.filter((row) => (row as { service: string }).service !== 'web')
  expect(partly.deployments).toEqual(others)
  await test.db.query(sql`drop trigger refuse on deployment`)
  await testWorker(test.db).drain()
  expect(await dump(test.db)).toEqual(expected)
})
