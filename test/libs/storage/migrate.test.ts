import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { checkServer, migrate } from '#storage/migrate'
import { migrations } from '#storage/migrations'
import { sql } from '#storage/sql'
import { testDatabase } from '../../support/database.ts'
import { packagedBinaries, type PostgresServer, startPostgres, systemBinaries } from '../../support/postgres-server.ts'

const names = migrations.map((migration) => new migration().name)

describe('migrations', () => {
  it('are listed, each file of their folder in its order', () => {
    const files = readdirSync('migrations').toSorted()
    expect(names.map((name) => /\d+$/.exec(name)?.[0])).toEqual(files.map((file) => /^\d+/.exec(file)?.[0]))
  })

  it('run once when several processes start at once', async () => {
    const { db, url, close } = await testDatabase({ migrated: false })
    const others = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url, max: 2 })))
    await Promise.all([db, ...others].map((each) => migrate(each)))
    const done = await db.query<{ name: string }>(sql`select name from schema_migration order by id`)
    expect(done.map(({ name }) => name)).toEqual(names)
    await Promise.all(others.map((each) => each.close()))
    await close()
  })

  it('change nothing the second time', async () => {
    const { db, close } = await testDatabase()
    await migrate(db)
    expect(await db.query(sql`select name from schema_migration order by id`)).toHaveLength(names.length)
    await close()
  })

  it('go back down, and up again', async () => {
    const { db, close } = await testDatabase()
    await db.withDataSource(async (dataSource) => {
      for (const _ of names) await dataSource.undoLastMigration()
    })
    const left = await db.query<{ name: string }>(sql`
      select table_name as name from information_schema.tables where table_schema = 'public'`)
    expect(left).toEqual([{ name: 'schema_migration' }])
    await migrate(db)
    await close()
  })

  it('refuse a schema that a newer release made, and leave it alone', async () => {
    const { db, close } = await testDatabase()
    await db.query(
      sql`insert into schema_migration (timestamp, name) values (9999999999999, 'FromTheFuture9999999999999')`,
    )
    await expect(migrate(db)).rejects.toThrow(
      /migration FromTheFuture9999999999999, which this release of Leadline does not know\. Start the release that made it/,
    )
    // The lock was given back.
    await db.query(sql`delete from schema_migration where name like 'FromTheFuture%'`)
    await migrate(db)
    await close()
  })
})

describe('a server that could lose what was acknowledged', () => {
  let server: PostgresServer
  let db: OpenDatabase

  beforeAll(async () => {
    server = await startPostgres(packagedBinaries, ['fsync=off'])
    db = await openDatabase({ url: server.url, max: 1 })
  })
  afterAll(async () => {
    await db.close()
    await server.stop()
  })

  it('is refused by the name of its setting', async () => {
    await expect(checkServer(db)).rejects.toThrow(/runs with fsync = off: .* could be lost\. Set fsync = on and reload/)
  })

  it.each(['synchronous_commit'])('is refused for %s of the database alone', async (setting) => {
    const { db: own, url, close } = await testDatabase()
    await own.query({ text: `alter database ${new URL(url).pathname.slice(1)} set ${setting} = off`, values: [] })
    const again = await openDatabase({ url, max: 1 })
    await expect(checkServer(again)).rejects.toThrow(`${setting} = off`)
    await again.close()
    await close()
  })
})

describe.runIf(systemBinaries !== undefined)('an external PostgreSQL of the machine', () => {
  it('is fit, takes the schema, and keeps instants and counts', async () => {
    const server = await startPostgres(systemBinaries ?? '')
    const db = await openDatabase({ url: server.url })
    await checkServer(db)
    await migrate(db)
    const [row] = await db.query<{ at: number; many: number; day: string }>(sql`
      select ${'2026-03-02T10:00:00.123+05:30'}::timestamptz as at, 3000000000::bigint as many, date '2026-03-02' as day`)
    expect(row).toEqual({ at: Date.UTC(2026, 2, 2, 4, 30, 0, 123), many: 3_000_000_000, day: '2026-03-02' })
    await db.close()
    await server.stop()
  })
})
