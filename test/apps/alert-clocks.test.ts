import { afterAll, beforeAll, expect, it } from 'vitest'
import { evaluate, LookBefore } from '#apps/server/alerting/evaluate'
import { lookInTurn } from '#apps/server/alerting/look-in-turn'
import { DAY, HOUR, type Instant, MINUTE } from '#domain/instant'
import { acknowledgeAlert } from '#storage/stores/alerts'
import { beginLook } from '#storage/stores/alert-looks'
import { sql } from '#storage/sql'
import { type Api, startApi } from '../support/graphql-api.ts'
import { stepAndBack } from '../support/step-and-back.ts'

const monday = Date.parse('2025-06-02T00:00:00Z')
/** Just after a week is taken to be over: ten minutes before, nothing is found yet. */
const boundary = monday + 43 * 7 * DAY + 6 * HOUR + MINUTE
let api: Api

beforeAll(async () => {
  api = await startApi(() => boundary, { works: false })
  await api.tell(...stepAndBack(monday, 43, [40, 46]))
})
afterAll(() => api.close())

function alerts(): Promise<{ readonly id: number; readonly state: string }[]> {
  return api.db.query(sql`select id::integer, state from alert where level = 'ALERT' order by id`)
}

/** Each server remembers its own looks. */
function look(at: Instant): Promise<readonly Error[]> {
  return lookInTurn(api.db, at, new LookBefore())
}

it('an acknowledged alert stays where a clock is behind', async () => {
  expect(await look(boundary)).toEqual([])
  const [raised] = await alerts()
  expect(raised).toMatchObject({ state: 'OPEN' })
  const id = raised?.id ?? 0
  await acknowledgeAlert(api.db, id, 'ada', boundary)
  expect(await look(boundary - 10 * MINUTE)).toEqual([])
  expect(await alerts()).toEqual([{ id, state: 'ACKNOWLEDGED' }])
  expect(await look(boundary + HOUR)).toEqual([])
  expect(await alerts()).toEqual([{ id, state: 'ACKNOWLEDGED' }])
})

it('a look that another overtook writes nothing', async () => {
  const was = await alerts()
  expect(await beginLook(api.db, boundary + 2 * HOUR)).toBe('BEGUN')
  expect((await evaluate(api.db, boundary - 10 * MINUTE)).events).toEqual({})
  expect(await alerts()).toEqual(was)
})

it('a clock that is far ahead is told of, and moves nothing', async () => {
  const was = await alerts()
  const [refused, ...others] = await look(Date.parse('2999-01-01T00:00:00Z'))
  expect(others).toEqual([])
  expect(refused?.message).toMatch(
    /^Alerts were not looked at: the clock of this machine says 2999-01-01T00:00:00\.000Z, that of the database 2\d{3}-\S+Z\. Set the clock that is wrong; it is tried again in an hour\.$/,
  )
  expect(await alerts()).toEqual(was)
  expect(await beginLook(api.db, boundary + 3 * HOUR)).toBe('BEGUN')
})

it('a look that began while the clocks of machine and database were ahead does not stop later ones', async () => {
  await api.db.query(sql`
    update setting set value = to_json(${Date.parse('2999-01-01T00:00:00Z')}::bigint) where key = 'alertsLookedAt'`)
  expect(await look(boundary + 4 * HOUR)).toEqual([])
  const [kept] = await api.db.query(
    sql`select (value #>> '{}')::float8 as at from setting where key = 'alertsLookedAt'`,
  )
  expect(kept).toEqual({ at: boundary + 4 * HOUR })
})

it('a clock that is more than an hour behind is told of', async () => {
  expect(await look(boundary + 3 * HOUR)).toEqual([])
  const [refused, ...others] = await look(boundary)
  expect(others).toEqual([])
  expect(refused?.message).toBe(
    `Alerts were not looked at: the clock of this machine says ${new Date(boundary).toISOString()}, and they were looked at as of ${new Date(boundary + 4 * HOUR).toISOString()} already. Set the clock that is wrong; it is tried again in an hour.`,
  )
})
