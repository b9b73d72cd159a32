import { afterAll, beforeAll, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { refusalsLookedAt, type SourceRow, sources } from '#storage/queries/sources'
import { sql } from '#storage/sql'
import { keepDelivery } from '#storage/stores/keep-deliveries'
import { keepPartitions, type Settled, settleDeliveries, takeWaiting } from '#storage/stores/deliveries'
import { dismissRefused, keepRefused } from '#storage/stores/quarantine'
import { addWebhookSource, noteTrouble } from '#storage/stores/webhook-sources'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  for (const name of ['cd', 'well'])
    await addWebhookSource(database.db, { name, system: 'argocd', settings: {}, secret: Buffer.from('sealed') })
})
afterAll(() => database.close())

/** Deliveries of a source, each settled with its reason; null: it was understood. */
async function delivered(source: string, reasons: readonly (string | null)[]): Promise<void> {
  const { db } = database
  for (const at of reasons.keys()) {
    const day = Date.now() - (reasons.length - at) * DAY
    await keepPartitions(db, day, 400 * DAY)
    const delivery = { source, system: 'argocd', transportId: null, headers: {}, body: Buffer.from('{}') }
    await keepDelivery(db, delivery, day)
  }
  await db.transaction(async (tx) => {
    const settled = (await takeWaiting(tx, 100)).map(({ id }, at): Settled => {
      const reason = reasons[at] ?? null
      return { id, outcome: reason === null ? 'TRANSLATED' : 'QUARANTINED', reason }
    })
    await settleDeliveries(tx, settled)
  })
}

async function found(name: string): Promise<SourceRow> {
  const rows = await database.db.query<SourceRow>(sources())
  return rows.find((row) => row.name === name) ?? expect.fail(name)
}

it('are told with the latest three reasons and how often each, whatever days they came on', async () => {
  await delivered('cd', ['oldest', 'no revision', 'no app', 'no revision', null, 'no uid', 'no revision'])
  await delivered('well', [null])
  expect(await found('cd')).toMatchObject({
    quarantined: 6,
    message: 'no revision',
    refusals: [
      { reason: 'no revision', count: 3, lastAt: expect.any(Number) },
      { reason: 'no uid', count: 1 },
      { reason: 'no app', count: 1 },
    ],
  })
  expect(await found('well')).toMatchObject({ quarantined: 0, refusals: [], message: null })
})

it('stay told whatever befalls who reads the source, whose trouble they do not hide', async () => {
  const { db } = database
  const { refusals } = await found('cd')
  await noteTrouble(db, 'cd', 'Argo CD refuses the token.')
  await delivered('cd', [null])
  expect(await found('cd')).toMatchObject({ message: 'Argo CD refuses the token.', refusals })
  await delivered('cd', ['no uid'])
  expect(await found('cd')).toMatchObject({ message: 'Argo CD refuses the token.', quarantined: 7 })
  await noteTrouble(db, 'cd', null)
  expect(await found('cd')).toMatchObject({ message: 'no uid', refusals: [{ reason: 'no uid', count: 2 }, {}, {}] })
})

it('count events that were refused at the door too', async () => {
  const refusal = { source: 'cd', code: 'UNKNOWN_FIELD', field: 'x', message: 'no such field' }
  await keepRefused(
    database.db,
    ['{', '['].map((text) => ({ ...refusal, body: Buffer.from(text) })),
  )
  expect(await found('cd')).toMatchObject({ quarantined: 9, refusals: [{ reason: 'no such field', count: 2 }, {}, {}] })
})

it('are told no more when they are let go', async () => {
  await dismissRefused(database.db, 'cd')
  expect(await found('cd')).toMatchObject({ quarantined: 0, refusals: [], message: null })
})

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly Plans?: readonly Plan[]
}

/** Rows that were read whole, not only counted in an index. */
const readOf = (plan: Plan, table: RegExp): number =>
  (table.test(plan['Relation Name'] ?? '') && plan['Node Type'] !== 'Index Only Scan'
    ? plan['Actual Rows'] * plan['Actual Loops']
    : 0) + (plan.Plans ?? []).reduce((sum, child) => sum + readOf(child, table), 0)

it('are not all read, however many there are', async () => {
  const { db } = database
  const days = Array.from({ length: 30 }, (_, day) => day)
  for (const day of days.filter((each) => each % 3 === 0)) await keepPartitions(db, Date.now() + day * DAY, 400 * DAY)
  await db.query(sql`
    insert into delivery (received_on, source, system, headers, body_deflated, body_sha256, state, reason)
    select current_date + n % 30, 'cd', 'argocd', '{}', decode(repeat(md5(n::text), 50), 'hex'), '', case when n > 9000 then 'TRANSLATED' else 'QUARANTINED' end,
           'reason ' || n % 2
      from generate_series(1, 30000) n`)
  await db.query(sql`
    insert into quarantine (source, code, message, body_deflated, body_bytes, body_sha256)
    select 'well', 'INVALID', 'reason ' || n % 2, decode(repeat(md5(n::text), 50), 'hex'), 0, n::text::bytea from generate_series(1, 9000) n`)
  for (const table of ['delivery', 'quarantine']) await db.query({ text: `vacuum analyze ${table}`, values: [] })
  const [row] = await db.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>({
    text: `explain (analyze, format json) ${sources().text}`,
    values: sources().values,
  })
  const plan = row?.['QUERY PLAN'][0].Plan as Plan
  expect(readOf(plan, /^delivery/)).toBeLessThanOrEqual(refusalsLookedAt + days.length)
  expect(readOf(plan, /^quarantine/)).toBeLessThanOrEqual(refusalsLookedAt)
  const half = refusalsLookedAt / 2
  expect(await found('cd')).toMatchObject({ quarantined: 9000, refusals: [{ count: half }, { count: half }] })
})
