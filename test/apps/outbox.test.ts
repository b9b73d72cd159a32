import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { channelSecretOf } from '#access/webhook-secret'
import { keptChannel } from '#alerts/channel'
import type { Notification } from '#alerts/notification'
import { sendEmail } from '#alerts/notifiers/email/send'
import { sendWebhook } from '#alerts/notifiers/webhook/send'
import { makeSecret } from '#alerts/notifiers/webhook/signature'
import { post } from '#apps/server/asking/get'
import { deliverDue, type DeliveringOptions, startDelivering } from '#apps/server/outbox/delivering'
import { addChannel, channelNamed, removeChannel } from '#storage/stores/channels'
import { outboxState, putIntoOutbox, takeFromOutbox, trimOutbox } from '#storage/stores/outbox'
import { alertNotification } from '../support/alert.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { until } from '../support/leadline-process.ts'
import { SmtpServer } from '../support/smtp-server.ts'

const box = new SecretBox({ given: 'what the secrets of channels are sealed with', home: null })
const start = Date.parse('2026-03-23T08:00:00Z')
const notification: Notification = {
  kind: 'report',
  subject: 'Weekly: shop',
  text: 'All *well*.',
  data: { report: { rows: [] } },
  attachments: [{ name: 'report.csv', type: 'text/csv', content: 'service\r\nshöp\r\n' }],
}

