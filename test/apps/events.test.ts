import { Readable } from 'node:stream'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { type EventServer, eventServer, flag, flagLines, postEvents, send } from '../support/event-server.ts'

const at = '2026-03-02T09:00:00Z'
const ndjson = { 'content-type': 'application/x-ndjson' }

let server: EventServer
let door: string
beforeAll(async () => {
  server = await eventServer()
  door = `${server.url}/api/events`
})
afterAll(() => server.close())

describe('POST /api/events with JSON', () => {
  it('takes one event, and knows it again', async () => {
    const event = flag()
    const first = await postEvents(server, event)
    expect(first.status).toBe(202)
    expect(first.json).toEqual({ accepted: 1, duplicates: 0, rejectedCount: 0, rejected: [] })
    const again = await postEvents(server, { ...event, service: null })
    expect(again.status).toBe(202)
    expect(again.json).toEqual({ accepted: 0, duplicates: 1, rejectedCount: 0, rejected: [] })
  })

  it('takes another body of the same thing as a later state', async () => {
    const event = flag({ id: 'F1' })
    await postEvents(server, event)
    expect((await postEvents(server, { ...event, enabled: false })).json).toMatchObject({ accepted: 1, duplicates: 0 })
    const [row] = await server.database.db.query(sql`
      select count(*)::integer as n, count(distinct entity)::integer as entities from event_log
       where body ->> 'id' = 'F1'`)
    expect(row).toEqual({ n: 2, entities: 1 })
  })

  it('keeps the good events of a list and says what is wrong with the others', async () => {
    const before = await server.logged()
    const answer = await postEvents(server, [flag(), { ...flag(), kex: 1 }, flag(), 7, null, flag()])
    expect(answer.status).toBe(202)
    expect(answer.json).toMatchObject({ accepted: 3, duplicates: 0, rejectedCount: 3 })
    expect(answer.json['rejected']).toMatchObject([
      { index: 1, code: 'UNKNOWN_FIELD', field: 'kex', message: expect.stringContaining('kex') as string },
      { index: 3, code: 'WRONG_TYPE', field: null },
      { index: 4, code: 'WRONG_TYPE', field: null },
    ])
    expect(await server.logged()).toBe(before + 3)
  })

  it('answers 400 with the same body when nothing was taken', async () => {
    const answer = await postEvents(server, [{ type: 'flag' }, {}])
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({ accepted: 0, duplicates: 0, rejectedCount: 2 })
  })

  it('answers 202 when all was known and the rest refused', async () => {
    const event = flag()
    await postEvents(server, event)
    const answer = await postEvents(server, [event, {}])
    expect(answer).toMatchObject({ status: 202, json: { accepted: 0, duplicates: 1, rejectedCount: 1 } })
  })

  it('counts a twin within one request as a duplicate', async () => {
    const event = flag()
    expect((await postEvents(server, [event, event, flag()])).json).toMatchObject({ accepted: 2, duplicates: 1 })
  })

  it('answers 400 to an empty list', async () => {
    expect(await postEvents(server, [])).toMatchObject({ status: 400, json: { accepted: 0, rejectedCount: 0 } })
  })

  it.each(['', '{', '{"type":"flag"', 'flag', '{"type":"flag",}', '\u0000', '[1,2'])(
    'answers 400 to %j',
    async (body) => {
      const answer = await postEvents(server, body)
      expect(answer.status).toBe(400)
      expect(answer.json).toMatchObject({ rejectedCount: 1, rejected: [{ index: 0, code: 'MALFORMED_JSON' }] })
    },
  )

  it('answers 400 to what is not UTF-8', async () => {
    const answer = await postEvents(server, Buffer.from([0x22, 0xff, 0xfe, 0x22]))
    expect(answer).toMatchObject({ status: 400, json: { rejected: [{ code: 'MALFORMED_JSON' }] } })
  })

  it('takes a byte order mark, and the last of two equal keys', async () => {
    const body = `\ufeff{"enabled":"no","type":"flag","key":"bom","environment":"e","at":"${at}","enabled":true}`
    expect((await postEvents(server, body)).status).toBe(202)
  })

  it('takes 5,000 events and refuses 5,001', async () => {
    const many = Array.from({ length: 5_000 }, () => flag())
    expect((await postEvents(server, many)).json).toMatchObject({ accepted: 5_000 })
    const before = await server.logged()
    expect((await postEvents(server, [...many, flag()])).status).toBe(413)
    expect(await server.logged()).toBe(before)
  })

  it('lists at most 1,000 refusals, counts all, and keeps at most 1,000', async () => {
    const many = Array.from({ length: 1_500 }, (_, x) => ({ listed: x }))
    const answer = await postEvents(server, many)
    expect(answer.json['rejectedCount']).toBe(1_500)
    expect(answer.json['rejected']).toHaveLength(1_000)
    const [row] = await server.database.db.query(sql`
      select count(*)::integer as n from quarantine where field = 'type' and body_bytes between 12 and 15`)
    expect(row).toEqual({ n: 1_000 })
  })

  it.each([
    ['announced', (body: string) => body],
    ['streamed', (body: string) => Readable.from([body.slice(0, 5_000_000), body.slice(5_000_000)])],
  ])('refuses a body over 10 MiB that is %s', async (_, make) => {
    const body = `"${'x'.repeat(10_485_760)}"`
    const answer = await send(door, { headers: { 'content-type': 'application/json' }, body: make(body) })
    expect(answer).toMatchObject({ status: 413, json: { code: 'TOO_LARGE' } })
  })

  it('refuses a text of nearly 10 MB by its field', async () => {
    const answer = await postEvents(server, flag({ key: 'x'.repeat(10_000_000) }))
    expect(answer).toMatchObject({ status: 400, json: { rejected: [{ code: 'TOO_LONG', field: 'key' }] } })
  })

  it('refuses nesting of five million brackets at once', async () => {
    const answer = await postEvents(server, '['.repeat(5_000_000) + ']'.repeat(5_000_000))
    expect(answer).toMatchObject({ status: 400, json: { rejected: [{ code: 'TOO_DEEP' }] } })
  })

  it('refuses keys that reach into prototypes', async () => {
    const text = JSON.stringify(flag()).replace('"enabled"', '"__proto__":{"admin":true},"enabled"')
    const answer = await postEvents(server, text)
    expect(answer).toMatchObject({ status: 400, json: { rejected: [{ code: 'UNKNOWN_FIELD', field: '__proto__' }] } })
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })
})

