import { randomUUID } from 'node:crypto'
import { migrate } from '#storage/migrate'
import { type OpenDatabase, openDatabase } from '#storage/database'
import pg from 'pg'
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

const template = 'leadline_template'

/** The one connection of this worker to the database `postgres`, and the template once it is there. */
let admin: pg.Pool | undefined
let made: Promise<void> | undefined

function connectTo(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, allowExitOnIdle: true })
  // The server may end before the worker does.
  return pool.on('error', () => undefined)
}

/** Makes the database that others are copied from, once in a run: whoever comes first, while the others wait. */
async function makeTemplate(postgres: pg.Pool, server: string): Promise<void> {
  await postgres.query('select pg_advisory_lock(1)')
  try {
    const known = await postgres.query('select from pg_database where datname = $1 and datistemplate', [template])
    if (known.rowCount === 1) return
    await postgres.query(`create database ${template}`)
    const db = await openDatabase({ url: server.replace('/postgres?', `/${template}?`), max: 2 })
    await migrate(db)
    await db.close()
    await postgres.query(`alter database ${template} is_template true`)
  } finally {
    await postgres.query('select pg_advisory_unlock(1)')
  }
}

/** A fresh, migrated database of its own on the run's real Postgres, gone when it is closed. */
export async function testDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  admin ??= connectTo(server)
  const postgres = admin
  if (options.migrated !== false) await (made ??= makeTemplate(postgres, server))
  const from = options.migrated === false ? 'template1' : template
  // To copy the files costs a third of what it costs to copy their pages through the log.
  await postgres.query(`create database ${name} template ${from} strategy file_copy`)
  const url = server.replace('/postgres?', `/${name}?`)
  const db = await openDatabase({ url, max: 6, isDirect: true })
  const close = async () => {
    await db.close()
    await postgres.query(`drop database if exists ${name} with (force)`)
  }
  return { db, url, close }
}
