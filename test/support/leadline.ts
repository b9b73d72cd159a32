import { SecretBox } from '#access/secret-box'
import { makeToken } from '#access/token'
import { type Server, startServer } from '#apps/server/server'
import { rebuild } from '#ingest/rebuild'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { describeService } from '#storage/stores/services'
import { addToken } from '#storage/stores/tokens'
import { expect } from 'vitest'
import { testDatabase } from './database.ts'
import { until } from './leadline-process.ts'

/** A whole Leadline: every door and the worker, on a real port and a real database of its own. */
export interface Leadline {
  readonly url: string
  readonly db: OpenDatabase
  /** May say and read everything. */
  readonly token: string
  /** Posts events, as NDJSON when there are many; fails when one is refused, or, unless it may be, a duplicate. */
  post(events: readonly unknown[], options?: { readonly duplicates?: boolean }): Promise<void>
  /** Enters a service into the catalogue. */
  describe(line: {
    readonly service: string
    readonly repository: string
    readonly paths: readonly string[]
  }): Promise<void>
  /** Waits until `GET /api/ingest` says that nothing is pending. */
  idle(): Promise<void>
  /** Asks GraphQL; throws when the answer has errors. */
  ask<T>(query: string, variables: Readonly<Record<string, unknown>>): Promise<T>
  /** Makes all facts anew from the log. */
  rebuild(): Promise<void>
  close(): Promise<void>
}

interface Receipt {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly unknown[]
}

async function adminToken(db: OpenDatabase): Promise<string> {
  const { text, publicId, secretSha256 } = makeToken()
  await addToken(db, {
    publicId,
    secretSha256,
    name: 'test',
    source: 'api',
    scopes: ['ingest:*', 'import', 'read', 'admin'],
    expiresAt: null,
  })
  return text
}

async function postTo(url: string, token: string, events: readonly unknown[]): Promise<Receipt> {
  const isOne = events.length === 1
  const response = await fetch(`${url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': isOne ? 'application/json' : 'application/x-ndjson' },
    body: isOne ? JSON.stringify(events[0]) : events.map((event) => `${JSON.stringify(event)}\n`).join(''),
  })
  const text = await response.text()
  if (response.status !== 202) throw new Error(`${response.status} ${text.slice(0, 2_000)}`)
  return JSON.parse(text) as Receipt
}

async function pending(url: string, token: string): Promise<number> {
  const response = await fetch(`${url}/api/ingest`, { headers: { authorization: `Bearer ${token}` } })
  return ((await response.json()) as { readonly pending: number }).pending
}

async function askAt<T>(
  url: string,
  token: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as { readonly data: T; readonly errors?: unknown }
  if (errors !== undefined)
    throw new Error(`${JSON.stringify(errors).slice(0, 2_000)} for ${JSON.stringify(variables)}`)
  return data
}

/** What the secrets of its sources are sealed with. */
export const testSecrets = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })

/** @param home folder of mirrors; left out: no repositories are read. */
export async function startLeadline(clock: () => number = () => Date.now(), home?: string): Promise<Leadline> {
  const database = await testDatabase()
  const db = await openDatabase({ url: database.url, max: 8, isDirect: true })
  const server: Server = await startServer({
    db,
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    presetToken: null,
    logLevel: 'error',
    clock,
    secrets: testSecrets,
    ...(home === undefined ? {} : { home }),
    works: true,
    pages: '/nonexistent',
  })
  const token = await adminToken(db)
  const { url } = server
  return {
    url,
    db,
    token,
    post: async (events, options = {}) => {
      const { accepted, duplicates, rejected } = await postTo(url, token, events)
      expect(rejected).toEqual([])
      if (options.duplicates === true) expect(accepted + duplicates).toBe(events.length)
      else expect({ accepted, duplicates }).toEqual({ accepted: events.length, duplicates: 0 })
    },
    describe: async ({ service, repository, paths }) => {
      await describeService(db, { name: service, repository, paths })
    },
    idle: async () => {
      await until('pending: 0', 240, async () => ((await pending(url, token)) === 0 ? true : null))
    },
    ask: (query, variables) => askAt(url, token, query, variables),
    rebuild: () => rebuild(db, { clock }),
    close: async () => {
      await server.close()
      await db.close()
      await database.close()
    },
  }
}
