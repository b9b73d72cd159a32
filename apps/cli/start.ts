import { type Environment, processConfig } from '#config/config'
import { openServer } from '#database/choose'
import { Option, type Command } from 'commander'
import colours from 'picocolors'
import { runLeadline } from '../server/leadline.ts'
import { fail, print, printJson, say } from './terminal.ts'

interface StartOptions {
  readonly port?: string
  readonly host?: string
  readonly databaseUrl?: string
  readonly home?: string
  readonly token?: string
  readonly demo?: boolean
  readonly role?: string
  readonly log?: string
  readonly json?: boolean
}

/** Flags win over the environment. */
function asEnvironment(options: StartOptions): Environment {
  const given: Environment = {
    PORT: options.port,
    HOST: options.host,
    DATABASE_URL: options.databaseUrl,
    LEADLINE_HOME: options.home,
    LEADLINE_TOKEN: options.token,
    LEADLINE_ROLE: options.role,
    LEADLINE_LOG: options.log,
    LEADLINE_DEMO: options.demo === false ? '0' : undefined,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Resolves at the first Ctrl-C or request to end; the second one ends at once. */
function askedToStop(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(1)
        asked = true
        resolve()
      })
    }
  })
}

async function start(options: StartOptions): Promise<void> {
  const config = processConfig(asEnvironment(options))
  const stop = askedToStop()
  const database = await openServer(config, 'keep')
  try {
    const leadline = await runLeadline({ config, databaseUrl: database.url, now: () => Date.now(), say })
    const { url, adminToken } = leadline
    if (options.json === true) {
      printJson({ url, adminToken })
    } else {
      print(`${colours.bold('Leadline')} is running at ${colours.cyan(url)}`)
      if (adminToken !== null) {
        print(`Admin token, shown this once: ${colours.bold(adminToken)}`)
        print(`Open ${url}/#token=${adminToken}`)
      } else if (config.token === null) print('Sign in with the token of the first start; a new one: npx leadline token create --scope admin')
      print('Ctrl-C stops it; the data stays.')
    }
    await stop
    say('Stopping …')
    await leadline.close()
  } finally {
    await database.stop()
  }
}

/** `leadline start`. */
export function startCommand(program: Command): void {
  program
    .command('start', { isDefault: true })
    .description('Run Leadline: database, ingest, worker, API and pages in one process')
    .option('--port <number>', 'PORT: where to listen (default 4000)')
    .option('--host <address>', 'HOST: on which address (default 127.0.0.1, this machine only)')
    .option('--database-url <url>', 'DATABASE_URL: a PostgreSQL 15 or newer; without it an embedded one is started')
    .option('--home <folder>', 'LEADLINE_HOME: where the embedded database lives (default .leadline)')
    .option('--token <secret>', 'LEADLINE_TOKEN: a preset admin token of at least 32 characters')
    .option('--no-demo', 'LEADLINE_DEMO=0: leave an empty database empty')
    .addOption(new Option('--role <role>', 'LEADLINE_ROLE: what this process does').choices(['all', 'ingest', 'worker', 'api']))
    .option('--log <level>', 'LEADLINE_LOG: silent, error, warn, info or debug (default warn)')
    .option('--json', 'print one JSON line when ready')
    .addHelpText('after', '\nExamples:\n  leadline start\n  leadline start --port 8080 --no-demo\n  DATABASE_URL=postgres://leadline@db/leadline leadline start --host 0.0.0.0')
    .action((options: StartOptions) => start(options).then(() => process.exit(process.exitCode ?? 0), fail))
}
