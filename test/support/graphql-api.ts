import type { Scope } from '#access/scope'
import { SecretBox } from '#access/secret-box'
import { makeToken } from '#access/token'
import { startServer } from '#apps/server/server'
import type { MailServer } from '#alerts/notifiers/email/send'
import { type OpenDatabase, openDatabase } from '#storage/database'
import { addToken } from '#storage/stores/tokens'
import { testDatabase } from './database.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    // biome-ignore lint: answers are looked into by their tests
    readonly data: Record<string, unknown> | null
    readonly errors?: readonly {
      readonly message: string
      readonly path?: readonly (string | number)[]
      readonly extensions: Readonly<Record<string, unknown>>
    }[]
    readonly extensions?: Readonly<Record<string, unknown>>
  }
}

/** A whole server whose SQL is counted, and a token for every scope. */
export interface Api {
  readonly url: string
  readonly db: OpenDatabase
  /** First comment of each statement since the list was emptied. */
  readonly statements: string[]
  /** Lines of the log, from warnings on. */
  readonly logged: string[]
  readonly tokens: Readonly<Record<Scope, string>>
  /** A token of these scopes. */
  token(...scopes: readonly Scope[]): Promise<string>
  ask(query: string, variables?: Readonly<Record<string, unknown>>, token?: string | null): Promise<Answer>
  /** The data of a question that must have no errors. */
  data<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>
  /** Posts events and waits until every answer shows them. */
  tell(...events: readonly object[]): Promise<void>
  drain(): Promise<void>
  close(): Promise<void>
}

/** Folders of the built pages and of mirrors, and a mail server, which most tests do without; and whether the server works by itself. */
export interface ApiFolders {
  readonly pages?: string
  readonly home?: string
  /** False: nothing is projected but what the test projects. */
  readonly works?: boolean
  readonly mail?: MailServer
  /** Where people reach it. */
  readonly publicUrl?: string
}

export async function startApi(
  clock: () => number,
  { pages = '/nonexistent', home, works = true, mail, publicUrl }: ApiFolders = {},
): Promise<Api> {
  const database = await testDatabase()
  const opened = await openDatabase({ url: database.url, max: 8, isDirect: true })
  const statements: string[] = []
  const db: OpenDatabase = {
    withDataSource: opened.withDataSource,
    close: opened.close,
    transaction: opened.transaction,
    snapshot: opened.snapshot,
    query: (statement) => {
      statements.push(/\/\* (.*?) \*\//.exec(statement.text)?.[1] ?? statement.text.slice(0, 80))
      return opened.query(statement)
    },
  }
  const logged: string[] = []
  const server = await startServer({
    db,
    databaseUrl: database.url,
    host: '127.0.0.1',
    port: 0,
    presetToken: null,
    logLevel: 'warn',
    logSink: { write: (line) => void logged.push(line) },
    clock,
    secrets: new SecretBox({ given: 'what the secrets of sources are sealed with', home: null }),
    works,
    pages,
    ...(home === undefined ? {} : { home }),
    ...(mail === undefined ? {} : { mail }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
  })
  const token = async (...scopes: readonly Scope[]): Promise<string> => {
    const { text, publicId, secretSha256 } = makeToken()
    await addToken(opened, {
      publicId,
      secretSha256,
      name: scopes.join(' '),
      source: 'api',
      scopes: [...scopes],
      expiresAt: null,
    })
    return text
  }
  const tokens = {
    ingest: await token('ingest'),
    'ingest:*': await token('ingest:*'),
    read: await token('read'),
    import: await token('import'),
    admin: await token('admin'),
  }
  const ask: Api['ask'] = async (query, variables = {}, asker = tokens.read) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(asker === null ? {} : { authorization: `Bearer ${asker}` }) },
      body: JSON.stringify({ query, variables }),
    })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Answer['body'] }
  }
  return {
    url: server.url,
    db: opened,
    statements,
    logged,
    tokens,
    token,
    ask,
    data: async <T>(query: string, variables?: Readonly<Record<string, unknown>>) => {
      const { body } = await ask(query, variables)
      if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors, null, 1))
      return body.data as T
    },
    tell: async (...events) => {
      const response = await fetch(`${server.url}/api/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tokens.admin}` },
        body: JSON.stringify(events),
      })
      if (response.status !== 202) throw new Error(await response.text())
      const { rejected } = (await response.json()) as { readonly rejected: readonly unknown[] }
      if (rejected.length > 0) throw new Error(JSON.stringify(rejected))
      await server.drain()
    },
    drain: () => server.drain(),
    close: async () => {
      await server.close()
      await opened.close()
      await database.close()
    },
  }
}

const sha = (name: string): string => name.repeat(20)

/** A short week of one service: a baseline, two requests, a failed deployment with its incident, a rollback, a repair. */
export function shortWeek(service: string, team = 'one'): object[] {
  const at = (day: number, time: string): string => `2026-03-0${day}T${time}:00Z`
  const deployment = { type: 'deployment', service, environment: 'production', outcome: 'succeeded' }
  const request = { type: 'pull_request', service, state: 'merged', author: { login: team } }
  return [
    { type: 'commit', service, sha: sha('c0'), parents: [], authoredAt: at(1, '10:00'), message: 'Begin' },
    { ...deployment, id: `${service}-1`, sha: sha('c0'), finishedAt: at(1, '12:00') },
    {
      type: 'commit',
      service,
      sha: sha('c1'),
      parents: [sha('c0')],
      authoredAt: at(2, '09:00'),
      message: 'First\n\nbody',
    },
    {
      ...request,
      number: 1,
      title: 'First',
      openedAt: at(2, '10:00'),
      mergedAt: at(2, '12:00'),
      commits: [sha('c1')],
      additions: 10,
      deletions: 2,
    },
    { type: 'commit', service, sha: sha('c2'), parents: [sha('c1')], authoredAt: at(2, '13:00') },
    {
      ...request,
      number: 2,
      title: 'Second',
      openedAt: at(2, '14:00'),
      mergedAt: at(2, '15:00'),
      commits: [sha('c2')],
    },
    {
      ...deployment,
      id: `${service}-2`,
      sha: sha('c2'),
      finishedAt: at(3, '09:00'),
      labels: ['big'],
      attributes: { ring: 1 },
    },
    {
      type: 'incident',
      id: `${service}-outage`,
      service,
      title: 'Down',
      severity: 1,
      openedAt: at(3, '09:20'),
      mitigatedAt: at(3, '09:50'),
      resolvedAt: at(3, '10:30'),
      deploymentId: `${service}-2`,
    },
    { ...deployment, id: `${service}-3`, sha: sha('c0'), finishedAt: at(3, '09:45') },
    { type: 'commit', service, sha: sha('c3'), parents: [sha('c2')], authoredAt: at(3, '13:00') },
    {
      ...request,
      number: 3,
      title: 'Repair',
      openedAt: at(3, '15:00'),
      mergedAt: at(3, '15:30'),
      commits: [sha('c3')],
      labels: ['hotfix'],
    },
    {
      ...deployment,
      id: `${service}-4`,
      sha: sha('c3'),
      finishedAt: at(3, '16:00'),
      remediates: [`${service}-outage`],
    },
  ]
}

/** The window of `shortWeek`. */
export const week = { from: '2026-03-02T00:00:00Z', to: '2026-03-09T00:00:00Z' }
