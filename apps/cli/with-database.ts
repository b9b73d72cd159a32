import { processConfig } from '#config/config'
import { openExistingServer, openServer } from '#database/choose'
import type { RunningDatabase } from '#database/embedded'
import type { OpenDatabase } from '#storage/database'

type Work<T> = (db: OpenDatabase, url: string) => Promise<T>

async function run<T>(server: RunningDatabase, work: Work<T>): Promise<T> {
  try {
    const { isDatabaseDirect: isDirect } = processConfig()
    const [{ openDatabase }, { checkServer, migrate }] = await Promise.all([
      import('#storage/database'),
      import('#storage/migrate'),
    ])
    const db = await openDatabase({ url: server.url, max: 4, applicationName: 'leadline command', isDirect })
    try {
      await checkServer(db)
      await migrate(db)
      return await work(db, server.url)
    } finally {
      await db.close()
    }
  } finally {
    await server.stop()
  }
}

/** Runs a command's work on the database of the settings, migrated, whether Leadline is running or not. */
export async function withDatabase<T>(work: Work<T>): Promise<T> {
  return run(await openServer(processConfig(), 'visit'), work)
}

/**
 * The same for a command that needs what is there already: it makes no database.
 *
 * @throws DatabaseProblem MISSING
 */
export async function withExistingDatabase<T>(work: Work<T>): Promise<T> {
  return run(await openExistingServer(processConfig()), work)
}
