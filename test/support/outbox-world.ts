import { expect } from 'vitest'
import { SecretBox } from '#access/secret-box'
import type { ChannelChange } from '#alerts/changed-channel'
import type { StatedChannel } from '#alerts/stated-channel'
import type { Notification } from '#alerts/notification'
import { post } from '#apps/server/asking/get'
import { deliverDue, type DeliveringOptions } from '#apps/server/outbox/delivering'
import { changeKeptChannel } from '#graphql/channel/change-channel'
import { newChannel } from '#graphql/channel/new-channel'
import { channelNamed, removeChannel } from '#storage/stores/channels'
import { outboxState, putIntoOutbox } from '#storage/stores/outbox'
import { type TestDatabase, testDatabase } from './database.ts'

const begin = Date.parse('2026-03-23T08:00:00Z')

/** An outbox with its channels, whose clock stands until it is moved. */
export class OutboxWorld {
  readonly database: TestDatabase
  readonly options: DeliveringOptions
  readonly #secrets = new SecretBox({ given: 'what the secrets of channels are sealed with', home: null })
  readonly #channels = new Set<string>()
  #put = 0
  now = begin

  private constructor(database: TestDatabase) {
    this.database = database
    this.options = {
      db: database.db,
      clock: () => this.now,
      report: (error) => expect.fail(String(error)),
      random: () => 0,
      mail: null,
      secrets: this.#secrets,
      post,
    }
  }

  static async begin(): Promise<OutboxWorld> {
    return new OutboxWorld(await testDatabase())
  }

  end(): Promise<void> {
    return this.database.close()
  }

  async channel(stated: StatedChannel): Promise<number> {
    const made = await newChannel(this.database.db, this.#secrets, stated)
    expect(made).not.toHaveProperty('code')
    this.#channels.add(stated.name)
    return (await channelNamed(this.database.db, stated.name))?.id ?? expect.fail('no channel')
  }

  async change(name: string, change: ChannelChange): Promise<void> {
    const { db } = this.database
    expect(await changeKeptChannel(db, this.#secrets, { name, change, now: this.now })).not.toHaveProperty('code')
  }

  async withoutChannels(): Promise<void> {
    for (const name of this.#channels) await removeChannel(this.database.db, name)
    this.#channels.clear()
  }

  /** Puts something on its way; of an alert behind what was told of it before. */
  async put(channelId: number, notification: Notification): Promise<string> {
    this.#put += 1
    const thread = notification.kind === 'alert' ? { thread: notification.alert.key } : {}
    const row = { channelId, key: `put ${this.#put}`, notification, at: this.now, ...thread }
    return (await putIntoOutbox(this.database.db, row)) ?? expect.fail('there already')
  }

  /** Sends until nothing more is due; the clock stands. */
  async deliver(): Promise<void> {
    while ((await deliverDue(this.options)) > 0);
  }

  /** Lets time go by, and sends what is due then. */
  async after(seconds: number): Promise<void> {
    this.now += seconds * 1_000
    await this.deliver()
  }

  async messageOf(id: string): Promise<string | null> {
    return (await outboxState(this.database.db, id))?.message ?? null
  }

  async isDelivered(id: string): Promise<boolean> {
    return ((await outboxState(this.database.db, id))?.deliveredAt ?? null) !== null
  }
}
