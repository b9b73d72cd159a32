import { afterEach } from 'vitest'
import type { CatalogueChange } from '#domain/catalogue'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { testDatabase, type TestDatabase } from './database.ts'

/** A rule that makes `prod` a part of `live`, and how its plan moves it. */
export const production = {
  type: 'ENVIRONMENTS_CHANGED',
  rules: [{ name: 'live', tier: 'PRODUCTION', match: [{ name: 'pro*' }] }],
  moves: [{ from: 'prod', to: 'live' }],
  tiers: [],
} as const satisfies CatalogueChange

/** Gives databases that are closed after each test. */
export function databases(): () => Promise<TestDatabase> {
  const open: TestDatabase[] = []
  afterEach(async () => {
    for (const test of open.splice(0)) await test.close()
  })
  return async () => {
    const test = await testDatabase()
    open.push(test)
    return test
  }
}

/** Names of all services and environments. */
export async function names(db: Database): Promise<string[]> {
  const rows = await db.query<{ name: string }>(sql`
    select name from service union all select name from environment order by 1`)
  return rows.map(({ name }) => name)
}
