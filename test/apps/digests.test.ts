import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import type { AskInside } from '#apps/server/ask-inside'
import { tellDemo } from '#apps/server/demo'
import { contentOf } from '#apps/server/reports/content'
import { DAY, HOUR } from '#domain/instant'
import { scheduleOf, type StatedSchedule } from '#reports/scheduled-report'
import { type Api, shortWeek, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'
import { Receiver } from '../support/receiver.ts'

const asking =
  (api: Api): AskInside =>
  async (document, variables) => {
    const { status, body } = await api.ask(document, variables, api.tokens.admin)
    return { status, data: body.data, errors: body.errors ?? [] }
  }

/** What a digest of these services says now; why nothing is said, where nothing is. */
async function said(api: Api, now: number, stated: Partial<StatedSchedule> = {}, publicUrl: string | null = null) {
  const kept = scheduleOf({ kind: 'DIGEST', every: 'WEEK', at: '09:00', ...stated })
  if ('refused' in kept) throw new Error(kept.refused)
  const row = { id: 1, name: 'Weekly', channelId: 1, channel: 'chat', nextAt: now, lastAt: null, message: null }
  const content = await contentOf({ ...row, ...kept }, { ask: asking(api), publicUrl }, now)
  return 'nothing' in content ? content : { subject: content.subject, text: content.text, data: content.data['report'] }
}

const sha = (sign: string): string => sign.repeat(20)

describe('a week of a shop', () => {
  let api: Api
  let receiver: Receiver
  let now = Date.parse('2026-03-20T00:00:00Z')

  beforeAll(async () => {
    receiver = await Receiver.begin(() => ({ status: 204 }))
    api = await startApi(() => now)
    await api.tell(...shortWeek('shop'), ...shortWeek('cart'))
    await api.ask(
      'mutation { serviceUpdate(name: "shop", team: "sales") { userErrors { code } } }',
      {},
      api.tokens.admin,
    )
  })
  afterAll(async () => {
    await api.close()
    await receiver.end()
  })

  it('in which nothing happened is told to nobody, and the schedule says so', async () => {
    const ask = (query: string, variables: object) => api.ask(query, { ...variables }, api.tokens.admin)
    const channel = { name: 'hook', kind: 'WEBHOOK', url: receiver.url, allowPrivate: true }
    await ask('mutation ($i: ChannelInput!) { channelCreate(input: $i) { userErrors { message } } }', { i: channel })
    const schedule = { name: 'Weekly', channel: 'hook', kind: 'DIGEST', every: 'WEEK', at: '09:00' }
    const create = `mutation ($i: ReportScheduleInput!) {
      reportScheduleCreate(input: $i) { schedule { kind last against } userErrors { message field } }
    }`
    const { body } = await ask(create, { i: schedule })
    expect(body.data?.['reportScheduleCreate']).toEqual({
      schedule: { kind: 'DIGEST', last: 'P7D', against: 'NONE' },
      userErrors: [],
    })
    await ask('mutation { reportScheduleRun(name: "Weekly") { userErrors { message } } }', {})
    const told = await until('the look', 30, async () => {
      const { reportSchedules } = (await ask('{ reportSchedules { message lastAt nextAt } }', {})).body.data as {
        reportSchedules: readonly { message: string | null; lastAt: string | null; nextAt: string }[]
      }
      return reportSchedules.find(({ message }) => message !== null) ?? null
    })
    expect(told).toEqual({
      message: 'There was nothing to say of 13 Mar 2026 – 19 Mar 2026, so nothing was sent.',
      lastAt: null,
      nextAt: '2026-03-23T09:00:00.000Z',
    })
    expect(receiver.received).toEqual([])
    const refused = await ask(create, { i: { ...schedule, name: 'x', against: 'PREVIOUS_WINDOW' } })
    expect(refused.body.data?.['reportScheduleCreate']).toMatchObject({ userErrors: [{ field: ['against'] }] })
  })

  it('in which a failure is open and a change waits tells both, with the numbers of the pages', async () => {
    const at = (hour: string): string => `2026-03-${hour}:00Z`
    await api.tell(
      { type: 'commit', service: 'shop', sha: sha('c4'), parents: [sha('c3')], authoredAt: at('04T09:00') },
      {
        type: 'pull_request',
        service: 'shop',
        state: 'merged',
        number: 4,
        title: 'Waiting',
        openedAt: at('04T10:00'),
        mergedAt: at('05T00:00'),
        commits: [sha('c4')],
      },
      {
        type: 'incident',
        id: 'again',
        service: 'shop',
        title: 'Down [again](javascript:x)',
        url: 'https://tool.example/again',
        openedAt: at('18T00:00'),
        deploymentId: 'shop-4',
      },
      { type: 'incident', id: 'strange', service: 'shop', title: 'Elsewhere', openedAt: at('19T00:00') },
    )
    const { subject, text, data } = (await said(api, now, { team: 'sales' })) as {
      subject: string
      text: string
      data: object
    }
    expect(subject).toBe('Weekly: team sales in production, 13 Mar 2026 – 19 Mar 2026')
    expect(text).toBe(`# team sales in production, 13 Mar 2026 – 19 Mar 2026

## Merged, and not live for longer than usual

- **shop**: 1 change; the oldest was merged 15 d ago, too few went live to say what is usual, and this is longer than 7 d.

## Open failures

- **shop**: [Down \\[again\\](javascript:x)](https://tool.example/again), for 2 d, since 18 Mar 2026, 00:00.

## Data

- **shop**: 1 of 2 incidents without a known deployment.

Times are UTC.
`)
    expect(data).toMatchObject({ format: 'leadline/digest', waiting: [{ service: 'shop', count: 1 }] })
    const page = await api.data<{ service: { metrics: { leadTimeForChanges: { pending: object } } } }>(
      `{ service(name: "shop") { metrics(window: { last: "P90D" }) {
        leadTimeForChanges { pending { count oldestSinceMergeSeconds } } } } }`,
    )
    expect(page.service.metrics.leadTimeForChanges.pending).toEqual({ count: 1, oldestSinceMergeSeconds: 15 * 86_400 })
  })

  it('leads to the pages where a setting says how people reach them', async () => {
    const { text } = (await said(api, now, { team: 'sales' }, 'https://leadline.example')) as { text: string }
    expect(text).toContain('**[shop](https://leadline.example/services/shop)**: 1 change;')
    expect(text).toContain('[Coverage](https://leadline.example/coverage)')
  })

  it('is of the services that are named, and of no other', async () => {
    expect(await said(api, now, { services: ['cart'] })).toEqual({
      nothing: 'There was nothing to say of 13 Mar 2026 – 19 Mar 2026, so nothing was sent.',
    })
    now += DAY
    expect(await said(api, now, { services: ['shop', 'cart'] })).toMatchObject({
      subject: 'Weekly: 2 services in production, 14 Mar 2026 – 20 Mar 2026',
    })
  })
})

it('of the demo tells which alerts opened, and which stage did it', async () => {
  const now = Date.parse('2026-11-23T10:00:00Z')
  const api = await startApi(() => now)
  try {
    await tellDemo(api.db, now)
    await api.drain()
    await evaluate(api.db, now)
    const found = (await said(api, now + HOUR, { services: ['checkout'], last: 'P90D' })) as { text: string }
    expect(found.text).toMatch(
      /- Lead time of checkout: the trimmed mean .* Changes that moved it most: .* \(checkout, \d+ d/,
    )
    expect(found.text).toMatch(/- Lead time got longer \(checkout in production\): .* What moved most is \w+: /)
    const short = (await said(api, now + HOUR, { services: ['checkout'], last: 'P1D' })) as {
      text: string
      data: object
    }
    expect(short.text).toMatch(
      /## Still open\n\n- Lead time got longer \(checkout in production\): .* Open since \d+ \w{3} 2026, \d\d:\d\d\./,
    )
    expect(short.data).toMatchObject({ open: [{ service: 'checkout', metric: 'leadTimeForChanges', endedAt: null }] })
  } finally {
    await api.close()
  }
})
