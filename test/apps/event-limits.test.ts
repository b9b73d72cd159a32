import { connect } from 'node:net'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { errorCodes } from '#sources/events/error-codes'
import { type EventServer, eventServer, flag, flagLines, postEvents, send } from '../support/event-server.ts'

const ndjson = { 'content-type': 'application/x-ndjson' }
/** A million by hand: LEADLINE_TEST_EVENTS=1000000. */
const many = Number(process.env['LEADLINE_TEST_EVENTS'] ?? 200_000)

let server: EventServer
let door: string
beforeAll(async () => {
  server = await eventServer({ limits: { headers: 900, silence: 700 } })
  door = `${server.url}/api/events`
})
afterAll(() => server.close())

/** Holds the log so that nothing is inserted until the work is done. */
async function whileLogIsHeld<T>(work: (release: () => void) => Promise<T>): Promise<T> {
  const other = await openDatabase({ url: server.database.url, max: 1 })
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let held: () => void = () => undefined
  const isHeld = new Promise<void>((resolve) => {
    held = resolve
  })
  const holding = other.transaction(async (transaction) => {
    await transaction.query(sql`lock table event_log in access exclusive mode`)
    held()
    await released
  })
  await isHeld
  try {
    return await work(release)
  } finally {
    release()
    await holding
    await other.close()
  }
}

describe('memory', () => {
  it(`stays bounded over ${many} lines`, { timeout: 600_000 }, async () => {
    let sent = 0
    const stream = Readable.from(
      (function* chunks() {
        for (; sent < many; sent += 500) yield Buffer.from(flagLines(500))
      })(),
    )
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 20)
    const answer = await send(door, { headers: ndjson, body: stream })
    clearInterval(watch)
    expect(answer).toMatchObject({ status: 202, json: { accepted: many, rejectedCount: 0 } })
    // Sender and server share this process; what grows with the stream would be over a hundred bytes a line.
    expect((peak - before) / 1_048_576).toBeLessThan(350)
  })
})

describe('any body', () => {
  it('gets the answer of the contract, and the server stays up', async () => {
    const before = await server.logged()
    let accepted = 0
    const body = fc.oneof(
      fc.json(),
      fc.string({ unit: 'binary' }),
      fc.array(fc.jsonValue()).map((values) => JSON.stringify([...values, flag()])),
      fc.constantFrom('1e999', '-0', '[1e400]', '{"type":1e999}', '"\\ud800"', '{"":""}', '[[[[]]]]', 'NaN'),
    )
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const { status, json } = await postEvents(server, text)
        expect([202, 400]).toContain(status)
        expect(Object.keys(json).toSorted().slice(0, 1)).toEqual(['accepted'])
        accepted += Number(json['accepted'])
        for (const rejected of json['rejected'] as { code: string; index: number; message: string }[]) {
          expect(Object.keys(errorCodes)).toContain(rejected.code)
          expect(rejected.index).toBeGreaterThanOrEqual(0)
        }
      }),
      { numRuns: 300 },
    )
    expect(await server.logged()).toBe(before + accepted)
  })

  it('of any bytes as NDJSON too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const body = Buffer.concat([Buffer.from(bytes), Buffer.from(`\n${flagLines(1)}`)])
        const answer = await send(door, { headers: ndjson, body })
        expect(answer).toMatchObject({ status: 202, json: { accepted: 1 } })
      }),
      { numRuns: 100 },
    )
  })
})

describe('slow clients', () => {
  it('with half a head are let go, and keep nobody waiting', async () => {
    const sockets = Array.from({ length: 150 }, () => connect(Number(new URL(server.url).port), '127.0.0.1'))
    const closed = sockets.map((socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      socket.write('POST /api/events HTTP/1.1\r\nHost: x\r\nX-Slow: ')
      return new Promise<void>((resolve) => socket.once('close', () => resolve()))
    })
    const times: number[] = []
    for (let i = 0; i < 20; i++) {
      const start = performance.now()
      expect((await postEvents(server, flag())).status).toBe(202)
      times.push(performance.now() - start)
    }
    expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(1_000)
    await Promise.all(closed)
  })

  it('that fall silent in the body get 408', async () => {
    for (const type of ['application/json', 'application/x-ndjson']) {
      const body = new Readable({ read: () => undefined })
      body.push('{"type":')
      const answer = await send(door, { headers: { 'content-type': type }, body })
      expect(answer).toMatchObject({ status: 408, json: { code: 'TOO_SLOW' } })
    }
  })

  it('that are slow but speak are heard', async () => {
    const body = new Readable({ read: () => undefined })
    const sending = send(door, { headers: ndjson, body })
    for (const part of flagLines(3).match(/.{1,60}/gs) ?? []) {
      body.push(part)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    body.push(null)
    expect(await sending).toMatchObject({ status: 202, json: { accepted: 3 } })
  })
})

describe('many open streams of one source', () => {
  it('get 429, and keep no other source out', async () => {
    const bodies = Array.from({ length: 6 }, () => new Readable({ read: () => undefined }))
    const sending = bodies.map((body) => {
      body.push(flagLines(1))
      return send(door, { headers: ndjson, body })
    })
    const another = await server.token(['ingest'], { source: 'another' })
    // The seats are taken once the heads were read: asked again until then.
    let refused = await send(door, { headers: ndjson, body: flagLines(1) })
    for (let turn = 0; turn < 50 && refused.status !== 429; turn++) {
      for (const body of bodies) body.push(flagLines(1))
      refused = await send(door, { headers: ndjson, body: flagLines(1) })
    }
    expect(refused).toMatchObject({ status: 429, json: { code: 'TOO_MANY_STREAMS' } })
    const heard = await send(door, {
      headers: { ...ndjson, authorization: `Bearer ${another}` },
      body: flagLines(1),
    })
    expect(heard).toMatchObject({ status: 202, json: { accepted: 1 } })
    expect((await postEvents(server, flag())).status).toBe(202)
    for (const body of bodies) body.push(null)
    for (const { status } of await Promise.all(sending)) expect(status).toBe(202)
  })
})

describe('back-pressure', () => {
  it('answers 503 with Retry-After when too much waits, and loses nothing that it took', async () => {
    const before = await server.logged()
    const lists = Array.from({ length: 7 }, () => Array.from({ length: 5_000 }, () => flag()))
    const answers = await whileLogIsHeld(async (release) => {
      const sending = lists.map((list) => postEvents(server, list))
      const first = await Promise.race(sending)
      expect(first).toMatchObject({ status: 503, json: { code: 'QUEUE_FULL' } })
      expect(first.headers['retry-after']).toBe('1')
      release()
      return Promise.all(sending)
    })
    const taken = answers.filter(({ status }) => status === 202).length
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(7 - taken)
    expect(taken).toBeGreaterThanOrEqual(4)
    expect(await server.logged()).toBe(before + taken * 5_000)
  })

  it('slows a stream down instead of refusing it', async () => {
    const answer = await whileLogIsHeld(async (release) => {
      const sending = send(door, { headers: ndjson, body: Readable.from([flagLines(6_000)]) })
      const early = await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))])
      expect(early).toBe('waits')
      release()
      return sending
    })
    expect(answer).toMatchObject({ status: 202, json: { accepted: 6_000 } })
  })
})

