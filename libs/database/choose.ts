import type { Config } from '#config/config'
import { embeddedDatabase, type RunningDatabase } from './embedded.ts'

/** The database that the settings ask for: `DATABASE_URL`, else the embedded one, which is then never touched. */
export function openServer(config: Config, mode: 'keep' | 'visit'): Promise<RunningDatabase> {
  if (config.databaseUrl === null) return embeddedDatabase({ home: config.home, mode, path: config.searchPath })
  return Promise.resolve({ url: config.databaseUrl, folder: null, stop: () => Promise.resolve() })
}
