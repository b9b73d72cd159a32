import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { type EventServer, eventServer, flag, flagLines, postEvents, send } from '../support/event-server.ts'

let server: EventServer
beforeAll(async () => {
  server = await eventServer()
})
afterAll(() => server.close())

const test = (body: unknown, token: string) =>
  send(`${server.url}/api/events?test=true`, {
    token,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const testedAt = async (source: string): Promise<number | null> => {
  const [row] = await server.database.db.query<{ at: number | null }>(
    sql`select tested_at as at from source where name = ${source}`,
  )
  return row?.at ?? null
}
const kept = async (): Promise<unknown> =>
  server.database.db.query(sql`
    select (select count(*) from event_log) as logged, (select count(*) from quarantine) as refused,
           (select count(*) from person) as people, (select count(*) from source_tally) as tallies,
           (select coalesce(sum(ignored), 0)::integer from source) as ignored`)

describe('a test of the event door', () => {
  it('is answered as the events would be, and keeps nothing but when it was', async () => {
    const token = await server.token(['ingest'], { source: 'tester' })
    const before = await kept()
    const twin = flag()
    const answer = await test([flag(), twin, twin, { type: 'flag' }], token)
    expect(answer).toMatchObject({ status: 202, json: { accepted: 2, duplicates: 1, rejectedCount: 1, test: true } })
    expect(answer.json['rejected']).toMatchObject([{ index: 3, code: 'REQUIRED', field: 'key' }])
    expect(await testedAt('tester')).toBeGreaterThan(Date.now() - 60_000)
    expect(await kept()).toEqual(before)
  })

  it('takes lines and CDEvents as well', async () => {
    const token = await server.token(['ingest'], { source: 'lines' })
    const logged = await server.logged()
    const lines = await send(`${server.url}/api/events?test=true`, {
      token,
      headers: { 'content-type': 'application/x-ndjson' },
      body: flagLines(2_500),
    })
    expect(lines).toMatchObject({ status: 202, json: { accepted: 2_500, test: true } })
    const cdevent = await send(`${server.url}/api/events?test=true`, {
      token,
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify({ type: 'dev.cdevents.build.queued.0.1.0' }),
    })
    expect(cdevent.json).toMatchObject({ test: true })
    expect(await server.logged()).toBe(logged)
  })

  it('that fails proves nothing', async () => {
    const token = await server.token(['ingest'], { source: 'failing' })
    const before = await kept()
    expect(await test({ type: 'deployment' }, token)).toMatchObject({ status: 400, json: { accepted: 0, test: true } })
    expect(await test([], token)).toMatchObject({ status: 400, json: { test: true } })
    expect(await test(flag({ source: 'other' }), token)).toMatchObject({
      status: 400,
      json: { rejected: [{ code: 'FOREIGN_SOURCE' }] },
    })
    expect(await testedAt('failing')).toBeNull()
    expect(await test(flag(), await server.token(['read']))).toMatchObject({ status: 403 })
    expect(await test(flag(), 'wrong')).toMatchObject({ status: 401 })
    expect(await kept()).toEqual(before)
  })

  it('that is misspelled is refused, and kept by nobody', async () => {
    const token = await server.token(['ingest'])
    const logged = await server.logged()
    for (const query of ['test=yes', 'test=', 'test=true&test=true', 'test']) {
      const answer = await send(`${server.url}/api/events?${query}`, {
        token,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(flag()),
      })
      expect(answer).toMatchObject({ status: 400, json: { code: 'BAD_ADDRESS' } })
    }
    expect(await server.logged()).toBe(logged)
    expect((await postEvents(server, flag(), { token })).status).toBe(202)
    expect(await server.logged()).toBe(logged + 1)
  })
})
