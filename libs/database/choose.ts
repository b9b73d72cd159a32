import type { Config } from '#config/config'
import type { DatabaseMode, RunningDatabase } from './embedded.ts'
import { majorOf } from './folder.ts'
import { DatabaseProblem } from './problem.ts'

/**
 * The database that the settings ask for: `DATABASE_URL`, else the embedded one, which is then never touched.
 *
 * @param say told when the embedded server died and was started again.
 */
export async function openServer(
  config: Config,
  mode: DatabaseMode,
  say: (text: string) => void = () => undefined,
): Promise<RunningDatabase> {
  const { databaseUrl, home, searchPath: path } = config
  if (databaseUrl !== null) return { url: databaseUrl, folder: null, stop: () => Promise.resolve() }
  const { embeddedDatabase } = await import('./embedded.ts')
  return embeddedDatabase({ home, mode, path, say })
}

/**
 * The same for who only looks: no empty database is made where there is none.
 *
 * @throws DatabaseProblem MISSING
 */
export async function openExistingServer(config: Config): Promise<RunningDatabase> {
  if (config.databaseUrl === null && majorOf(config.home) === null) {
    throw new DatabaseProblem(
      'MISSING',
      `There is no database at ${config.home} yet. LEADLINE_HOME or DATABASE_URL say where yours is; npx leadline start makes one.`,
    )
  }
  return openServer(config, 'visit')
}
