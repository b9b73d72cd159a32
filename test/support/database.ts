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

const template = 'leadline_template'

/** Makes the database that others are copied from, once in a run: whoever comes first, while the others wait. */
async function makeTemplate(admin: OpenDatabase, server: string): Promise<void> {
  await admin.transaction(async (alone) => {
    await alone.query({ text: 'select pg_advisory_xact_lock(1)', values: [] })
    const [known] = await admin.query({
      text: 'select 1 from pg_database where datname = $1 and datistemplate',
      values: [template],
    })
    if (known !== undefined) return
    await admin.query({ text: `create database ${template}`, values: [] })
    const db = await openDatabase({ url: server.replace('/postgres?', `/${template}?`), max: 2 })
    await migrate(db)
    await db.close()
    await admin.query({ text: `alter database ${template} is_template true`, values: [] })
  })
}

async function asAdmin(server: string, work: (admin: OpenDatabase) => Promise<unknown>): Promise<void> {
  const admin = await openDatabase({ url: server, max: 2 })
  try {
    await work(admin)
  } finally {
    await admin.close()
  }
}

/** A fresh, migrated database of its own on the run's real Postgres, gone when it is closed. */
export async function testDatabase(options: { readonly migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const from = options.migrated === false ? 'template1' : template
  await asAdmin(server, async (admin) => {
    if (from === template) await makeTemplate(admin, server)
    await admin.query({ text: `create database ${name} template ${from}`, values: [] })
  })
  const url = server.replace('/postgres?', `/${name}?`)
  const db = await openDatabase({ url, max: 6, isDirect: true })
  const close = async () => {
    await db.close()
    await asAdmin(server, (admin) => admin.query({ text: `drop database if exists ${name} with (force)`, values: [] }))
  }
  return { db, url, close }
}