interface Arrived {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

let database: TestDatabase
let smtp: SmtpServer
let receiver: Server
let receiverUrl = ''
/** What the receiver answers, by path. */
let answers: Record<string, number | 'hang' | 'huge'> = {}
let arrived: Arrived[] = []
let now = start
let options: DeliveringOptions

beforeAll(async () => {
  database = await testDatabase()
  smtp = await SmtpServer.begin()
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const answer = answers[request.url ?? ''] ?? 204
      arrived.push({ headers: request.headers, body })
      if (answer === 'hang') return
      if (answer === 'huge') return void response.writeHead(200).end(Buffer.alloc(10_485_760))
      response.writeHead(answer, { location: 'http://169.254.169.254/', 'retry-after': '600' }).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  receiverUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
})
afterAll(async () => {
  receiver.closeAllConnections()
  await new Promise((resolve) => receiver.close(resolve))
  await smtp.end()
  await database.close()
})

beforeEach(() => {
  const ends = new AbortController()
  now = start
  answers = {}
  arrived = []
  smtp.refusal = null
  smtp.unknown = []
  smtp.mails.length = 0
  options = {
    db: database.db,
    clock: () => now,
    report: (error) => expect.fail(String(error)),
    random: () => 0,
    mail: { url: smtp.url, from: 'Leadline <leadline@shop.example>' },
    secrets: box,
    post: (url, body, how) => post(url, body, { ...how, signal: AbortSignal.any([how.signal, ends.signal]) }),
  }
})
afterEach(async () => {
  for (const name of ['ops', 'team', 'dead', 'other']) await removeChannel(database.db, name)
})

const secret = makeSecret()

async function webhook(name: string, path: string, allowPrivate = true): Promise<number> {
  const sealed = await box.seal(channelSecretOf(name), JSON.stringify({ url: `${receiverUrl}${path}`, secret }))
  const id = await addChannel(database.db, { name, kind: 'WEBHOOK', settings: { allowPrivate }, sealed })
  return id ?? expect.fail('taken')
}

async function email(name: string): Promise<number> {
  const recipients = ['ada@shop.example', 'bob@shop.example']
  const id = await addChannel(database.db, { name, kind: 'EMAIL', settings: { recipients }, sealed: null })
  return id ?? expect.fail('taken')
}

async function put(channelId: number, key: string): Promise<string> {
  return (await putIntoOutbox(database.db, { channelId, key, notification, at: now })) ?? expect.fail('there already')
}

describe('a webhook', () => {
  it('is signed as Standard Webhooks says, with the id by which a receiver knows it again', async () => {
    const id = await put(await webhook('ops', '/hook'), 'k1')
    expect(await deliverDue(options)).toBe(1)
    const [{ headers, body } = expect.fail('nothing arrived')] = arrived
    expect(headers['webhook-id']).toBe(id)
    const text = `${id}.${String(headers['webhook-timestamp'])}.${body}`
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(text).digest('base64')}`)
    expect(JSON.parse(body)).toMatchObject({
      type: 'report',
      timestamp: '2026-03-23T08:00:00.000Z',
      data: {
        subject: 'Weekly: shop',
        text: 'All *well*.',
        report: { rows: [] },
        attachments: [{ name: 'report.csv' }],
      },
    })
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: start, givenUpAt: null, message: null })
    expect(await deliverDue(options)).toBe(0)
  })

  it('of an alert says which, and what happened', async () => {
    await putIntoOutbox(database.db, {
      channelId: await webhook('ops', '/hook'),
      key: 'alert',
      notification: alertNotification('OPENED'),
      at: now,
    })
    await deliverDue(options)
    expect(JSON.parse(arrived[0]?.body ?? '')).toMatchObject({ type: 'alert', data: { alert: { event: 'OPENED' } } })
  })

  it('is tried again under the same id, no earlier than the receiver asks, and then no more after three days', async () => {
    answers['/hook'] = 503
    const id = await put(await webhook('ops', '/hook'), 'k2')
    await deliverDue(options)
    now += 599_000
    expect(await deliverDue(options)).toBe(0)
    expect(await channelNamed(database.db, 'ops')).toMatchObject({
      failingSince: start,
      waiting: 1,
      message: expect.stringContaining('503'),
    })
    for (let hours = 0; hours < 100; hours += 1) {
      now += 3_600_000
      await deliverDue(options)
    }
    expect(new Set(arrived.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
    expect(arrived).toHaveLength(10)
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: null, givenUpAt: expect.any(Number) })
    answers['/hook'] = 200
    await put((await channelNamed(database.db, 'ops'))?.id ?? 0, 'k3')
    await deliverDue(options)
    expect(await channelNamed(database.db, 'ops')).toMatchObject({ failingSince: null, message: null, waiting: 0 })
  })

  it.each([
    ['leads elsewhere', 302, true, 'leads elsewhere (302)'],
    ['is not wanted', 400, true, 'answered 400'],
    ['is at a private address', 204, false, 'is at a private address'],
  ] as const)('that %s says so, and is followed nowhere', async (_what, status, allowPrivate, words) => {
    answers['/hook'] = status
    const id = await put(await webhook('ops', '/hook', allowPrivate), `k ${words}`)
    await deliverDue(options)
    expect(arrived).toHaveLength(allowPrivate ? 1 : 0)
    const state = await outboxState(database.db, id)
    expect(state).toMatchObject({ deliveredAt: null, message: expect.stringContaining(words) })
    expect(state?.message).not.toContain('/hook')
  })

  it('that wants nothing more (410) is not tried again', async () => {
    answers['/hook'] = 410
    const id = await put(await webhook('ops', '/hook'), 'k gone')
    await deliverDue(options)
    expect(await outboxState(database.db, id)).toMatchObject({
      deliveredAt: null,
      givenUpAt: start,
      message: expect.stringContaining('wants nothing more (410)'),
    })
  })

  it('to an address that is never allowed is told so, and not to allow it', async () => {
    const settings = { url: 'http://169.254.169.254/hook', secret, allowPrivate: true }
    const sent = await sendWebhook(settings, { id: 'w', at: start, tries: 1, notification }, now, (to, body, how) =>
      options.post(to, body, { ...how, signal: new AbortController().signal }),
    )
    expect(sent).toEqual({
      state: 'REFUSED',
      message: '169.254.169.254 is at an address that nothing is ever sent to, such as one of a link or a group.',
    })
  })

  it.each(['https://ada@shop.example/', 'https://:pass@shop.example/'])('at %s is not taken', (url) => {
    expect(keptChannel({ name: 'ops', kind: 'WEBHOOK', url })).toEqual({
      refused: 'The address must hold no name or password.',
      field: 'url',
    })
  })

  it('does not read what is answered, however much it is', async () => {
    answers['/hook'] = 'huge'
    const id = await put(await webhook('ops', '/hook'), 'k4')
    await deliverDue(options)
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: start })
  })
})

describe('mail', () => {
  it('goes to all recipients with its files, and says by its id that it is the same at each try', async () => {
    smtp.refusal = '451 later'
    const id = await put(await email('team'), 'm1')
    await deliverDue(options)
    expect(await outboxState(database.db, id)).toMatchObject({
      deliveredAt: null,
      message: 'The mail server wants it later (451).',
    })
    smtp.refusal = null
    now += 5_000
    await deliverDue(options)
    const [mail = expect.fail('no mail')] = smtp.mails
    expect(mail.to).toEqual(['ada@shop.example', 'bob@shop.example'])
    expect(mail.text).toContain(`Message-ID: <${id}@leadline>`)
    expect(mail.text).toContain('Subject: Weekly: shop')
    expect(mail.text).toContain('filename=report.csv')
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: now })
  })

  it('that is refused for one of its recipients says so, and goes to the others once', async () => {
    smtp.unknown = ['bob@shop.example']
    const id = await put(await email('team'), 'm some')
    await deliverDue(options)
    const message = 'The mail server took it for 1 of 2, not for bob@shop.example.'
    expect(smtp.mails.map(({ to }) => to)).toEqual([['ada@shop.example']])
    expect(await outboxState(database.db, id)).toMatchObject({ deliveredAt: start, message })
    expect(await channelNamed(database.db, 'team')).toMatchObject({ failingSince: null, message, waiting: 0 })
    now += 86_400_000
    expect(await deliverDue(options)).toBe(0)
  })

  it.each([
    ['without a mail server', { mail: null }, 'LEADLINE_SMTP_URL'],
    ['to one that is not there', { mail: { url: 'smtp://127.0.0.1:9', from: 'a@b.example' } }, 'cannot be reached'],
  ])('%s is not sent, and says why', async (_what, other, words) => {
    const id = await put(await email('team'), `m ${words}`)
    await deliverDue({ ...options, ...other })
    expect(await outboxState(database.db, id)).toMatchObject({
      deliveredAt: null,
      message: expect.stringContaining(words),
    })
  })

  it('that takes too long ends with its connection, so that it is not sent twice', async () => {
    smtp.silentAt = 'RCPT'
    const message = { id: 'm', at: start, tries: 1, notification }
    expect(await sendEmail(options.mail, ['ada@shop.example'], message, { within: 500 })).toEqual({
      state: 'LATER',
      message: 'The mail server takes too long.',
    })
    smtp.silentAt = null
    await until('the end of the connection', 10, async () => (smtp.connections === 0 ? true : null))
  })

  it('that we cannot send counts as a try, and is told', async () => {
    const reported: unknown[] = []
    const id = await put(await email('team'), 'm3')
    const mail = { url: 'smtp://user:hunter2%zz@127.0.0.1:9', from: 'a@b.example' }
    await deliverDue({ ...options, mail, report: (error) => reported.push(error) })
    expect(reported).toHaveLength(1)
    const state = await outboxState(database.db, id)
    expect(state).toMatchObject({ deliveredAt: null, message: expect.stringContaining('its log says why') })
  })

  it('that is refused for good is told without the words of the server', async () => {
    smtp.refusal = '550 user:password is wrong'
    const id = await put(await email('team'), 'm2')
    await deliverDue(options)
    expect(await outboxState(database.db, id)).toMatchObject({ message: 'The mail server refuses the mail (550).' })
  })
})

describe('the outbox', () => {
  it('holds what is said once', async () => {
    const channelId = await webhook('ops', '/hook')
    await put(channelId, 'same')
    expect(await putIntoOutbox(database.db, { channelId, key: 'same', notification, at: now })).toBeNull()
  })

  it('gives again what a process took that died, under the same id', async () => {
    const id = await put(await webhook('ops', '/hook'), 'o1')
    const lease = 180_000
    const first = await takeFromOutbox(database.db, { now, lease, most: 16, perChannel: 3 })
    expect(first.map((row) => row.id)).toEqual([id])
    expect(await deliverDue(options)).toBe(0)
    now += lease
    expect(await deliverDue(options)).toBe(1)
    expect(arrived.map(({ headers }) => headers['webhook-id'])).toEqual([id])
  })

  it('gives some of each channel at a time, so that a dead one holds up no other', async () => {
    answers['/dead'] = 'hang'
    const dead = await webhook('dead', '/dead')
    for (let at = 0; at < 20; at += 1) await put(dead, `dead ${at}`)
    now += 1_000
    await put(await webhook('other', '/other'), 'other')
    const rows = await takeFromOutbox(database.db, { now, lease: 1, most: 16, perChannel: 3 })
    expect(rows.filter(({ channelId }) => channelId === dead)).toHaveLength(3)
    expect(rows).toHaveLength(4)
  })

  it('goes on with others while one does not answer, and takes no more of that one', async () => {
    answers['/dead'] = 'hang'
    const dead = await webhook('dead', '/dead')
    for (let at = 0; at < 60; at += 1) await put(dead, `silent ${at}`)
    const delivering = startDelivering({ ...options, stopsWithin: 0 })
    await until('what does not answer', 10, () => (arrived.length === 3 ? true : null))
    const id = await put(await webhook('other', '/other'), 'beside it')
    delivering.hint()
    await until('what is beside it', 10, async () => (await outboxState(database.db, id))?.deliveredAt ?? null)
    expect(arrived).toHaveLength(4)
    await delivering.stop()
    const cutOff = arrived.slice(0, 3).map(({ headers }) => headers['webhook-id'])
    arrived = []
    answers = {}
    await deliverDue(options)
    expect(new Set(arrived.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(cutOff))
  })

  it('goes with its channel, and forgets what is done', async () => {
    const done = await put(await webhook('ops', '/hook'), 'o2')
    await deliverDue(options)
    const waiting = await put((await channelNamed(database.db, 'ops'))?.id ?? 0, 'o3')
    await trimOutbox(database.db, now + 1)
    expect(await outboxState(database.db, done)).toBeNull()
    expect(await outboxState(database.db, waiting)).not.toBeNull()
    await removeChannel(database.db, 'ops')
    expect(await outboxState(database.db, waiting)).toBeNull()
  })
})