describe('a row that the database refuses', () => {
  it('is named and kept, and its neighbours of all requests are taken', async () => {
    await server.database.db.query(sql`alter table event_log add constraint poison check (body ->> 'key' <> 'poison')`)
    const before = await server.logged()
    const poison = flag({ key: 'poison' })
    const bodies = [flag(), [flag(), poison, flag()], flag(), poison, [flag(), flag()]]
    const answers = await Promise.all(bodies.map((body) => postEvents(server, body)))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 400, 202])
    expect(answers[1]?.json).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'NOT_STORABLE' }] })
    expect(JSON.stringify(answers[3]?.json)).not.toMatch(/constraint|insert|event_log/)
    expect(await server.logged()).toBe(before + 6)
    const kept = await server.database.db.query(sql`select code from quarantine where code = 'NOT_STORABLE'`)
    expect(kept).toHaveLength(1)
    await server.database.db.query(sql`alter table event_log drop constraint poison`)
  })
})

describe('when the database is away', () => {
  it('answers 503 soon, is not ready, and recovers by itself', async () => {
    const name = new URL(server.database.url).pathname.slice(1)
    const maintenance = await openDatabase({ url: server.database.url.replace(`/${name}`, '/postgres'), max: 1 })
    const allow = (yes: boolean): Promise<unknown> =>
      maintenance.query({ text: `alter database ${name} allow_connections ${yes}`, values: [] })
    const token = await server.token(['ingest'])
    try {
      await allow(false)
      await maintenance.query(sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`)
      const start = performance.now()
      const preset = await postEvents(server, flag())
      expect(preset).toMatchObject({ status: 503, json: { code: 'DATABASE_AWAY' } })
      expect(preset.headers['retry-after']).toBe('5')
      expect(await postEvents(server, flag(), { token })).toMatchObject({
        status: 503,
        json: { code: 'DATABASE_AWAY' },
      })
      const lines = await send(door, { headers: ndjson, body: flagLines(3) })
      expect(lines).toMatchObject({ status: 503, json: { accepted: 0, code: 'DATABASE_AWAY' } })
      expect(performance.now() - start).toBeLessThan(5_000)
      expect((await send(`${server.url}/readyz`, { method: 'GET', token: null })).status).toBe(503)
      expect((await send(`${server.url}/healthz`, { method: 'GET', token: null })).status).toBe(200)
    } finally {
      await allow(true)
      await maintenance.close()
    }
    await expect.poll(async () => (await postEvents(server, flag(), { token })).status, { timeout: 10_000 }).toBe(202)
    expect((await send(`${server.url}/readyz`, { method: 'GET', token: null })).status).toBe(200)
  })
})

it('closes only when what it took is committed', async () => {
  const closing = await eventServer()
  const other = await openDatabase({ url: closing.database.url, max: 1 })
  const events = Array.from({ length: 20 }, () => flag())
  const answers = await other.transaction(async (transaction) => {
    await transaction.query(sql`lock table event_log in share row exclusive mode`)
    // A connection that had said nothing yet when the server closed is reset: nothing was promised to it.
    const sending = events.map((event) => postEvents(closing, event).catch(() => ({ status: 503 })))
    const waiting = async (): Promise<unknown> =>
      (
        await server.database.db.query<{ n: number }>(sql`
        select count(*)::integer as n from pg_stat_activity
         where query like '%append-events%' and wait_event_type = 'Lock'`)
      )[0]?.n
    await expect.poll(waiting, { timeout: 10_000 }).toBeGreaterThan(0)
    void closing.http.close()
    return sending
  })
  const settled = await Promise.all(answers)
  const taken = settled.filter(({ status }) => status === 202).length
  expect(settled.every(({ status }) => status === 202 || status === 503)).toBe(true)
  expect(taken).toBeGreaterThan(0)
  expect(await closing.logged()).toBe(taken)
  await other.close()
  await closing.close()
})
