import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Note } from '#alerts/notification'
import { post } from '#apps/server/asking/get'
import { deliverDue } from '#apps/server/outbox/delivering'
import { usualRule } from '#domain/alert-rule'
import { addAlertRule, listAlertRules } from '#storage/stores/alert-rules'
import { threadMark } from '#storage/stores/channel-threads'
import { channelNamed } from '#storage/stores/channels'
import { alertNotification } from '../support/alert.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { GithubIssueServer, githubRepository, githubToken } from '../support/github-issue-server.ts'
import { OutboxWorld } from '../support/outbox-world.ts'
import { SmtpServer } from '../support/smtp-server.ts'

/** Seconds after which nothing that failed is still waited for by who tried it. */
const soon = 180

describe('what a changed channel is told', () => {
  let world: OutboxWorld
  let github: GithubIssueServer
  let smtp: SmtpServer

  beforeAll(async () => {
    world = await OutboxWorld.begin()
    github = await GithubIssueServer.begin(() => world.now)
    smtp = await SmtpServer.begin()
  })
  afterAll(async () => {
    await smtp.end()
    await github.receiver.end()
    await world.end()
  })

  it('goes out soon after its token is another one, and stays in one issue', async () => {
    const token = 'github_pat_expired0123456789'
    const mine = { url: github.url, token, repository: githubRepository, allowPrivate: true }
    const id = await world.channel({ name: 'issues', kind: 'GITHUB_ISSUE', ...mine })
    const opened = await world.put(id, alertNotification('OPENED'))
    await world.deliver()
    expect(await world.messageOf(opened)).toContain('401')
    const issues = () => channelNamed(world.database.db, 'issues')
    expect(await issues()).toMatchObject({ failingSince: world.now, message: expect.stringContaining('401') })
    await world.change('issues', { token: githubToken })
    expect(await issues()).toMatchObject({ failingSince: null, message: null })
    await world.after(soon)
    expect(await world.isDelivered(opened)).toBe(true)

    const key = alertNotification('OPENED').alert.key
    expect(await threadMark(world.database.db, id, key)).toBe('1')
    await world.change('issues', { token: githubToken })
    await world.put(id, alertNotification('RESOLVED'))
    await world.deliver()
    expect(github.issues).toMatchObject([{ state: 'closed', comments: [expect.anything()] }])
    // An issue of the same number there is another thing.
    await world.change('issues', { repository: 'acme/till' })
    expect(await threadMark(world.database.db, id, key)).toBeNull()
  })

  it.each([
    ['of another repository', { repository: 'acme/till' }, false],
    ['of another token', { token: githubToken }, true],
  ])('is of the receiver that was told of it, where it becomes one %s meanwhile', async (what, change, isKept) => {
    const mine = { url: github.url, token: githubToken, repository: githubRepository, allowPrivate: true }
    const id = await world.channel({ name: what, kind: 'GITHUB_ISSUE', ...mine })
    await world.put(id, alertNotification('OPENED'))
    await deliverDue({
      ...world.options,
      post: async (...asked) => {
        const answer = await post(...asked)
        await world.change(what, change)
        return answer
      },
    })
    const found = await threadMark(world.database.db, id, alertNotification('OPENED').alert.key)
    expect(found).toBe(isKept ? String(github.issues.length) : null)
  })

  it('waits for the end of quiet hours as before', async () => {
    const id = await world.channel({ name: 'quiet', kind: 'EMAIL', recipients: ['ada@shop.example'] })
    world.now += 3_600_000
    const held = await world.put(id, alertNotification('OPENED'))
    world.now -= 3_600_000
    await world.change('quiet', { recipients: ['bob@shop.example'] })
    await world.after(soon)
    expect([await world.isDelivered(held), await world.messageOf(held)]).toEqual([false, null])
  })

  it('goes to recipients who are new and to nobody twice, nor to who is none any more', async () => {
    const options = { ...world.options, mail: { url: smtp.url, from: 'Leadline <leadline@shop.example>' } }
    const [ada, bob, cid] = ['ada@shop.example', 'bob@shop.example', 'cid@shop.example']
    const report: Note = { kind: 'report', subject: 'Weekly', text: 'All well.', data: {}, attachments: [] }
    const id = await world.channel({ name: 'team', kind: 'EMAIL', recipients: [ada, cid] })
    smtp.putOff = [cid]
    const [mail, other] = [await world.put(id, report), await world.put(id, report)]
    await deliverDue(options)
    expect(await world.isDelivered(mail)).toBe(false)
    await world.change('team', { recipients: [ada, bob] })
    world.now += soon * 1_000
    await deliverDue(options)
    expect(smtp.mails.map(({ to }) => to)).toEqual([[ada], [ada], [bob], [bob]])
    expect([await world.isDelivered(mail), await world.isDelivered(other)]).toEqual([true, true])

    await world.change('team', { recipients: [ada, cid] })
    const last = await world.put(id, report)
    await deliverDue(options)
    await world.change('team', { recipients: [ada] })
    expect(await world.isDelivered(last)).toBe(true)
  })
})

describe('channelUpdate', () => {
  let api: Api
  beforeAll(async () => {
    api = await startApi(() => Date.parse('2026-03-23T08:00:00Z'))
  })
  afterAll(() => api.close())

  async function mutate(field: 'channelCreate' | 'channelUpdate', input: Readonly<Record<string, unknown>>) {
    const type = field === 'channelCreate' ? 'ChannelInput' : 'ChannelUpdateInput'
    const query = `mutation ($input: ${type}!) { ${field}(input: $input) { channel { name kind to } secret userErrors { code field message } } }`
    const { body } = await api.ask(query, { input }, api.tokens.admin)
    expect(body.errors).toBeUndefined()
    return body.data?.[field]
  }

  it('changes what is said, and keeps the rest with its rules', async () => {
    await mutate('channelCreate', { name: 'hook', kind: 'WEBHOOK', url: 'https://a.example/hidden' })
    await addAlertRule(api.db, { ...usualRule, name: 'all', channels: ['hook'] }, 'API')
    const before = await channelNamed(api.db, 'hook')
    expect(await mutate('channelUpdate', { name: 'hook', url: 'https://b.example/hidden' })).toEqual({
      channel: { name: 'hook', kind: 'WEBHOOK', to: 'b.example' },
      secret: null,
      userErrors: [],
    })
    const after = await channelNamed(api.db, 'hook')
    expect([after?.id, after?.createdAt]).toEqual([before?.id, before?.createdAt])
    expect(await listAlertRules(api.db)).toMatchObject([{ channels: ['hook'] }])
  })

  it.each([
    [{ name: 'nobody', url: 'https://b.example' }, 'NOT_FOUND', 'name'],
    [{ name: 'hook' }, 'INVALID', 'name'],
    [{ name: 'hook', url: null }, 'INVALID', 'name'],
    [{ name: 'hook', url: 'http://10.0.0.1/hidden' }, 'INVALID', 'url'],
    [{ name: 'hook', url: 'https://ada:hidden@b.example' }, 'INVALID', 'url'],
    [{ name: 'hook', secret: 'hidden' }, 'INVALID', 'secret'],
    [{ name: 'hook', recipients: ['a@b.example'] }, 'INVALID', 'recipients'],
  ])('with %j is refused with %s', async (input, code, field) => {
    const answer = await mutate('channelUpdate', input)
    expect(answer).toMatchObject({ channel: null, secret: null, userErrors: [{ code, field: [field] }] })
    expect(JSON.stringify(answer)).not.toContain('hidden')
    expect((await channelNamed(api.db, 'hook'))?.settings).toMatchObject({ to: 'b.example' })
  })
})
