import pg from 'pg'
import type { RecordedDeployment } from '#graphql/outside'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { alertChannel, deploymentChannel, type DeploymentNotice } from '#storage/stores/notices'

const shortestPause = 250
const longestPause = 10_000

/**
 * Hears of written deployments and of alerts from Postgres, on a connection of its own (a pooler may stand before the others). It is a
 * hint: what is said while the connection is away is not heard, and nothing but live views relies on it.
 */
export class DeploymentListener {
  readonly #db: Database
  readonly #url: string
  readonly #listeners = new Set<(recorded: RecordedDeployment) => void>()
  readonly #alertListeners = new Set<(alertId: number) => void>()
  readonly #onError: (error: unknown) => void
  #client: pg.Client | null = null
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false

  constructor(db: Database, url: string, onError: (error: unknown) => void) {
    this.#db = db
    this.#url = url
    this.#onError = onError
  }

  /** Calls back for every deployment that is written from now on; gives what ends that. */
  listen(listener: (recorded: RecordedDeployment) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Likewise for everything that happens to an alert. */
  listenToAlerts(listener: (alertId: number) => void): () => void {
    this.#alertListeners.add(listener)
    return () => this.#alertListeners.delete(listener)
  }

  /** Connects; where that fails it tries again by itself, less and less often. */
  async open(): Promise<void> {
    if (this.#closed) return
    const client = new pg.Client({ connectionString: this.#url, application_name: 'leadline notices', keepAlive: true })
    const lost = (): void => {
      if (this.#client === client) this.#retry()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', ({ channel, payload = '' }) => {
      if (channel === alertChannel) for (const listener of this.#alertListeners) listener(Number(payload))
      else void this.#hear(payload).catch(this.#onError)
    })
    this.#client = client
    try {
      await client.connect()
      await client.query(`listen ${deploymentChannel}; listen ${alertChannel}`)
      this.#failures = 0
    } catch {
      lost()
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = null
    await client?.end().catch(() => undefined)
  }

  #retry(): void {
    const client = this.#client
    this.#client = null
    void client?.end().catch(() => undefined)
    if (this.#closed) return
    const wait = Math.min(longestPause, shortestPause * 2 ** Math.min(this.#failures, 6))
    this.#failures += 1
    this.#timer = setTimeout(() => void this.open().catch(this.#onError), wait)
  }

  async #hear(payload: string): Promise<void> {
    if (this.#listeners.size === 0) return
    const { stream, deployments } = JSON.parse(payload) as DeploymentNotice
    const rows = await this.#db.query<{ key: string }>(sql`
      /* deployment-listener: keys */
      select key from deployment where id = any(${[...deployments]}::bigint[]) order by at, key`)
    for (const { key } of rows) for (const listener of this.#listeners) listener({ streamId: stream, key })
  }
}
