import { afterAll, beforeAll, expect, it } from 'vitest'
import { preparing } from '#storage/database'
import { sql } from '#storage/sql'
import { openPools } from '../../apps/server/leadline.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** Statements that a connection of the pool keeps, after one was asked that may be kept. */
async function keptBy(db: Parameters<typeof preparing>[0]): Promise<number> {
  return preparing(db).transaction(async (tx) => {
    await tx.query(sql`/* pools */ select ${1}::integer as "one"`)
    const [row] = await tx.query<{ kept: number }>(
      sql`select count(*) as "kept" from pg_prepared_statements where statement like '/* pools */%'`,
    )
    return row?.kept ?? 0
  })
}

it.each([
  [true, 1],
  [false, 0],
])(
  'both pools of a server keep statements prepared only where connections are their own (%s)',
  async (isDirect, kept) => {
    const pools = await openPools(database.url, isDirect)
    try {
      expect(await keptBy(pools.db)).toBe(kept)
      expect(await keptBy(pools.reads)).toBe(kept)
    } finally {
      await pools.close()
    }
  },
)