describe('what is kept', () => {
  it('of an event holds its people in a table of their own', async () => {
    const author = { email: 'ada@people.example', name: 'Ada' }
    const commit = {
      type: 'commit',
      sha: 'p1',
      service: 'shop',
      authoredAt: at,
      author,
      coAuthors: [author, { login: 'bob' }],
    }
    expect((await postEvents(server, commit)).json).toMatchObject({ accepted: 1 })
    expect((await postEvents(server, commit)).json).toMatchObject({ duplicates: 1 })
    const [row] = await server.database.db.query<{ body: Record<string, unknown>; ids: number[] }>(
      sql`select body, person_ids as ids from event_log where type = 'commit' and body ->> 'sha' = 'p1'`,
    )
    expect(JSON.stringify(row?.body)).not.toContain('Ada')
    expect(row?.ids).toHaveLength(2)
    expect(row?.body['author']).toBe(row?.ids[0])
  })

  it('is counted for its source', async () => {
    const token = await server.token(['ingest'], { source: 'counted' })
    await postEvents(server, [flag(), flag()], { token })
    const [row] = await server.database.db.query(sql`select accepted from source_tally where source = 'counted'`)
    expect(row).toEqual({ accepted: 2 })
  })

  it('of a refused event is its body with the reason, once', async () => {
    const bad = { type: 'flag', key: 'kept', colour: 'red' }
    await postEvents(server, [bad, bad])
    await postEvents(server, bad)
    const rows = await server.database.db.query<{ code: string; field: string; bytes: number }>(sql`
      select code, field, body_bytes as bytes from quarantine where field = 'colour'`)
    expect(rows).toEqual([{ code: 'UNKNOWN_FIELD', field: 'colour', bytes: JSON.stringify(bad).length }])
  })
})

describe('NDJSON', () => {
  it('takes any number of lines, blank ones and a missing last newline too', async () => {
    const body = `${flagLines(2_500)}\n  \r\n${JSON.stringify(flag())}\r\n${JSON.stringify(flag())}`
    const answer = await send(door, { headers: ndjson, body: Readable.from([body]) })
    expect(answer).toMatchObject({ status: 202, json: { accepted: 2_502, rejectedCount: 0 } })
  })

  it('names refused lines by their number and keeps their neighbours', async () => {
    const body = `${flagLines(1)}{"type":"flag"\n\n${flagLines(1)}[${JSON.stringify(flag())}]\n${flagLines(1)}`
    const answer = await send(door, { headers: ndjson, body })
    expect(answer).toMatchObject({ status: 202, json: { accepted: 3, rejectedCount: 2 } })
    expect(answer.json['rejected']).toMatchObject([
      { index: 1, code: 'MALFORMED_JSON' },
      { index: 4, code: 'WRONG_TYPE' },
    ])
  })

  it('takes a line of 1 MiB and refuses a longer one, alone', async () => {
    const event = JSON.stringify(flag())
    const full = event + ' '.repeat(1_048_576 - event.length)
    const over = JSON.stringify(flag({ key: 'x'.repeat(1_100_000) }))
    const answer = await send(door, { headers: ndjson, body: `${full}\n${over}\n${flagLines(1)}` })
    expect(answer.json).toMatchObject({ accepted: 2, rejected: [{ index: 1, code: 'TOO_LARGE' }] })
  })

  it('answers 400 to an empty stream', async () => {
    expect((await send(door, { headers: ndjson, body: '' })).status).toBe(400)
  })

  it('keeps what was committed when the stream is cut', async () => {
    const before = await server.logged()
    const cut = new Readable({ read: () => undefined })
    const sending = send(door, { headers: ndjson, body: cut })
    const ended = sending.then(
      () => 'answered',
      () => 'cut',
    )
    cut.push(flagLines(3_500))
    cut.push('{"type":"flag","key":"half')
    await expect.poll(() => server.logged(), { timeout: 20_000 }).toBe(before + 3_000)
    cut.destroy(new Error('cut'))
    expect(await ended).toBe('cut')
    expect((await postEvents(server, flag())).status).toBe(202)
    expect(await server.logged()).toBe(before + 3_001)
  })
})

