import type { Config } from '#config/config'
import { embeddedDatabase, type RunningDatabase } from './embedded.ts'

/**
 * The database that the settings ask for: `DATABASE_URL`, else the embedded one, which is then never touched.
 *
 * @param say told when the embedded server died and was started again.
 */
export function openServer(
  config: Config,
  mode: 'keep' | 'visit',
  say: (text: string) => void = () => undefined,
): Promise<RunningDatabase> {
  if (config.databaseUrl === null) return embeddedDatabase({ home: config.home, mode, path: config.searchPath, say })
  return Promise.resolve({ url: config.databaseUrl, folder: null, stop: () => Promise.resolve() })
}
