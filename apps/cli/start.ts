import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { type Config, type Environment, processConfig } from '#config/config'
import { openServer } from '#database/choose'
import { Option, type Command } from 'commander'
import colours from 'picocolors'
import type { Leadline } from '../server/leadline.ts'
import { examples, fail, print, say } from './terminal.ts'

interface StartOptions {
  readonly port?: string
  readonly host?: string
  readonly databaseUrl?: string
  readonly databaseDirectUrl?: string
  readonly publicUrl?: string
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
    DATABASE_DIRECT_URL: options.databaseDirectUrl,
    LEADLINE_PUBLIC_URL: options.publicUrl,
    LEADLINE_HOME: options.home,
    LEADLINE_TOKEN: options.token,
    LEADLINE_ROLE: options.role,
    LEADLINE_LOG: options.log,
    LEADLINE_DEMO: options.demo === false ? '0' : undefined,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** A key that is held, or npm passing on what the terminal sent already, is one request. */
const samePress = 1_000

interface EndRequests {
  /** Resolves at the first Ctrl-C or request to end. */
  readonly asked: Promise<void>
  /** Resolves at the second: do not wait for what is under way. */
  readonly urged: Promise<void>
}

/** Listens for requests to end; the third ends the process at once. */
function endRequests(): EndRequests {
  const heard: (() => void)[] = []
  const asked = new Promise<void>((resolve) => heard.push(resolve))
  const urged = new Promise<void>((resolve) => heard.push(resolve))
  let last = Number.NEGATIVE_INFINITY
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      const now = performance.now()
      if (now - last < samePress) return
      last = now
      const next = heard.shift()
      if (next === undefined) process.exit(1)
      next()
    })
  }
  return { asked, urged }
}

function announce({ url, adminToken }: Leadline, config: Config, json: boolean): void {
  if (json) return print(JSON.stringify({ url, adminToken }))
  print(`${colours.bold('Leadline')} is running at ${colours.cyan(url)}`)
  if (adminToken !== null) {
    print(`Admin token, shown this once: ${colours.bold(adminToken)}`)
    print(`Open ${url}/#token=${adminToken}`)
  } else if (config.token === null) {
    print('Sign in with the token of the first start; a new one: npx leadline token create --scope admin')
  }
  print('Ctrl-C stops it; the data stays.')
}

/**
 * By so much the heap may grow over what lived at the last full collection before the next one, in per cent. Left to
 * itself V8 lets garbage grow to several times what lives, as long as the machine has memory.
 */
const heapGrowth = 50

/** Server, worker and database start in this order and end in the other, whatever happens in between. */
async function start(options: StartOptions, built: URL): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${heapGrowth}`)
  const config = processConfig(asEnvironment(options))
  const { asked, urged } = endRequests()
  const loading = import('../server/leadline.ts')
  loading.catch(() => undefined)
  const database = await openServer(config, 'keep', say)
  try {
    const { runLeadline } = await loading
    const pages = fileURLToPath(new URL('pages', built))
    const processing = new URL('processing.mjs', built)
    const now = (): number => Date.now()
    const leadline = await runLeadline({ config, databaseUrl: database.url, pages, processing, now, say })
    announce(leadline, config, options.json === true)
    await asked
    say('Stopping …')
    await Promise.race([leadline.close(), urged])
  } finally {
    await database.stop()
  }
}

/** `leadline start`. */
export function startCommand(program: Command, built: URL): void {
  program
    .command('start', { isDefault: true })
    .description('Run Leadline: database, ingest, worker, API and pages in one process')
    .option('--port <number>', 'PORT: where to listen (default 4000)')
    .option('--host <address>', 'HOST: on which address (default 127.0.0.1, this machine only)')
    .option('--database-url <url>', 'DATABASE_URL: a PostgreSQL 15 or newer; without it an embedded one is started')
    .option('--database-direct-url <url>', 'DATABASE_DIRECT_URL: the same server without a pooler in between')
    .option('--public-url <url>', 'LEADLINE_PUBLIC_URL: where people reach it, for links in what channels are told')
    .option('--home <folder>', 'LEADLINE_HOME: where the embedded database lives (default .leadline)')
    .option('--token <secret>', 'LEADLINE_TOKEN: a preset admin token of at least 32 characters')
    .option('--no-demo', 'LEADLINE_DEMO=0: leave an empty database empty')
    .addOption(
      new Option('--role <role>', 'LEADLINE_ROLE: what this process does').choices(['all', 'ingest', 'worker', 'api']),
    )
    .option('--log <level>', 'LEADLINE_LOG: silent, error, warn, info or debug (default warn)')
    .option('--json', 'print one JSON line when ready')
    .addHelpText(
      'after',
      `\nNo flags, which would show in the list of processes, have LEADLINE_SECRET_KEY, what secrets of sources are sealed with, and\nLEADLINE_SMTP_URL (smtp://user:password@host:587) with LEADLINE_MAIL_FROM, for mail.\n${examples(
        'npx leadline start',
        'npx leadline start --port 8080 --no-demo',
        'DATABASE_URL=postgres://leadline@db/leadline npx leadline start --host 0.0.0.0',
      )}`,
    )
    .action((options: StartOptions) => start(options, built).then(() => process.exit(process.exitCode ?? 0), fail))
}
