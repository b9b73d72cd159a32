import { request, type RequestOptions } from 'node:http'
import type { Readable } from 'node:stream'
import type { Scope } from '#access/scope'
import { SecretBox } from '#access/secret-box'
import { makeToken } from '#access/token'
import { type HttpServer, openHttpServer } from '#apps/server/http-server'
import { ServerModule } from '#apps/server/server.module'
import { openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { addToken } from '#storage/stores/tokens'
import { type TestDatabase, testDatabase } from './database.ts'

export const presetToken = 'preset-admin-token-of-at-least-32-characters'

export interface EventServer {
  readonly http: HttpServer
  readonly url: string
  readonly database: TestDatabase
  /** A stored token; its text. */
  token(scopes: readonly Scope[], options?: { readonly source?: string; readonly expiresAt?: number }): Promise<string>
  /** Rows of the log. */
  logged(): Promise<number>
  close(): Promise<void>
}

export interface EventServerOptions {
  readonly pages?: string
  readonly limits?: { readonly headers?: number; readonly silence?: number }
}

/** The event door on a real port and a real, empty database; nothing projects. */
export async function eventServer(options: EventServerOptions = {}): Promise<EventServer> {
  const database = await testDatabase()
  const db = await openDatabase({ url: database.url, max: 8 })
  const http = await openHttpServer({
    db,
    host: '127.0.0.1',
    port: 0,
    presetToken,
    logLevel: process.env['LEADLINE_LOG'] === 'warn' ? 'warn' : 'silent',
    clock: () => Date.now(),
    status: async () => ({ pending: 0, oldestPendingSeconds: null, quarantined: 0, lastEventAt: null }),
    secrets: new SecretBox({ given: null, home: null }),
    onCommitted: () => undefined,
    onReceived: () => undefined,
    pages: options.pages ?? '/nonexistent',
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    module: () => ServerModule.of([]),
  })
  return {
    http,
    url: http.url,
    database,
    token: async (scopes, { source = 'api', expiresAt } = {}) => {
      const { text, publicId, secretSha256 } = makeToken()
      await addToken(database.db, {
        publicId,
        secretSha256,
        name: 'test',
        source,
        scopes,
        expiresAt: expiresAt ?? null,
      })
      return text
    },
    logged: async () => {
      const [row] = await database.db.query<{ n: number }>(sql`select count(*)::integer as n from event_log`)
      return row?.n ?? 0
    },
    close: async () => {
      await http.close()
      await db.close()
      await database.close()
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** Parsed body; an empty object where it is no JSON. */
  readonly json: Record<string, unknown>
}

export interface Sending {
  readonly method?: string
  readonly token?: string | null
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer | Readable
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** One request over plain Node HTTP: streams, odd headers and all. */
export function send(
  url: string,
  { method = 'POST', token = presetToken, headers = {}, body }: Sending,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` }
    const settings: RequestOptions = { method, headers: { ...authorization, ...headers }, agent: false }
    const outgoing = request(url, settings, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk: string) => {
        text += chunk
      })
      incoming.on('error', reject)
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json: parsed(text) })
        if (typeof body === 'object' && 'destroy' in body) body.destroy()
      })
    })
    outgoing.on('error', reject)
    if (typeof body === 'object' && 'pipe' in body) {
      body.once('error', (error) => outgoing.destroy(error))
      body.pipe(outgoing)
    } else outgoing.end(body)
  })
}

/** Posts JSON to the event door. */
export function postEvents(server: Pick<EventServer, 'url'>, body: unknown, more: Sending = {}): Promise<Answer> {
  return send(`${server.url}/api/events`, {
    ...more,
    headers: { 'content-type': 'application/json', ...more.headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  })
}

const at = '2026-03-02T09:00:00Z'
let serial = 0

/** A valid event that no other call gives. */
export function flag(more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  serial++
  return { type: 'flag', key: `flag-${process.pid}-${serial}`, environment: 'production', at, enabled: true, ...more }
}

/** So many valid events as NDJSON. */
export function flagLines(count: number): string {
  return Array.from({ length: count }, () => `${JSON.stringify(flag())}\n`).join('')
}
