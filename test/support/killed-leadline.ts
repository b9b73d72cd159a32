import pg from 'pg'
import { expect } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { newChannel } from '#graphql/channel/new-channel'
import { sql } from '#storage/sql'
import { leadlineStart, type Started } from './command.ts'
import type { TestDatabase } from './database.ts'
import { until } from './leadline-process.ts'
import { Receiver } from './receiver.ts'

const secretKey = 'what the secrets of channels are sealed with, here and in the process'
const token = 'preset-admin-token-of-at-least-32-characters'

/** A moment at which a process is killed: what holds it there, and how one sees that it is there. */
export interface Moment {
  readonly moment: string
  /** The table that is locked; null: the receiver hangs. */
  readonly locked: string | null
  readonly at: () => Promise<true | null> | true | null
}

/** Processes that are killed on the way of what they tell the webhook `told`. */
export class KilledLeadline {
  readonly hook: Receiver
  /** What the webhook signs with. */
  readonly secret: string
  readonly #database: TestDatabase
  /** A session that holds a lock, at which the process stands still. */
  readonly #gate: pg.Client

  private constructor(database: TestDatabase, gate: pg.Client, hook: Receiver, secret: string) {
    this.#database = database
    this.#gate = gate
    this.hook = hook
    this.secret = secret
  }

  static async begin(database: TestDatabase): Promise<KilledLeadline> {
    const gate = new pg.Client({ connectionString: database.url })
    await gate.connect()
    const hook = await Receiver.begin(() => ({ status: 204 }))
    const box = new SecretBox({ given: secretKey, home: null })
    const stated = { name: 'told', kind: 'WEBHOOK', url: `${hook.url}/hook`, allowPrivate: true } as const
    const added = await newChannel(database.db, box, stated)
    const secret = 'secret' in added ? (added.secret ?? '') : expect.fail(added.message)
    return new KilledLeadline(database, gate, hook, secret)
  }

  async end(): Promise<void> {
    await this.#gate.end()
    await this.hook.end()
  }

  start(): Promise<Started> {
    const env = { DATABASE_URL: this.#database.url, LEADLINE_SECRET_KEY: secretKey, LEADLINE_TOKEN: token }
    return leadlineStart({ env })
  }

  async kill({ child, ended }: Started): Promise<void> {
    child.kill('SIGKILL')
    await ended
    await this.#gate.query('rollback')
    // The time goes by for which what was taken belongs to the process that died.
    await this.#database.db.query(sql`update outbox set next_try_at = now() where next_try_at is not null`)
  }

  /** Tells a process of events, and waits until all answers hold them. */
  async tell(url: string, events: readonly object[]): Promise<void> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' }
    const body = events.map((event) => JSON.stringify(event)).join('\n')
    const answer = await fetch(`${url}/api/events`, { method: 'POST', headers, body })
    expect(await answer.json()).toMatchObject({ accepted: events.length })
    await until('the projection', 60, async () => {
      const told = await fetch(`${url}/api/ingest`, { headers })
      return ((await told.json()) as { pending: number }).pending === 0 ? true : null
    })
  }

  /** A process that decided something and waits at a statement on its way to the delivery, then as it sends it, and as it notes that it arrived. */
  moments(decided: Omit<Moment, 'at'> & { readonly statement: string }): readonly Moment[] {
    return [
      { ...decided, at: this.#waitsAt(decided.statement) },
      { moment: 'as it puts it into the outbox', locked: 'outbox', at: this.#waitsAt('put-into-outbox') },
      {
        moment: 'as it sends it',
        locked: null,
        at: () => (this.hook.received.some(({ status }) => status === null) ? true : null),
      },
      { moment: 'as it notes that it arrived', locked: 'channel', at: this.#waitsAt('channel-works') },
    ]
  }

  async killedAtEach(moments: readonly Moment[]): Promise<void> {
    for (const { moment, locked, at } of moments) {
      await this.#gate.query('begin')
      if (locked === null) this.hook.faults.push('HANG')
      else await this.#gate.query(`lock table ${locked} in share row exclusive mode`)
      const process = await this.start()
      await until(`the moment: ${moment}`, 60, at)
      await this.kill(process)
      for (const received of this.hook.received) received.status ??= 0
    }
  }

  #waitsAt(statement: string): Moment['at'] {
    return async () => {
      const rows = await this.#database.db.query(sql`
        select from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like ${`%/* ${statement} */%`}`)
      return rows.length > 0 ? true : null
    }
  }
}
