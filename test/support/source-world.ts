import { SecretBox } from '#access/secret-box'
import { apiTokenOf, makeWebhookSecret, webhookSecretOf } from '#access/webhook-secret'
import { type Server, startServer } from '#apps/server/server'
import { addWebhookSource } from '#storage/stores/webhook-sources'
import { type TestDatabase, testDatabase } from './database.ts'

/** What opens the secrets, here and for commands (`LEADLINE_SECRET_KEY`). */
export const secretKey = 'what the secrets of sources are sealed with'
export const adminToken = 'preset-admin-token-of-at-least-32-characters'

const box = new SecretBox({ given: secretKey, home: null })

interface NewSource {
  readonly name: string
  readonly api: string
  readonly token: string | null
  readonly repositories?: readonly string[]
}

/** A server on a database that outlives it, with a clock that the test moves. */
export class SourceWorld {
  now: number
  readonly logged: string[] = []
  readonly database: TestDatabase
  readonly #pages: string
  #server: Server | null = null

  private constructor(database: TestDatabase, now: number, pages: string) {
    this.database = database
    this.now = now
    this.#pages = pages
  }

  static async open(now: number, pages = '/nonexistent'): Promise<SourceWorld> {
    const world = new SourceWorld(await testDatabase(), now, pages)
    await world.start()
    return world
  }

  get url(): string {
    return this.#server?.url ?? ''
  }

  async start(): Promise<void> {
    this.#server = await startServer({
      db: this.database.db,
      databaseUrl: this.database.url,
      host: '127.0.0.1',
      port: 0,
      presetToken: adminToken,
      logLevel: 'warn',
      logSink: { write: (line) => void this.logged.push(line) },
      clock: () => this.now,
      secrets: box,
      works: true,
      pages: this.#pages,
    })
  }

  async stop(): Promise<void> {
    await this.#server?.close()
    this.#server = null
  }

  async close(): Promise<void> {
    await this.stop()
    await this.database.close()
  }

  /** Everything taken in is visible. */
  async drain(): Promise<void> {
    await this.#server?.drain()
  }

  /** Makes a source of GitHub; gives its id and what its deliveries are signed with. */
  async add({
    name,
    api,
    token,
    repositories = [],
  }: NewSource): Promise<{ readonly id: string; readonly secret: string }> {
    const secret = makeWebhookSecret()
    await addWebhookSource(this.database.db, {
      name,
      system: 'github',
      settings: { api, repositories },
      secret: await box.seal(webhookSecretOf(name), secret),
      credential: token === null ? null : await box.seal(apiTokenOf(name), token),
    })
    const { sources } = await this.ask<{ sources: { id: string; name: string }[] }>('{ sources { id name } }')
    return { id: sources.find((source) => source.name === name)?.id ?? '', secret }
  }

  /** The answer of GraphQL; throws where it has errors. */
  async ask<T>(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { readonly data: T; readonly errors?: unknown }
    if (errors !== undefined) throw new Error(JSON.stringify(errors).slice(0, 2_000))
    return data
  }
}
