import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keptChannel, reportRefusal } from '#alerts/channel'
import type { Note, Notification } from '#alerts/notification'
import type { StatedChannel } from '#alerts/stated-channel'
import { startDelivering } from '#apps/server/outbox/delivering'
import { channelNamed } from '#storage/stores/channels'
import { takeFromOutbox } from '#storage/stores/outbox'
import { alertNotification, hostile } from '../support/alert.ts'
import { until } from '../support/leadline-process.ts'
import { OutboxWorld } from '../support/outbox-world.ts'
import { PagerDutyEvents, routingKey } from '../support/pagerduty-events.ts'
import { Receiver } from '../support/receiver.ts'
import { slackRoom, SlackServer, slackToken } from '../support/slack-server.ts'
import { TeamsServer } from '../support/teams-server.ts'

let world: OutboxWorld
let slack: SlackServer
let teams: TeamsServer
let pagerDuty: PagerDutyEvents
let hook: Receiver

beforeAll(async () => {
  world = await OutboxWorld.begin()
})
beforeEach(async () => {
  slack = await SlackServer.begin()
  teams = await TeamsServer.begin()
  pagerDuty = await PagerDutyEvents.begin()
  hook = await Receiver.begin(() => ({ status: 204 }))
})
afterEach(async () => {
  await world.withoutChannels()
  await slack.receiver.end()
  await teams.receiver.end()
  await pagerDuty.receiver.end()
  await hook.end()
})
afterAll(() => world.end())

const report: Note = {
  kind: 'report',
  subject: 'Weekly: shop',
  text: `# Comparison\n\n${hostile}\n\n| Metric | Value |\n| --- | --- |\n| Lead time | 5 h |`,
  data: {},
  attachments: [{ name: 'report.csv', type: 'text/csv', content: 'a' }],
}
const long: Note = { ...report, text: Array.from({ length: 900 }, () => `- ${hostile}`).join('\n') }

interface Chat {
  readonly stated: () => StatedChannel
  readonly receiver: () => Receiver
  readonly taken: () => number
}

/** Each kind, over its fake. */
const chats: Readonly<Record<string, Chat>> = {
  'a webhook': {
    stated: () => ({ name: 'chat', kind: 'WEBHOOK', url: `${hook.url}/hook`, allowPrivate: true }),
    receiver: () => hook,
    taken: () => hook.received.filter(({ status }) => status === 204).length,
  },
  'an incoming webhook of Slack': {
    stated: () => ({ name: 'chat', kind: 'SLACK', url: slack.hook, allowPrivate: true }),
    receiver: () => slack.receiver,
    taken: () => slack.posts.length,
  },
  'a bot of Slack': {
    stated: () => bot(),
    receiver: () => slack.receiver,
    taken: () => slack.posts.length,
  },
  'a workflow of Teams': {
    stated: () => ({ name: 'chat', kind: 'TEAMS', url: teams.workflow, allowPrivate: true }),
    receiver: () => teams.receiver,
    taken: () => teams.cards.length,
  },
  PagerDuty: {
    stated: () => ({ name: 'chat', kind: 'PAGERDUTY', url: pagerDuty.url, token: routingKey, allowPrivate: true }),
    receiver: () => pagerDuty.receiver,
    taken: () => pagerDuty.incidents.length,
  },
}

function bot(changed: Partial<StatedChannel> = {}): StatedChannel {
  const mine = { url: slack.api, token: slackToken, slackChannel: slackRoom, allowPrivate: true }
  return { name: 'chat', kind: 'SLACK', ...mine, ...changed }
}

