import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keptChannel } from '#alerts/channel'
import type { Note } from '#alerts/notification'
import type { StatedChannel } from '#alerts/stated-channel'
import { alertNotification, hostile } from '../support/alert.ts'
import { GithubIssueServer, githubRepository, githubToken } from '../support/github-issue-server.ts'
import { OutboxWorld } from '../support/outbox-world.ts'

let world: OutboxWorld
let github: GithubIssueServer

beforeAll(async () => {
  world = await OutboxWorld.begin()
})
beforeEach(async () => {
  github = await GithubIssueServer.begin(() => world.now)
})
afterEach(async () => {
  await world.withoutChannels()
  await github.receiver.end()
})
afterAll(() => world.end())

const report: Note = { kind: 'report', subject: 'Weekly: shop', text: '# Shop', data: {}, attachments: [] }
const lost = { status: 500 }

function channel(changed: Partial<StatedChannel> = {}): Promise<number> {
  const mine = { url: github.url, token: githubToken, repository: githubRepository, allowPrivate: true }
  return world.channel({ name: 'issues', kind: 'GITHUB_ISSUE', ...mine, ...changed })
}

describe('an alert as an issue', () => {
  it('is opened, told of below, and closed', async () => {
    const id = await channel()
    for (const event of ['OPENED', 'CHANGED', 'ACKNOWLEDGED', 'RESOLVED'] as const)
      await world.put(id, alertNotification(event, { text: hostile }))
    await world.put(id, alertNotification('OPENED', { key: 'another' }))
    await world.put(id, alertNotification('WITHDRAWN', { key: 'another' }))
    await world.deliver()
    const told = github.issues.map(({ state, state_reason: why, comments }) => `${state} ${why} ${comments.length}`)
    expect(told.toSorted()).toEqual(['closed completed 3', 'closed not_planned 1'])
    expect(github.faults).toEqual([])
  })

  it('is one issue where the answer was lost after it was opened, and each message stands in it once', async () => {
    for (let at = 0; at < 70; at += 1) github.add(`others ${at}`)
    const id = await channel()
    for (const event of ['OPENED', 'CHANGED', 'RESOLVED'] as const) {
      github.receiver.faults.push('LOST')
      const sent = await world.put(id, alertNotification(event))
      await world.deliver()
      expect(await world.isDelivered(sent)).toBe(false)
      await world.after(5)
      expect(await world.isDelivered(sent)).toBe(true)
    }
    const [issue, ...more] = github.issues.slice(70)
    expect(more).toEqual([])
    expect(issue).toMatchObject({ state: 'closed', state_reason: 'completed' })
    expect(issue?.comments.map(({ body }) => /\*\*(\w+)/.exec(body)?.[1])).toEqual(['Alert', 'Resolved'])
  })

  it('is found again by its end where its opening was given up, and closed where it was commented but not closed', async () => {
    const id = await channel()
    github.receiver.faults.push('LOST')
    await world.put(id, alertNotification('OPENED'))
    await world.deliver()
    github.receiver.fault = lost
    for (let hours = 0; hours < 100; hours += 1) await world.after(3_600)
    github.receiver.fault = null
    const end = await world.put(id, alertNotification('RESOLVED'))
    const before = github.receiver.received.length
    // The issue is found and the comment written; what closes it fails.
    github.receiver.faults.push(null, null, lost)
    await world.deliver()
    expect(await world.isDelivered(end)).toBe(false)
    await world.after(5)
    const asked = github.receiver.received.slice(before).map(({ method }) => method)
    expect(asked).toEqual(['GET', 'POST', 'PATCH', 'GET', 'GET', 'PATCH'])
    expect(await world.isDelivered(end)).toBe(true)
    expect(github.issues).toMatchObject([{ state: 'closed', comments: [expect.anything()] }])
  })

  it('is opened late where its opening never arrived', async () => {
    const id = await channel()
    await world.put(id, alertNotification('CHANGED'))
    await world.deliver()
    expect(github.issues).toMatchObject([{ state: 'open', comments: [] }])
  })
})

describe('a channel of issues', () => {
  it('opens an issue for each report, and one that is closed for a test', async () => {
    const id = await channel()
    for (const each of [report, report, { ...report, kind: 'test' as const }]) await world.put(id, each)
    await world.deliver()
    expect(github.issues.map(({ state }) => state).toSorted()).toEqual(['closed', 'open', 'open'])
  })

  it('waits as long as GitHub asks, by either of its headers', async () => {
    const reset = String(Math.ceil(Date.now() / 1_000) + 900)
    github.receiver.faults.push(
      { status: 403, headers: { 'retry-after': '600' } },
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } },
    )
    const sent = await world.put(await channel(), alertNotification('OPENED'))
    await world.deliver()
    expect(await world.messageOf(sent)).toContain('asked too often')
    await world.after(599)
    expect(github.receiver.received).toHaveLength(1)
    await world.after(1)
    expect(github.receiver.received).toHaveLength(2)
    await world.after(880)
    expect(github.issues).toEqual([])
    await world.after(60)
    expect(await world.isDelivered(sent)).toBe(true)
  })

  it.each([
    [{ token: 'github_pat_of_somebody_else_012345' }, null, '401'],
    [{ repository: 'acme/gone' }, null, 'shows this token no repository acme/gone'],
    [{}, { status: 403 }, 'Issues: read and write'],
    [{}, { status: 410 }, 'switched off'],
    [{}, { status: 301, headers: { location: 'http://169.254.169.254/' } }, 'present name'],
    [{}, 'HUGE' as const, 'does not answer as GitHub does'],
    [{}, lost, 'answered 500'],
  ])('that is wrong (%j, %j) says what to do, and shows no token', async (changed, fault, words) => {
    github.receiver.fault = fault
    const sent = await world.put(await channel(changed), report)
    await world.deliver()
    const message = await world.messageOf(sent)
    expect(message).toContain(words)
    expect(message).not.toContain('github_pat')
    expect(github.receiver.received).toHaveLength(1)
    const rows = await world.database.db.query({ text: 'select channel::text from channel', values: [] })
    expect(JSON.stringify(rows)).not.toContain('github_pat')
  })

  it.each([
    [{ token: githubToken }, 'repository'],
    [{ token: githubToken, repository: 'acme' }, 'repository'],
    [{ token: githubToken, repository: 'acme/..' }, 'repository'],
    [{ repository: 'acme/shop' }, 'token'],
    [{ token: githubToken, repository: 'acme/shop', url: 'https://evil.example/' }, 'url'],
    [{ token: githubToken, repository: 'acme/shop', url: 'https://evilghe.com/' }, 'url'],
  ])('%j is refused by its %s', (stated, field) => {
    expect(keptChannel({ name: 'x', kind: 'GITHUB_ISSUE', ...stated })).toMatchObject({ field })
  })

  it('may be one of a GitHub of one’s own', () => {
    const url = 'https://api.acme.ghe.com'
    const stated = { token: githubToken, repository: 'acme/shop', url }
    expect(keptChannel({ name: 'x', kind: 'GITHUB_ISSUE', ...stated })).toMatchObject({ sealed: { url: `${url}/` } })
  })
})
