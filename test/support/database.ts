import { randomUUID } from 'node:crypto'
import { migrate } from '#storage/migrate'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { inject } from 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** URL of the run's Postgres server, of its database `postgres`. */
    postgresUrl: string
  }
}

export interface TestDatabase {
  readonly db: OpenDatabase
  readonly url: string
  readonly close: () => Promise<void>
}

/** A fresh, migrated database of its own on the run's real Postgres. */
export async function testDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = await openDatabase({ url: server, max: 1 })
  await admin.query({ text: `create database ${name}`, values: [] })
  await admin.close()
  const url = server.replace('/postgres?', `/${name}?`)
  const db = await openDatabase({ url, max: 6 })
  if (options.migrated !== false) await migrate(db)
  return { db, url, close: () => db.close() }
}
