import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '#storage/database'
import { appendEvents, type NewStatement } from '#storage/stores/event-log'

/** Rows that one insert takes together; measured: more gain nothing. */
const rowsTogether = 1_000
/** Inserts under way at a time: while one waits for the disk, the next is on its way. */
const lanes = 2
/** Rows that open another lane; fewer wait for the insert under way, because larger inserts cost less a row. */
const rowsForAnother = 250

export interface GroupCommitOptions {
  /** Most rows that wait; beyond it work is refused or waits itself. */
  readonly mostRows?: number
  /** Longest time that one insert may take, in milliseconds, before its senders are told to come again. */
  readonly patience?: number
  /** Called after each commit that added something. */
  readonly onCommitted?: () => void
}

/** Events cannot be taken now; the same ones may be sent again. */
export class Unavailable extends Error {
  readonly code: 'QUEUE_FULL' | 'DATABASE_AWAY' | 'CLOSING'
  /** In seconds. */
  readonly retryAfter: number

  constructor(code: Unavailable['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Unavailable'
    this.code = code
    this.retryAfter = code === 'DATABASE_AWAY' ? 5 : 1
  }
}

/** What became of the rows of one request. */
export interface Committed {
  readonly accepted: number
  readonly duplicates: number
  /** Indexes of the rows that the database would not take, with its reason. */
  readonly refused: ReadonlyMap<number, string>
}

interface Job {
  readonly rows: readonly NewStatement[]
  readonly resolve: (committed: Committed) => void
  readonly reject: (error: Error) => void
}

interface Stored {
  readonly added: ReadonlySet<string>
  /** By key in hex. */
  readonly refused: ReadonlyMap<string, string>
}

function sqlState(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}

/** SQLSTATE classes 22 and 23 (data) and 54 (limits) blame a row; everything else is about the database. */
export function blamesARow(error: unknown): boolean {
  return /^(?:22|23|54)...$/.test(sqlState(error))
}

function withoutTwins(jobs: readonly Job[]): NewStatement[] {
  const rows = new Map<string, NewStatement>()
  for (const job of jobs) {
    for (const row of job.rows) {
      if (!rows.has(row.key)) rows.set(row.key, row)
    }
  }
  return [...rows.values()]
}

/**
 * Collects the rows of many requests and commits them together: while inserts are under way the next rows gather, so
 * a lone request waits for nobody and many share one flush. A promise resolves only when its rows are committed.
 */
export class GroupCommit {
  readonly #db: Database
  readonly #mostRows: number
  readonly #patience: number
  readonly #onCommitted: () => void
  #queue: Job[] = []
  #waitingRows = 0
  /** Those of them that no insert holds yet. */
  #queuedRows = 0
  readonly #lanes = new Map<number, Promise<void>>()
  readonly #underWay = new Set<string>()
  #closing = false
  #roomWanted: (() => void)[] = []

  constructor(db: Database, options: GroupCommitOptions = {}) {
    this.#db = db
    this.#mostRows = options.mostRows ?? 20_000
    this.#patience = options.patience ?? 15_000
    this.#onCommitted = options.onCommitted ?? (() => undefined)
  }

  /** Rows that wait or are being written. */
  get waitingRows(): number {
    return this.#waitingRows
  }

