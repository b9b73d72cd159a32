import type { OpenDatabase } from './database.ts'
import { migrations } from './migrations.ts'
import { sql } from './sql.ts'

/** Any number that no other program uses: the advisory lock that lets one process migrate at a time. */
const migrationLock = 7_263_146

/** The database cannot be used as it is; the message says why and what to do. */
export class DatabaseUnfit extends Error {
  readonly code: 'SCHEMA_NEWER' | 'SERVER_TOO_OLD' | 'UNSAFE_SETTING'

  constructor(code: DatabaseUnfit['code'], message: string) {
    super(message)
    this.name = 'DatabaseUnfit'
    this.code = code
  }
}

/**
 * Brings the schema to this release's; safe when several processes start at once.
 *
 * @throws DatabaseUnfit when the schema comes from a newer release.
 */
export async function migrate(db: OpenDatabase): Promise<void> {
  if (await isMigrated(db)) return
  await db.withDataSource(async (dataSource) => {
    const runner = dataSource.createQueryRunner()
    try {
      await runner.connect()
      await runner.query('select pg_advisory_lock($1)', [migrationLock])
      // Whoever held the lock before may have been of a newer release.
      if (!(await isMigrated(db))) await dataSource.runMigrations({ transaction: 'each' })
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [migrationLock]).catch(() => undefined)
      await runner.release()
    }
  })
}

/** @throws DatabaseUnfit when the schema comes from a newer release. */
async function isMigrated(db: OpenDatabase): Promise<boolean> {
  const [table] = await db.query<{ known: boolean }>(sql`select to_regclass('schema_migration') is not null as known`)
  if (table?.known !== true) return false
  const names = migrations.map((migration) => new migration().name)
  const rows = await db.query<{ name: string }>(sql`select name from schema_migration order by id`)
  const done = rows.map(({ name }) => name)
  const newer = done.find((name) => !names.includes(name))
  if (newer === undefined) return names.every((name) => done.includes(name))
  throw new DatabaseUnfit(
    'SCHEMA_NEWER',
    `The database has the migration ${newer}, which this release of Leadline does not know. Start the release that made it, or restore an export into an empty database.`,
  )
}

/**
 * Refuses a server on which an acknowledged event could be lost, or that is too old.
 *
 * @throws DatabaseUnfit naming the setting and how to mend it.
 */
export async function checkServer(db: OpenDatabase): Promise<void> {
  const settings = await db.query<{ name: string; setting: string }>(sql`
    select name, setting from pg_settings
     where name in ('server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit')`)
  const value = new Map(settings.map(({ name, setting }) => [name, setting]))
  if (Number(value.get('server_version_num')) < 150_000) {
    throw new DatabaseUnfit(
      'SERVER_TOO_OLD',
      'Leadline needs PostgreSQL 15 or newer. Upgrade the server, or unset DATABASE_URL to use the embedded one.',
    )
  }
  for (const name of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    if (value.get(name) !== 'off') continue
    throw new DatabaseUnfit(
      'UNSAFE_SETTING',
      `The PostgreSQL server runs with ${name} = off: events that were acknowledged could be lost. Set ${name} = on and reload the server.`,
    )
  }
}
