import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { deliverDue, type DeliveringOptions, lastCall, startDelivering } from '#apps/server/outbox/delivering'
import { DAY } from '#domain/instant'
import { addChannel } from '#storage/stores/channels'
import { outboxHealth, outboxState, putIntoOutbox } from '#storage/stores/outbox'
import { alertNotification } from '../support/alert.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/leadline-process.ts'
import { SmtpServer } from '../support/smtp-server.ts'

let database: TestDatabase
let smtp: SmtpServer
let now = Date.parse('2026-03-23T08:00:00Z')
let options: DeliveringOptions

beforeAll(async () => {
  database = await testDatabase()
  smtp = await SmtpServer.begin()
  options = {
    db: database.db,
    clock: () => now,
    report: (error) => expect.fail(String(error)),
    random: () => 0,
    mail: { url: smtp.url, from: 'Leadline <leadline@shop.example>' },
    secrets: new SecretBox({ given: 'what the secrets of channels are sealed with', home: null }),
    post: () => expect.fail('nothing is posted'),
  }
})
beforeEach(() => {
  smtp.mails.length = 0
  smtp.unknown = []
  smtp.putOff = []
})
afterAll(async () => {
  await smtp.end()
  await database.close()
})

async function put(channelId: number): Promise<string> {
  const notification = { kind: 'report', subject: 'Weekly', text: 'All well.', data: {}, attachments: [] }
  const id = await putIntoOutbox(database.db, { channelId, key: `k${channelId}`, notification, at: now })
  return id ?? expect.fail('there already')
}