describe.each(Object.entries(chats))('%s', (_what, { stated, receiver, taken }) => {
  const told: Notification = alertNotification('OPENED', { text: hostile })

  it('takes an alert, and reports of any length where it takes reports', async () => {
    const id = await world.channel(stated())
    const reports = reportRefusal(stated().kind) === null ? [report, long] : []
    const all = [told, alertNotification('OPENED', { key: 'long', text: long.text }), ...reports]
    for (const each of all) await world.put(id, each)
    await world.deliver()
    expect(await channelNamed(world.database.db, 'chat')).toMatchObject({
      waiting: 0,
      failingSince: null,
      message: null,
    })
    expect(taken()).toBe(all.length)
  })

  it('is asked again after 500, and after 429 no earlier than it asks', async () => {
    receiver().faults.push({ status: 500 }, { status: 429, headers: { 'retry-after': '900' } })
    const id = await world.put(await world.channel(stated()), told)
    await world.deliver()
    expect(await world.messageOf(id)).toContain('500')
    await world.after(5)
    expect(await world.messageOf(id)).toContain('429')
    await world.after(899)
    expect(taken()).toBe(0)
    await world.after(1)
    expect(taken()).toBe(1)
    expect(await world.isDelivered(id)).toBe(true)
  })

  it('is followed nowhere, least of all to a private address', async () => {
    const inside = await Receiver.begin(() => ({ status: 200 }))
    try {
      const id = await world.put(await world.channel(stated()), told)
      let tries = 0
      for (const location of ['http://169.254.169.254/latest/meta-data', `${inside.url}/inside`, '//127.0.0.1/']) {
        receiver().fault = { status: [301, 302, 307][tries] ?? 308, headers: { location } }
        await world.after(tries * 3_600)
        tries += 1
        expect(receiver().received).toHaveLength(tries)
        const message = await world.messageOf(id)
        expect(message).toMatch(
          /^\S+ leads elsewhere \(30[127]\), where nothing is ever sent; give the address that it leads to\.$/,
        )
        expect(message).not.toContain('169.254')
      }
      expect(inside.received).toEqual([])
    } finally {
      await inside.end()
    }
  })

  it('is not read to its end where it answers with 10 MB', async () => {
    receiver().fault = 'HUGE'
    const id = await world.put(await world.channel(stated()), told)
    await world.deliver()
    const message = await world.messageOf(id)
    // The status of a webhook says that it has it; the API of Slack says so in what was too much to read.
    if (stated().kind === 'SLACK' && stated().token) expect(message).toContain('does not answer as Slack does')
    else expect(await world.isDelivered(id)).toBe(true)
  })

  it('is reached at no private address that was not allowed, and shows nothing secret', async () => {
    const id = await world.channel(stated())
    await world.database.db.query({ text: "update channel set settings = '{}' where name = 'chat'", values: [] })
    const sent = await world.put(id, told)
    await world.deliver()
    expect(await world.messageOf(sent)).toContain('is at a private address')
    expect(receiver().received).toEqual([])
    const shown = await world.database.db.query({
      text: 'select channel::text, outbox::text from channel, outbox',
      values: [],
    })
    expect(JSON.stringify(shown)).not.toMatch(/hidden|xoxb|0123456789abcdef/)
  })

  it('holds up no other channel while it hangs, and gets the same message after a restart', async () => {
    receiver().fault = 'HANG'
    const dead = await world.put(await world.channel(stated()), told)
    const other = stated().kind === 'TEAMS' ? chats['a bot of Slack'] : chats['a workflow of Teams']
    if (other === undefined) expect.fail('no other')
    const delivering = startDelivering({ ...world.options, stopsWithin: 0 })
    await until('what does not answer', 10, () => (receiver().received.length === 1 ? true : null))
    await world.put(await world.channel({ ...other.stated(), name: 'other' }), report)
    delivering.hint()
    await until('what is beside it', 10, () => (other.taken() === 1 ? true : null))
    await delivering.stop()
    expect(await world.isDelivered(dead)).toBe(false)
    receiver().fault = null
    await world.deliver()
    expect(await world.isDelivered(dead)).toBe(true)
    expect(receiver().received[1]?.body).toBe(receiver().received[0]?.body)
  })
})

describe('a bot of Slack', () => {
  const events = ['OPENED', 'CHANGED', 'ACKNOWLEDGED', 'RESOLVED'] as const

  it('tells of one alert in order and in one thread, and shows its end in the channel too', async () => {
    slack.receiver.faults.push({ status: 503 })
    const id = await world.channel(bot())
    for (const event of events) await world.put(id, alertNotification(event))
    await world.deliver()
    await world.put(id, alertNotification('OPENED', { key: 'another', title: 'Another' }))
    await world.deliver()
    expect(slack.posts.map(({ text }) => text)).toEqual(['Alert: Another'])
    await world.after(5)
    const [, first, ...replies] = slack.posts
    expect(first?.text).toMatch(/^Alert: Lead time/)
    expect(first?.thread_ts).toBeUndefined()
    expect(replies.map(({ text, thread_ts: ts, reply_broadcast: all }) => [text.split(':')[0], ts, all])).toEqual([
      ['Alert, changed', first?.ts, false],
      ['Acknowledged', first?.ts, false],
      ['Resolved', first?.ts, true],
    ])
  })

  it('begins a thread anew where somebody deleted its first message', async () => {
    const id = await world.channel(bot())
    await world.put(id, alertNotification('OPENED'))
    await world.deliver()
    slack.posts.length = 0
    for (const event of ['CHANGED', 'RESOLVED'] as const) await world.put(id, alertNotification(event))
    await world.deliver()
    const [changed, resolved] = slack.posts
    expect([changed?.thread_ts, resolved?.thread_ts]).toEqual([undefined, changed?.ts])
  })

  it('gives again what a process took that was killed, under the same id', async () => {
    const id = await world.channel(bot())
    const sent = await world.put(id, alertNotification('OPENED'))
    await world.put(id, alertNotification('RESOLVED'))
    const lease = 180_000
    const taken = await takeFromOutbox(world.database.db, { now: world.now, lease, most: 16, perChannel: 3 })
    expect(taken.map((row) => row.id)).toEqual([sent])
    await world.deliver()
    expect(slack.posts).toEqual([])
    await world.after(lease / 1_000)
    expect(slack.posts.map(({ client_msg_id: each }) => each)).toEqual([sent, expect.any(String)])
  })

  it.each([
    [{ token: 'xoxb-another-0123456789' }, 'invalid_auth', 'Bot User OAuth Token'],
    [{ slackChannel: 'C9999999999' }, 'channel_not_found', '/invite'],
  ])('that is wrong (%j) says %s, and what to do', async (changed, code, words) => {
    const sent = await world.put(await world.channel(bot(changed)), report)
    await world.deliver()
    const message = await world.messageOf(sent)
    expect(message).toContain(code)
    expect(message).toContain(words)
    expect(message).not.toContain('xoxb')
  })
})