  /**
   * Commits rows.
   *
   * @throws Unavailable when the queue is full, the database is away, or the service is closing.
   */
  commit(rows: readonly NewStatement[]): Promise<Committed> {
    if (this.#closing) return Promise.reject(new Unavailable('CLOSING', 'The service is stopping; send it again soon.'))
    if (rows.length === 0) return Promise.resolve({ accepted: 0, duplicates: 0, refused: new Map() })
    if (this.#waitingRows > 0 && this.#waitingRows + rows.length > this.#mostRows)
      return Promise.reject(new Unavailable('QUEUE_FULL', 'More events are waiting than can be taken; send it again.'))
    return new Promise((resolve, reject) => {
      this.#queue.push({ rows, resolve, reject })
      this.#waitingRows += rows.length
      this.#queuedRows += rows.length
      if (this.#lanes.size === 0 || (this.#lanes.size < lanes && this.#queuedRows >= rowsForAnother)) this.#open()
    })
  }

  /** Resolves when another thousand rows have room: how a long stream is slowed down instead of refused. */
  async room(): Promise<void> {
    while (!this.#closing && this.#waitingRows > this.#mostRows / 2) {
      await new Promise<void>((resolve) => this.#roomWanted.push(resolve))
    }
  }

  /** Takes nothing more, and resolves when what was taken is committed. */
  async close(): Promise<void> {
    this.#closing = true
    this.#wakeWaiters()
    await Promise.all(this.#lanes.values())
  }

  #wakeWaiters(): void {
    const waiters = this.#roomWanted
    this.#roomWanted = []
    for (const wake of waiters) wake()
  }

  #open(): void {
    let lane = 0
    while (this.#lanes.has(lane)) lane++
    this.#lanes.set(lane, this.#run(lane))
  }

  async #run(lane: number): Promise<void> {
    // Requests that arrived in the same turn of the event loop go together.
    await new Promise((resolve) => setImmediate(resolve))
    for (let jobs = this.#next(); jobs.length > 0; jobs = this.#next()) await this.#flush(jobs, lane)
    this.#lanes.delete(lane)
  }

  /** The next jobs; what is being written already is not written a second time beside it, and waits. */
  #next(): Job[] {
    let rows = 0
    let jobs = 0
    for (const job of this.#queue) {
      if (jobs > 0 && rows + job.rows.length > rowsTogether) break
      if (job.rows.some((row) => this.#underWay.has(row.key))) break
      rows += job.rows.length
      jobs++
    }
    this.#queuedRows -= rows
    return this.#queue.splice(0, jobs)
  }

  async #flush(jobs: readonly Job[], lane: number): Promise<void> {
    const rows = withoutTwins(jobs)
    for (const row of rows) this.#underWay.add(row.key)
    try {
      const stored = await this.#inTime(this.#store(rows, lane))
      const claimed = new Set<string>()
      for (const job of jobs) job.resolve(settle(job.rows, stored, claimed))
      if (stored.added.size > 0) this.#onCommitted()
    } catch (error) {
      const away = new Unavailable('DATABASE_AWAY', 'The database does not answer; send it again.', { cause: error })
      for (const job of jobs) job.reject(away)
    } finally {
      for (const row of rows) this.#underWay.delete(row.key)
      for (const job of jobs) this.#waitingRows -= job.rows.length
      this.#wakeWaiters()
    }
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`No answer within ${this.#patience} ms.`)), this.#patience)
    })
    work.catch(() => undefined)
    try {
      return await Promise.race([work, late])
    } finally {
      clearTimeout(timer)
    }
  }

  /** Appends; when the database blames the rows, halves them until the culprit is alone: neighbours are never lost. */
  async #store(rows: readonly NewStatement[], lane: number): Promise<Stored> {
    try {
      return { added: (await this.#append(rows, lane)).added, refused: new Map() }
    } catch (error) {
      if (!blamesARow(error)) throw error
      const [only] = rows
      if (only === undefined || rows.length === 1) {
        const reason = `The database refused the row (SQLSTATE ${sqlState(error)}).`
        return { added: new Set(), refused: new Map(rows.map((row) => [row.key, reason])) }
      }
    }
    const half = Math.ceil(rows.length / 2)
    const first = await this.#store(rows.slice(0, half), lane)
    const second = await this.#store(rows.slice(half), lane)
    return {
      added: new Set([...first.added, ...second.added]),
      refused: new Map([...first.refused, ...second.refused]),
    }
  }

  /** Appending is idempotent, so what may pass (a deadlock, a connection that died while idle) is tried again. */
  async #append(rows: readonly NewStatement[], lane: number): ReturnType<typeof appendEvents> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await appendEvents(this.#db, rows, lane)
      } catch (error) {
        const mayPass = sqlState(error).startsWith('40') ? attempt < 5 : attempt < 2
        if (blamesARow(error) || !mayPass) throw error
        await sleep(20 * attempt)
      }
    }
  }
}

/** A key counts as accepted once, for the first who sent it; everybody else sent a duplicate. */
function settle(rows: readonly NewStatement[], { added, refused }: Stored, claimed: Set<string>): Committed {
  let accepted = 0
  let duplicates = 0
  const reasons = new Map<number, string>()
  for (const [index, row] of rows.entries()) {
    const { key } = row
    const reason = refused.get(key)
    if (reason !== undefined) reasons.set(index, reason)
    else if (added.has(key) && !claimed.has(key)) {
      claimed.add(key)
      accepted++
    } else duplicates++
  }
  return { accepted, duplicates, refused: reasons }
}