describe('mail', () => {
  it('that is put off for some of its recipients is tried again for those alone', async () => {
    const recipients = ['ada@shop.example', 'bob@shop.example', 'cid@SHOP.example']
    const id = await addChannel(database.db, { name: 'team', kind: 'EMAIL', settings: { recipients }, sealed: null })
    smtp.unknown = ['ada@shop.example']
    smtp.putOff = ['cid@shop.example']
    const mail = await put(id ?? 0)
    await deliverDue(options)
    const first =
      'The mail server took it for 1 of 3, not for ada@shop.example; it wants it later for cid@SHOP.example.'
    expect(await outboxState(database.db, mail)).toMatchObject({ deliveredAt: null, message: first })
    now += 5_000
    smtp.refusal = '451 later'
    smtp.putOff = []
    await deliverDue(options)
    expect(await outboxState(database.db, mail)).toMatchObject({ deliveredAt: null })
    smtp.refusal = null
    now += 3_600_000
    await deliverDue(options)
    expect(smtp.mails.map(({ to }) => to)).toEqual([['bob@shop.example'], ['cid@shop.example']])
    const message = 'The mail server took it for 2 of 3, not for ada@shop.example.'
    expect(await outboxState(database.db, mail)).toMatchObject({ deliveredAt: now, message })
  })

  it('that nobody took yet is offered to all again, also to whom it was refused', async () => {
    const recipients = ['dan@shop.example', 'fay@shop.example']
    const settings = { recipients }
    const id = await put((await addChannel(database.db, { name: 'some', kind: 'EMAIL', settings, sealed: null })) ?? 0)
    smtp.unknown = ['dan@shop.example']
    smtp.putOff = ['fay@shop.example']
    await deliverDue(options)
    const message =
      'The mail server took it for 0 of 2, not for dan@shop.example; it wants it later for fay@shop.example.'
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: null, givenUpAt: null, message })
    smtp.unknown = []
    smtp.putOff = []
    now += 3_600_000
    await deliverDue(options)
    expect(smtp.mails.map(({ to }) => to)).toEqual([recipients])
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: now, message: null })
  })

  it('that is under way at a stop is cut off, and tried again under the same id', async () => {
    smtp.silentAt = 'RCPT'
    const settings = { recipients: ['ada@shop.example'] }
    const id = await put((await addChannel(database.db, { name: 'ada', kind: 'EMAIL', settings, sealed: null })) ?? 0)
    const delivering = startDelivering({ ...options, stopsWithin: 0 })
    await until('the connection', 10, () => (smtp.connections > 0 ? true : null))
    await delivering.stop()
    smtp.silentAt = null
    await until('the end of the connection', 10, () => (smtp.connections === 0 ? true : null))
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: null, message: null })
    await deliverDue(options)
    expect(smtp.mails.map(({ text }) => text.includes(`<${id}@leadline>`))).toEqual([true])
  })

  it('that each stop cuts off is tried no more often than one that fails', async () => {
    smtp.silentAt = 'RCPT'
    const settings = { recipients: ['eve@shop.example'] }
    const id = await put((await addChannel(database.db, { name: 'eve', kind: 'EMAIL', settings, sealed: null })) ?? 0)
    for (let stops = 0; stops < 10; stops += 1) {
      expect(await outboxState(database.db, id)).toMatchObject({ givenUpAt: null })
      const delivering = startDelivering({ ...options, stopsWithin: 0 })
      await until('the connection', 10, () => (smtp.connections > 0 ? true : null))
      await delivering.stop()
      await until('the end of the connection', 10, () => (smtp.connections === 0 ? true : null))
    }
    smtp.silentAt = null
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: null, givenUpAt: now })
    expect(await deliverDue(options)).toBe(0)
  })

  it('that only tries the channel is sent once: nobody expects a test, or its incident, minutes later', async () => {
    const settings = { recipients: ['fay@shop.example'] }
    const channelId = (await addChannel(database.db, { name: 'fay', kind: 'EMAIL', settings, sealed: null })) ?? 0
    const notification = { kind: 'test', subject: 'A test', text: 'It works.', data: {}, attachments: [] }
    const { failed } = await outboxHealth(database.db)
    const id = (await putIntoOutbox(database.db, { channelId, key: 'test', notification, at: now })) ?? ''
    smtp.refusal = '451 later'
    expect(await deliverDue(options)).toBe(1)
    smtp.refusal = null
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: null, givenUpAt: now })
    now += DAY
    expect(await deliverDue(options)).toBe(0)
    expect((await outboxHealth(database.db)).failed).toBe(failed)
  })

  it('of an alert is shown with the others of it, with its picture', async () => {
    const settings = { recipients: ['gus@shop.example'] }
    const id = await addChannel(database.db, { name: 'gus', kind: 'EMAIL', settings, sealed: null })
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47]).toString('base64')
    const attachments = [{ name: 'lead-time.png', type: 'image/png', content: picture, encoding: 'base64' as const }]
    for (const event of ['OPENED', 'RESOLVED'] as const) {
      const notification = { ...alertNotification(event), attachments }
      const thread = notification.alert.key
      await putIntoOutbox(database.db, { channelId: id ?? 0, key: event, notification, thread, at: now })
      await deliverDue(options)
    }
    const [opened = '', resolved = ''] = smtp.mails.map(({ text }) => text)
    expect(opened).toContain('Lead time of shop rose.')
    expect(opened).toContain(`filename=lead-time.png`)
    expect(opened).toContain(picture)
    const reference = /^References: (<alert-[0-9a-f]{32}@leadline>)/m.exec(opened)?.[1] ?? expect.fail('no reference')
    expect(resolved).toContain(`References: ${reference}`)
    expect(resolved).toContain(`In-Reply-To: ${reference}`)
  })

  it('has nearly all the time that Docker gives to a stop, before it is cut off', () => {
    const grace = Number(/stop_grace_period: (\d+)s/.exec(readFileSync('docker-compose.yml', 'utf8'))?.[1]) * 1_000
    const requests = 10_000
    expect(lastCall).toBeGreaterThanOrEqual(15_000)
    expect(lastCall + requests).toBeLessThan(grace)
  })
})
