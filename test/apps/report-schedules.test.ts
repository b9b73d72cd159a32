import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { subjectOf } from '#apps/server/subject'
import { usualRule } from '#domain/alert-rule'
import { comparisonQuestion } from '#reports/comparison-question'
import { addAlertRule } from '#storage/stores/alert-rules'
import type { Api } from '../support/graphql-api.ts'
import { smallWorld, worldNow } from '../support/graphql-world.ts'
import { until } from '../support/leadline-process.ts'

let api: Api
let receiver: Server
let url = ''
const arrived: { readonly type: string; readonly data: Record<string, unknown> }[] = []

beforeAll(async () => {
  api = await smallWorld({ publicUrl: 'https://leadline.example' })
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      arrived.push(JSON.parse(body) as (typeof arrived)[number])
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  const address = receiver.address()
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/reports?key=hidden`
})
afterAll(async () => {
  await api.close()
  await new Promise((resolve) => receiver.close(resolve))
})

interface Payload {
  readonly channel?: Record<string, unknown> | null
  readonly schedule?: Record<string, unknown> | null
  readonly secret?: string | null
  readonly userErrors: readonly {
    readonly code: string
    readonly field: readonly string[] | null
    readonly message: string
  }[]
}

async function change(field: string, input: Readonly<Record<string, unknown>>): Promise<Payload> {
  const [type, selection] = field.startsWith('channel')
    ? ['ChannelInput', 'channel { name kind to failingSince waiting } secret']
    : ['ReportScheduleInput', 'schedule { name channel every day at timeZone nextAt lastAt message last against }']
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} userErrors { code field message } } }`
  const { body } = await api.ask(query, { input }, api.tokens.admin)
  expect(body.errors).toBeUndefined()
  return body.data?.[field] as Payload
}

async function named(field: string, name: string): Promise<Payload> {
  const query = `mutation ($name: String!) { ${field}(name: $name) { userErrors { code field message } } }`
  const { body } = await api.ask(query, { name }, api.tokens.admin)
  return body.data?.[field] as Payload
}

describe('a channel', () => {
  it('is made with a secret that is shown once, and shows no more of its address than the host', async () => {
    const made = await change('channelCreate', { name: 'hook', kind: 'WEBHOOK', url, allowPrivate: true })
    expect(made).toMatchObject({ channel: { name: 'hook', to: new URL(url).host, failingSince: null }, userErrors: [] })
    expect(made.secret).toMatch(/^whsec_/)
    const { body } = await api.ask('{ channels { name to message } }', {}, api.tokens.admin)
    expect(JSON.stringify(body)).not.toContain('hidden')
    const rows = await api.db.query({ text: 'select channel::text from channel', values: [] })
    expect(JSON.stringify(rows)).not.toContain('hidden')
  })

  it.each([
    [{ name: 'hook', kind: 'WEBHOOK', url: 'https://a.example/' }, 'NAME_TAKEN', 'name'],
    [{ name: '', kind: 'WEBHOOK', url: 'https://a.example/' }, 'BAD_NAME', 'name'],
    [{ name: 'x', kind: 'WEBHOOK' }, 'INVALID', 'url'],
    [{ name: 'x', kind: 'WEBHOOK', url: 'http://a.example/' }, 'INVALID', 'url'],
    [{ name: 'x', kind: 'WEBHOOK', url: 'https://me:secret@a.example/' }, 'INVALID', 'url'],
    [{ name: 'x', kind: 'WEBHOOK', url: 'ftp://a.example/', allowPrivate: true }, 'INVALID', 'url'],
    [{ name: 'x', kind: 'WEBHOOK', url: 'https://a.example/', secret: 'short' }, 'INVALID', 'secret'],
    [{ name: 'x', kind: 'WEBHOOK', url: 'https://a.example/', recipients: ['a@b.example'] }, 'INVALID', 'recipients'],
    [{ name: 'x', kind: 'EMAIL' }, 'INVALID', 'recipients'],
    [{ name: 'x', kind: 'EMAIL', recipients: ['ada'] }, 'INVALID', 'recipients'],
    [{ name: 'x', kind: 'EMAIL', recipients: ['a@b.example\r\nBcc: c@d.example'] }, 'INVALID', 'recipients'],
    [
      { name: 'x', kind: 'EMAIL', recipients: Array.from({ length: 51 }, (_, at) => `a${at}@b.example`) },
      'INVALID',
      'recipients',
    ],
  ])('%j is refused with %s', async (input, code, field) => {
    const { userErrors } = await change('channelCreate', input)
    expect(userErrors).toMatchObject([{ code, field: [field] }])
    expect(JSON.stringify(userErrors)).not.toContain('secret@')
  })

  it('can be tried', async () => {
    await named('channelTest', 'hook')
    const test = await until('the test', 30, () => arrived.find(({ type }) => type === 'test') ?? null)
    expect(test.data).toMatchObject({ subject: 'A test of Leadline' })
    expect((await named('channelTest', 'nobody')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
  })
})

const weekly = { name: 'weekly', channel: 'hook', every: 'WEEK', day: 1, at: '09:00', timeZone: 'Europe/Berlin' }

it('the subject of a mail turns nothing around, is one line, and ends with a whole sign', () => {
  expect(subjectOf('of\u202E\u2066 shop\r\nBcc: x\u0007')).toBe('of shop Bcc: x')
  expect(subjectOf('🚀'.repeat(300))).toBe('🚀'.repeat(250))
})

describe('a scheduled report', () => {
  beforeAll(() => change('channelCreate', { name: 'on-call', kind: 'PAGERDUTY', token: '0'.repeat(32) }))
  afterAll(() => named('channelRemove', 'on-call'))

  it('is told over its channel, with what the comparison answers', async () => {
    const input = { ...weekly, services: ['shop', 'cart'], last: 'P28D' }
    const { schedule, userErrors } = await change('reportScheduleCreate', input)
    expect(userErrors).toEqual([])
    // The test's world stands on a Friday.
    expect(schedule).toMatchObject({ nextAt: '2026-03-23T08:00:00.000Z', lastAt: null, against: 'PREVIOUS_WINDOW' })
    await named('reportScheduleRun', 'weekly')
    const report = await until('the report', 30, () => arrived.find(({ type }) => type === 'report') ?? null)
    const window = { last: 'P28D', timeZone: 'Europe/Berlin' }
    const variables = {
      services: ['shop', 'cart'],
      team: null,
      environment: 'production',
      window,
      against: 'PREVIOUS_WINDOW',
    }
    const { compare } = await api.data<{ compare: { window: object; rows: { service: { name: string } }[] } }>(
      comparisonQuestion,
      variables,
    )
    expect(report.data['schedule']).toBe('weekly')
    expect(report.data['report']).toMatchObject({
      format: 'leadline/comparison',
      window: compare.window,
      rows: compare.rows.map(({ service }) => ({ service: service.name })),
    })
    expect(report.data['subject']).toMatch(/^weekly: 2 services in production/)
    const link = `https://leadline.example/compare?from=2026-02-20T00:00:00.000Z&to=2026-03-20T00:00:00.000Z&tz=Europe/Berlin&service=shop&service=cart`
    expect(report.data['link']).toBe(link)
    expect(report.data['text']).toContain(`[The same as a page](${link})`)
    expect(report.data['attachments']).toMatchObject([
      { name: 'comparison.csv', content: expect.stringContaining('shop') },
    ])
    const { body } = await api.ask('{ reportSchedules { name nextAt lastAt message } }', {}, api.tokens.admin)
    expect(body.data?.['reportSchedules']).toEqual([
      { name: 'weekly', nextAt: '2026-03-23T08:00:00.000Z', lastAt: new Date(worldNow).toISOString(), message: null },
    ])
  })

  it('that cannot be made says why, and is tried again', async () => {
    await change('reportScheduleCreate', { ...weekly, name: 'moon', environment: 'moon' })
    await named('reportScheduleRun', 'moon')
    const message = await until('the reason', 30, async () => {
      const { body } = await api.ask('{ reportSchedules { name message nextAt } }', {}, api.tokens.admin)
      const rows = body.data?.['reportSchedules'] as { name: string; message: string | null; nextAt: string }[]
      return rows.find(({ name, message: said }) => name === 'moon' && said !== null) ?? null
    })
    expect(message).toMatchObject({
      message: expect.stringContaining('moon'),
      nextAt: new Date(worldNow + 300_000).toISOString(),
    })
  })

  it('that fails in a way nobody foresaw stands in no way of others, and says so', async () => {
    const services = ['shop']
    await change('reportScheduleCreate', { ...weekly, name: 'broken', services })
    await change('reportScheduleCreate', { ...weekly, name: 'after it', services })
    const due = "update report_schedule set report = '{}', next_at = '2020-01-01T00:00:00Z' where name = 'broken'"
    await api.db.query({ text: due, values: [] })
    await named('reportScheduleRun', 'after it')
    await until('the other report', 30, () => arrived.find(({ data }) => data['schedule'] === 'after it') ?? null)
    const { body } = await api.ask('{ reportSchedules { name message nextAt } }', {}, api.tokens.admin)
    expect(body.data?.['reportSchedules']).toContainEqual({
      name: 'broken',
      message: 'The report cannot be made; the log of the server says why.',
      nextAt: new Date(worldNow + 300_000).toISOString(),
    })
    for (const name of ['broken', 'after it']) await named('reportScheduleRemove', name)
  })

  it.each([
    [{ ...weekly }, 'NAME_TAKEN', 'name'],
    [{ ...weekly, name: 'x', channel: 'none' }, 'NOT_FOUND', 'channel'],
    [{ ...weekly, name: 'x', channel: 'on-call' }, 'INVALID', 'channel'],
    [{ ...weekly, name: 'x', services: ['shop', 'nobody'] }, 'NOT_FOUND', 'services'],
    [{ ...weekly, name: 'x', team: 'nobody' }, 'NOT_FOUND', 'team'],
    [{ ...weekly, name: 'x', day: 8 }, 'INVALID', 'day'],
    [{ ...weekly, name: 'x', every: 'MONTH', day: 29 }, 'INVALID', 'day'],
    [{ ...weekly, name: 'x', every: 'DAY' }, 'INVALID', 'day'],
    [{ ...weekly, name: 'x', at: '24:00' }, 'INVALID', 'at'],
    [{ ...weekly, name: 'x', timeZone: 'Mars/Base' }, 'INVALID', 'timeZone'],
    [{ ...weekly, name: 'x', last: 'a month' }, 'INVALID', 'last'],
  ])('%j is refused with %s', async (input, code, field) => {
    expect((await change('reportScheduleCreate', input)).userErrors).toMatchObject([{ code, field: [field] }])
  })

  it('ends, and goes with its channel', async () => {
    expect((await named('reportScheduleRemove', 'moon')).userErrors).toEqual([])
    expect((await named('reportScheduleRemove', 'moon')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
    expect((await named('channelRemove', 'nobody')).userErrors).toMatchObject([{ code: 'NOT_FOUND' }])
    await addAlertRule(api.db, { ...usualRule, name: 'all', channels: ['hook'] }, 'API')
    const [refused] = (await named('channelRemove', 'hook')).userErrors
    expect(refused).toMatchObject({ code: 'IN_USE', field: ['name'] })
    expect(refused?.message).toMatch(
      /^These schedules go to hook, and would end with it: .*weekly.*\. Alert rules that name it, and would tell it no more: all\. /,
    )
    const remove = 'mutation { channelRemove(name: "hook", withSchedules: true) { userErrors { code } } }'
    expect((await api.ask(remove, {}, api.tokens.admin)).body.data).toEqual({ channelRemove: { userErrors: [] } })
    const { body } = await api.ask('{ reportSchedules { name } channels { name } }', {}, api.tokens.admin)
    expect(body.data).toEqual({ reportSchedules: [], channels: [{ name: 'on-call' }] })
  })
})
