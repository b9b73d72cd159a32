import { environments } from '#storage/queries/environments'
import { frequent, sql } from '#storage/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, toTimestamp } from '#storage/database'
import { type TestDatabase, testDatabase } from '../../support/database.ts'

describe('sql', () => {
  it('numbers its parameters, and those of what is spliced in', () => {
    const filter = sql`and b = ${2} and c = ${3}`
    const statement = sql`select ${1} where true ${filter} ${sql.empty} and d = ${4}`
    expect(statement.text.replaceAll(/\s+/g, ' ')).toBe('select $1 where true and b = $2 and c = $3 and d = $4')
    expect(statement.values).toEqual([1, 2, 3, 4])
  })

  it('joins', () => {
    expect(sql.join([sql`a = ${1}`, sql`b = ${2}`], sql` and `).text).toBe('a = $1 and b = $2')
    expect(sql.join([], sql`, `).text).toBe('')
  })
})

describe('database', () => {
  let test: TestDatabase
  beforeAll(async () => {
    test = await testDatabase()
  })
  afterAll(() => test.close())

  it('keeps an instant to the millisecond', async () => {
    const instants = [0, 1_772_442_000_123, -1, 253_402_300_799_999]
    for (const instant of instants) {
      const [row] = await test.db.query<{ at: number; count: number }>(
        sql`select ${toTimestamp(instant)}::timestamptz as at, 5::int8 as count`,
      )
      expect(row).toEqual({ at: instant, count: 5 })
    }
  })

  it('rolls back what throws', async () => {
    await expect(
      test.db.transaction(async (db) => {
        await db.query(sql`insert into team (name) values ('lost')`)
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    expect(await test.db.query(sql`select 1 from team where name = 'lost'`)).toEqual([])
  })

  it.each([true, false])(
    'prepares frequent statements where it is direct, and none through a pooler: %s',
    async (isDirect) => {
      const db = await openDatabase({ url: test.url, max: 1, isDirect })
      try {
        for (const name of ['one', 'two']) {
          await test.db.query(sql`insert into environment (name, tier) values (${`${name} ${isDirect}`}, 'OTHER')`)
          const found = await db.query<{ name: string }>(environments())
          expect(found.map((environment) => environment.name)).toContain(`${name} ${isDirect}`)
        }
        await db.transaction((tx) => tx.query(environments()))
        const prepared = await db.query<{ statement: string }>(sql`select statement from pg_prepared_statements`)
        expect(prepared.map(({ statement }) => statement)).toEqual(isDirect ? [environments().text] : [])
      } finally {
        await db.close()
      }
    },
  )
})

it('names frequent statements each by its text', () => {
  const of = (n: number) => frequent({ text: `select ${n}`, values: [n] })
  expect(of(1)).toEqual({ text: 'select 1', values: [1], name: of(1).name })
  expect(of(1).name).not.toBe(of(2).name)
})
