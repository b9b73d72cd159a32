import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { processConfig } from '#config/config'
import { openExistingServer, openServer } from '#database/choose'
import type { RunningDatabase } from '#database/embedded'
import { blockingError, type Envelope } from '#dashboards/blocking-error'
import type { OpenDatabase } from '#storage/database'
import { untilAsked } from './until-asked.ts'

/** A Leadline that only this command can reach. */
export interface PrivateLeadline {
  /** Where it is, for a browser of this machine; its pages are there where their folder was named. */
  readonly url: string
  /** What proves to it that this command asks. */
  readonly token: string
  readonly db: OpenDatabase
  /**
   * Asks its GraphQL API.
   *
   * @throws an error with the API's own message.
   */
  ask<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>
  /** Works until everything that was taken is in all answers. */
  settle(onPending?: (pending: number) => void): Promise<void>
}

interface Ingest {
  readonly pending: number
}

const askAgain = 100

/**
 * Asks a Leadline. One service of several that has no numbers keeps the others from nobody, as on the pages.
 *
 * @throws an error with the API's own message.
 */
export async function answer<T>(url: string, token: string, body: unknown): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const envelope = (await response.json()) as Envelope<T>
  const error = blockingError(envelope)
  if (!envelope.data || error !== undefined) throw new Error(error?.message ?? `The API answered ${response.status}.`)
  return envelope.data
}

async function settle(server: { drain(): Promise<void> }, pending: () => Promise<number>, tell: (n: number) => void) {
  const settled = new AbortController()
  const watched = (async () => {
    while (!settled.signal.aborted) {
      tell(await pending())
      await new Promise((resolve) => setTimeout(resolve, askAgain))
    }
  })()
  try {
    await server.drain()
  } finally {
    settled.abort()
    await watched
  }
}

/** What a server is made of: much, and nothing of it is needed to find out that there is no database. */
async function serverParts() {
  const loading = [import('#storage/database'), import('#storage/migrate'), import('../server/server.ts')] as const
  const [{ openDatabase }, { checkServer, migrate }, { startServer }] = await Promise.all(loading)
  return { openDatabase, checkServer, migrate, startServer }
}

interface Place {
  readonly databaseUrl: string
  readonly home: string
  /** Nothing in it is kept. */
  readonly isPassing: boolean
  /** Folder of the built pages. */
  readonly pages?: string
}

async function withApi<T>(
  { databaseUrl, home, isPassing, pages }: Place,
  work: (leadline: PrivateLeadline) => Promise<T>,
): Promise<T> {
  const { openDatabase, checkServer, migrate, startServer } = await serverParts()
  const db = await openDatabase({ url: databaseUrl, max: 8, applicationName: 'leadline command' })
  try {
    if (!isPassing) await checkServer(db)
    await migrate(db)
    const token = randomBytes(32).toString('hex')
    const server = await startServer({
      db,
      databaseUrl,
      host: '127.0.0.1',
      port: 0,
      presetToken: token,
      logLevel: 'error',
      clock: () => Date.now(),
      works: false,
      home,
      ...(pages === undefined ? {} : { pages }),
    })
    const ask: PrivateLeadline['ask'] = (query, variables = {}) => answer(server.url, token, { query, variables })
    const pending = async (): Promise<number> =>
      (await ask<{ readonly ingest: Ingest }>('{ ingest { pending } }')).ingest.pending
    try {
      return await work({
        url: server.url,
        token,
        db,
        ask,
        settle: (tell = () => undefined) => settle(server, pending, tell),
      })
    } finally {
      await server.close()
    }
  } finally {
    await db.close()
  }
}

async function on<T>(
  server: RunningDatabase,
  work: (leadline: PrivateLeadline) => Promise<T>,
  shown: { readonly pages?: string } = {},
): Promise<T> {
  try {
    return await withApi({ databaseUrl: server.url, home: processConfig().home, isPassing: false, ...shown }, work)
  } finally {
    await server.stop()
  }
}

/** Runs work on the database of the settings, whether Leadline is running there or not; what it takes is kept. */
export async function withKeptLeadline<T>(work: (leadline: PrivateLeadline) => Promise<T>): Promise<T> {
  return on(await openServer(processConfig(), 'visit'), work)
}

/**
 * The same where there is a database already; with pages where their folder is named.
 *
 * @throws DatabaseProblem MISSING
 */
export async function withExistingLeadline<T>(
  work: (leadline: PrivateLeadline) => Promise<T>,
  shown: { readonly pages?: string } = {},
): Promise<T> {
  return on(await openExistingServer(processConfig()), work, shown)
}

/** As shells give it for a command that was ended by Ctrl-C. */
const interrupted = 130

/**
 * Runs work on an empty database that is thrown away afterwards, whatever happens. A request to end ends the process, once
 * nothing of it is left.
 */
export async function withPassingLeadline<T>(work: (leadline: PrivateLeadline) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'leadline-passing-'))
  const { signal, release } = untilAsked()
  let server: Awaited<ReturnType<typeof openServer>> | null = null
  const throwAway = async (): Promise<void> => {
    await server?.stop()
    // What is still under way may write into it meanwhile.
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
  try {
    // Its database takes as long to start as this to load.
    serverParts().catch(() => undefined)
    server = await openServer({ ...processConfig(), databaseUrl: null, home }, 'pass')
    const asked = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(new Error('Stopped.'))
      signal.addEventListener('abort', () => reject(new Error('Stopped.')))
    })
    return await Promise.race([withApi({ databaseUrl: server.url, home, isPassing: true }, work), asked])
  } finally {
    release()
    await throwAway()
    // What was under way has nothing to work on any more.
    if (signal.aborted) process.exit(interrupted)
  }
}
