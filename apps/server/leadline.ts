import { SecretBox } from '#access/secret-box'
import { makeToken } from '#access/token'
import type { Config } from '#config/config'
import { openDatabase, type OpenDatabase } from '#storage/database'
import { checkServer, migrate } from '#storage/migrate'
import { addToken, listTokens } from '#storage/stores/tokens'
import { evaluate } from './alerting/evaluate.ts'
import { needsDemo, tellDemo } from './demo.ts'
import { type Server, startServer } from './server.ts'

/** Longest that one statement of an answer may take, in milliseconds. */
const longestRead = 15_000

export interface LeadlineOptions {
  readonly config: Config
  readonly databaseUrl: string
  readonly now: () => number
  /** Built pages. */
  readonly pages?: string
  /** Built program of the thread that processes, with the clock of the machine; left out: no thread of its own. */
  readonly processing?: URL
  /** What takes long, in words. */
  readonly say: (text: string) => void
}

export interface Leadline {
  readonly url: string
  /** Made just now, because there was none; it is not kept and cannot be shown again. */
  readonly adminToken: string | null
  close(): Promise<void>
}

/** The first start makes an admin token; a preset one makes that needless. */
async function firstToken(db: OpenDatabase, config: Config, now: number): Promise<string | null> {
  if (config.token !== null) return null
  const known = await listTokens(db)
  const opens = known.some(
    (token) =>
      token.scopes.includes('admin') && token.revokedAt === null && (token.expiresAt === null || token.expiresAt > now),
  )
  if (opens) return null
  const token = makeToken()
  await addToken(db, {
    publicId: token.publicId,
    secretSha256: token.secretSha256,
    name: 'first admin',
    source: 'api',
    scopes: ['admin'],
    expiresAt: null,
  })
  return token.text
}

export interface Pools {
  readonly db: OpenDatabase
  readonly reads: OpenDatabase
  close(): Promise<void>
}

/** The pools of a server: one for what comes in and the worker, one for what is asked. */
export async function openPools(url: string, isDirect: boolean): Promise<Pools> {
  const db = await openDatabase({ url, max: 12, isDirect })
  const reads = await openDatabase({
    url,
    max: 8,
    applicationName: 'leadline reads',
    statementTimeout: longestRead,
    isDirect,
  })
  const close = async (): Promise<void> => {
    await reads.close()
    await db.close()
  }
  return { db, reads, close }
}

/** The address that the server is given for sessions of its own leads past any pooler. */
function hasDirect({ isDatabaseDirect, databaseDirectUrl, databaseUrl }: Config): boolean {
  return isDatabaseDirect || databaseDirectUrl !== databaseUrl
}

/** @throws an error that says that the port is taken. */
async function serve(
  { config, databaseUrl, now, pages, processing }: LeadlineOptions,
  { db, reads }: Pools,
): Promise<Server> {
  const { host, port, home, secretKey, role } = config
  try {
    return await startServer({
      db,
      reads,
      databaseUrl: config.databaseDirectUrl ?? databaseUrl,
      host,
      port,
      presetToken: config.token,
      mail: config.mail,
      publicUrl: config.publicUrl,
      logLevel: config.logLevel,
      clock: now,
      secrets: new SecretBox({ given: secretKey, home }),
      home,
      works: role === 'all' || role === 'worker',
      ...(pages === undefined ? {} : { pages }),
      ...(processing === undefined || role !== 'all'
        ? {}
        : { processing: { program: processing, isDirect: hasDirect(config) } }),
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(
      `Port ${port} on ${host} is in use. Stop what listens there, or choose another: PORT=${port + 1} npm start`,
      { cause: error },
    )
  }
}

/**
 * Everything in one process on a database that runs: migrated, the demo in it when it was empty, doors open.
 *
 * @throws DatabaseUnfit, or an error that says that the port is taken.
 */
export async function runLeadline(options: LeadlineOptions): Promise<Leadline> {
  const { config, databaseUrl, now, say } = options
  const pools = await openPools(databaseUrl, config.isDatabaseDirect)
  const { db } = pools
  let server: Server | null = null
  const close = async (): Promise<void> => {
    try {
      await server?.close()
    } finally {
      await pools.close()
    }
  }
  try {
    await checkServer(db)
    await migrate(db)
    const wantsDemo = config.demo && (await needsDemo(db))
    server = await serve(options, pools)
    if (wantsDemo) {
      say('Loading the demo: a year of twelve invented services (LEADLINE_DEMO=0 starts empty) …')
      await tellDemo(db, now())
      if (config.role === 'all') {
        await server.drain()
        await evaluate(db, now())
      }
    }
    const adminToken = await firstToken(db, config, now())
    return { url: server.url, adminToken, close }
  } catch (error) {
    await close()
    throw error
  }
}