describe('PagerDuty', () => {
  const stated = (changed: Partial<StatedChannel> = {}): StatedChannel => ({
    name: 'on-call',
    kind: 'PAGERDUTY',
    url: pagerDuty.url,
    token: routingKey,
    allowPrivate: true,
    ...changed,
  })

  it('has one incident of one alert, however often it is told', async () => {
    const id = await world.channel(stated())
    pagerDuty.receiver.faults.push('LOST')
    for (const event of ['OPENED', 'CHANGED', 'ACKNOWLEDGED'] as const) await world.put(id, alertNotification(event))
    await world.deliver()
    await world.after(5)
    expect(pagerDuty.incidents).toMatchObject([{ state: 'acknowledged', triggers: 3 }])
    await world.put(id, alertNotification('RESOLVED'))
    await world.deliver()
    expect(pagerDuty.incidents).toMatchObject([{ state: 'resolved' }])
  })

  it('is tried by an incident that closes at once', async () => {
    await world.put(await world.channel(stated()), { ...report, kind: 'test', subject: 'A test of Leadline' })
    await world.deliver()
    expect(pagerDuty.incidents).toMatchObject([{ summary: 'A test of Leadline', state: 'resolved' }])
  })

  it('says what to do where the key is that of nothing', async () => {
    const id = await world.channel(stated({ token: 'f'.repeat(32) }))
    const sent = await world.put(id, alertNotification('OPENED'))
    await world.deliver()
    expect(await world.messageOf(sent)).toContain('Events API v2')
    expect(await world.messageOf(sent)).not.toContain('ffff')
  })

  it('takes no report', async () => {
    const sent = await world.put(await world.channel(stated()), report)
    await world.deliver()
    expect(await world.messageOf(sent)).toContain('takes alerts and no reports')
    expect(pagerDuty.receiver.received).toEqual([])
  })
})

it.each([
  [{ kind: 'PAGERDUTY', token: 'u+short' }, 'token', 'Events API v2'],
  [{ kind: 'PAGERDUTY', token: routingKey, url: 'https://evil.example/' }, 'url', 'events.eu.pagerduty.com'],
  [{ kind: 'PAGERDUTY', token: routingKey, secret: 'whsec_' }, 'secret', 'PagerDuty'],
  [{ kind: 'SLACK' }, 'url', 'incoming webhook'],
  [{ kind: 'SLACK', url: 'https://evil.example/services/x' }, 'url', 'hooks.slack.com'],
  [{ kind: 'SLACK', token: 'xoxp-1234567890-abc', slackChannel: slackRoom }, 'token', 'xoxb-'],
  [{ kind: 'SLACK', token: slackToken, slackChannel: '#general' }, 'slackChannel', 'C0123456789'],
  [{ kind: 'SLACK', token: slackToken, slackChannel: slackRoom, url: 'https://evil.example/' }, 'url', 'slack.com'],
  [{ kind: 'SLACK', url: 'https://hooks.slack.com/services/x', recipients: ['a@b.example'] }, 'recipients', 'Slack'],
  [{ kind: 'TEAMS' }, 'url', 'https://HOST/PATH'],
  [{ kind: 'TEAMS', url: 'https://acme.webhook.office.com/webhookb2/x' }, 'url', 'Workflows'],
  [{ kind: 'TEAMS', url: 'https://prod-1.westeurope.logic.azure.com/x', token: 'x' }, 'token', 'Teams'],
] as const)('%j is refused by its %s', (stated, field, words) => {
  const kept = keptChannel({ name: 'x', ...stated })
  expect(kept).toMatchObject({ field, refused: expect.stringContaining(words) })
})

it('PagerDuty of Europe is known by its host', () => {
  const url = 'https://events.eu.pagerduty.com'
  expect(keptChannel({ name: 'x', kind: 'PAGERDUTY', token: routingKey, url })).toMatchObject({
    settings: { to: 'events.eu.pagerduty.com' },
    sealed: { url: `${url}/v2/enqueue` },
  })
})
