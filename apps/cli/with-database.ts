import { processConfig } from '#config/config'
import { openServer } from '#database/choose'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { checkServer, migrate } from '#storage/migrate'

/** Runs a command's work on the database of the settings, migrated, whether Leadline is running or not. */
export async function withDatabase<T>(work: (db: OpenDatabase, url: string) => Promise<T>): Promise<T> {
  const server = await openServer(processConfig(), 'visit')
  try {
    const db = await openDatabase({ url: server.url, max: 4, applicationName: 'leadline command' })
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
