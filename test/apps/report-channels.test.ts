import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChannelKind } from '#storage/stores/channels'
import { type Api, shortWeek, startApi } from '../support/graphql-api.ts'
import { worldNow } from '../support/graphql-world.ts'
import { GithubIssueServer, githubRepository, githubToken } from '../support/github-issue-server.ts'
import { until } from '../support/leadline-process.ts'
import { routingKey } from '../support/pagerduty-events.ts'
import { Receiver } from '../support/receiver.ts'
import { slackRoom, SlackServer, slackToken } from '../support/slack-server.ts'
import { SmtpServer } from '../support/smtp-server.ts'
import { TeamsServer } from '../support/teams-server.ts'

let api: Api
let smtp: SmtpServer
let hook: SlackServer
let room: SlackServer
let teams: TeamsServer
let github: GithubIssueServer
let receiver: Receiver

beforeAll(async () => {
  smtp = await SmtpServer.begin()
  ;[hook, room] = [await SlackServer.begin(), await SlackServer.begin()]
  teams = await TeamsServer.begin()
  github = await GithubIssueServer.begin(() => worldNow)
  receiver = await Receiver.begin(() => ({ status: 204 }))
  api = await startApi(() => worldNow, { mail: { url: smtp.url, from: 'Leadline <leadline@shop.example>' } })
  await api.tell(...shortWeek('shop'), ...shortWeek('cart'))
})
afterAll(async () => {
  await api.close()
  await smtp.end()
  for (const fake of [hook, room, teams, github]) await fake.receiver.end()
  await receiver.end()
})

interface Over {
  readonly stated: () => Readonly<Record<string, unknown>>
  /** What arrived, as one text. */
  readonly arrived: () => readonly string[]
}

/** Every kind of channel that reports go over, by a name of its own. */
const overs: Readonly<Record<string, Over & { readonly kind: ChannelKind }>> = {
  mail: {
    kind: 'EMAIL',
    stated: () => ({ recipients: ['ada@shop.example'] }),
    arrived: () => smtp.mails.map(({ text }) => text),
  },
  webhook: {
    kind: 'WEBHOOK',
    stated: () => ({ url: `${receiver.url}/leadline`, allowPrivate: true }),
    arrived: () => receiver.received.map(({ body }) => body),
  },
  'slack hook': {
    kind: 'SLACK',
    stated: () => ({ url: hook.hook, allowPrivate: true }),
    arrived: () => hook.posts.map((post) => JSON.stringify(post)),
  },
  'slack bot': {
    kind: 'SLACK',
    stated: () => ({ url: room.api, token: slackToken, slackChannel: slackRoom, allowPrivate: true }),
    arrived: () => room.posts.map((post) => JSON.stringify(post)),
  },
  teams: {
    kind: 'TEAMS',
    stated: () => ({ url: teams.workflow, allowPrivate: true }),
    arrived: () => teams.cards.map((card) => JSON.stringify(card)),
  },
  issues: {
    kind: 'GITHUB_ISSUE',
    stated: () => ({ url: github.url, token: githubToken, repository: githubRepository, allowPrivate: true }),
    arrived: () => github.issues.map(({ title, body }) => `${title}\n${body}`),
  },
}

interface Errors {
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[]; readonly message: string }[]
}

async function make(field: string, type: string, input: Readonly<Record<string, unknown>>): Promise<Errors> {
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { userErrors { code field message } } }`
  const { body } = await api.ask(query, { input }, api.tokens.admin)
  return body.data?.[field] as Errors
}

const weekly = { every: 'WEEK', day: 1, at: '09:00', services: ['shop', 'cart'] }

describe('a scheduled report', () => {
  beforeAll(async () => {
    for (const [name, { kind, stated }] of Object.entries(overs)) {
      const made = await make('channelCreate', 'ChannelInput', { name, kind, ...stated() })
      expect(made.userErrors).toEqual([])
      const schedule = { ...weekly, name, channel: name }
      expect((await make('reportScheduleCreate', 'ReportScheduleInput', schedule)).userErrors).toEqual([])
      const run = 'mutation ($name: String!) { reportScheduleRun(name: $name) { userErrors { code } } }'
      await api.ask(run, { name }, api.tokens.admin)
    }
  })

  it.each(Object.entries(overs))('goes over %s', async (name, { arrived }) => {
    const text = await until(`the report over ${name}`, 30, () => arrived()[0] ?? null)
    expect(text).toContain('Comparison of services')
    expect(arrived()).toHaveLength(1)
    expect(github.faults).toEqual([])
    const isSent = await until(`the note that ${name} took it`, 30, async () => {
      const { body } = await api.ask('{ channels { name failingSince message waiting } }', {}, api.tokens.admin)
      const channels = body.data?.['channels'] as { readonly name: string; readonly waiting: number }[]
      return channels.find((channel) => channel.name === name && channel.waiting === 0) ?? null
    })
    expect(isSent).toMatchObject({ failingSince: null, message: null })
  })
})

it('no report is scheduled over PagerDuty, which says what to do instead', async () => {
  await make('channelCreate', 'ChannelInput', { name: 'on-call', kind: 'PAGERDUTY', token: routingKey })
  const { userErrors } = await make('reportScheduleCreate', 'ReportScheduleInput', {
    ...weekly,
    name: 'paged',
    channel: 'on-call',
  })
  expect(userErrors).toMatchObject([{ code: 'INVALID', field: ['channel'] }])
  expect(userErrors[0]?.message).toContain('takes alerts and no reports. Give the report to mail, a chat or a webhook.')
})

it('there is no other kind of channel', async () => {
  const { body } = await api.ask('{ __type(name: "ChannelKind") { enumValues { name } } }', {}, api.tokens.admin)
  const { enumValues } = (body.data ?? {})['__type'] as { readonly enumValues: readonly { readonly name: string }[] }
  const kinds = enumValues.map(({ name }) => name)
  const tried = [...Object.values(overs).map(({ kind }) => kind), 'PAGERDUTY']
  expect(new Set(kinds)).toEqual(new Set(tried))
})