describe('encodings', () => {
  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('takes %s', async (encoding, pack) => {
    const headers = { 'content-encoding': encoding }
    expect((await postEvents(server, pack(JSON.stringify(flag())), { headers })).status).toBe(202)
    const answer = await send(door, { headers: { ...ndjson, ...headers }, body: pack(flagLines(1_200)) })
    expect(answer.json).toMatchObject({ accepted: 1_200 })
  })

  it('answers 415 to an encoding that it does not know', async () => {
    const headers = { 'content-encoding': 'br' }
    expect((await postEvents(server, flag(), { headers })).status).toBe(415)
    expect((await send(door, { headers: { ...ndjson, ...headers }, body: 'x' })).status).toBe(415)
  })

  it('answers 400 to what is not gzip, or half of it', async () => {
    const headers = { 'content-encoding': 'gzip' }
    const answer = await postEvents(server, flag(), { headers })
    expect(answer).toMatchObject({ status: 400, json: { code: 'MALFORMED_ENCODING' } })
    const half = gzipSync(JSON.stringify(flag())).subarray(0, 40)
    expect((await postEvents(server, half, { headers })).status).toBe(400)
  })

  it.each([1, 7, 1_000, 16_384, 1_000_000])('takes several gzip members as one, cut every %i bytes', async (size) => {
    const headers = { 'content-encoding': 'gzip' }
    const texts = [flagLines(2), '', flagLines(700), '\n', flagLines(3)]
    const packed = Buffer.concat(texts.map((text) => gzipSync(text)))
    const pieces = Array.from({ length: Math.ceil(packed.length / size) }, (_, at) =>
      packed.subarray(at * size, (at + 1) * size),
    )
    const answer = await send(door, { headers: { ...ndjson, ...headers }, body: Readable.from(pieces) })
    expect(answer).toMatchObject({ status: 202, json: { accepted: 705, rejectedCount: 0 } })
    const json = Buffer.concat(['[', JSON.stringify(flag()), ']'].map((text) => gzipSync(text)))
    expect((await postEvents(server, json, { headers })).json).toMatchObject({ accepted: 1 })
  })

  it('answers 413 to a bomb of gzip members each of which is none', async () => {
    const member = gzipSync(Buffer.alloc(8_000_000, '\n'), { level: 9 })
    const body = Buffer.concat(Array.from({ length: 5 }, () => member))
    const answer = await send(door, { headers: { ...ndjson, 'content-encoding': 'gzip' }, body })
    expect(answer).toMatchObject({ status: 413, json: { code: 'INFLATES_TOO_FAR' } })
  })

  it('answers 413 to a bomb, in any form, and stays up', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, '\n'), { level: 9 })
    expect(bomb.length).toBeLessThan(300_000)
    const headers = { 'content-encoding': 'gzip' }
    expect((await postEvents(server, bomb, { headers })).status).toBe(413)
    expect((await send(door, { headers: { ...ndjson, ...headers }, body: bomb })).status).toBe(413)
    expect((await postEvents(server, flag())).status).toBe(202)
  })
})

describe('many at once', () => {
  it('every request gets its own answer, whatever its neighbours sent', async () => {
    const before = await server.logged()
    const shared = flag()
    const bodies = [() => ({}), () => shared, () => [flag(), { type: 'x' }], () => flag()]
    const sends = Array.from({ length: 200 }, (_, i) => bodies[i % 4]?.())
    const answers = await Promise.all(sends.map((body) => postEvents(server, body)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((_, i) => i % 4 === 0)).toEqual(Array(50).fill(400))
    expect(statuses.filter((_, i) => i % 4 !== 0)).toEqual(Array(150).fill(202))
    const ofShared = answers.filter((_, i) => i % 4 === 1).map(({ json }) => json['accepted'])
    expect(ofShared.filter((n) => n === 1)).toHaveLength(1)
    expect(answers.reduce((sum, { json }) => sum + Number(json['accepted']), 0)).toBe(101)
    expect(await server.logged()).toBe(before + 101)
  })
})
