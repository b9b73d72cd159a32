import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLeadline, leadline, leadlineStart } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { SmtpServer } from '../support/smtp-server.ts'

let database: TestDatabase
let smtp: SmtpServer
const home = mkdtempSync(join(tmpdir(), 'll-channels-'))
let env: Readonly<Record<string, string>> = {}

beforeAll(async () => {
  buildLeadline()
  database = await testDatabase()
  smtp = await SmtpServer.begin()
  env = {
    DATABASE_URL: database.url,
    LEADLINE_HOME: home,
    LEADLINE_SMTP_URL: smtp.url,
    LEADLINE_MAIL_FROM: 'Leadline <leadline@shop.example>',
  }
}, 300_000)
afterAll(async () => {
  await smtp.end()
  await database.close()
  rmSync(home, { recursive: true, force: true })
})

const run = (...args: string[]) => leadline(args, { env }).ended

describe('leadline channel and schedule', () => {
  it('have a report told by mail while Leadline runs', async () => {
    const input = JSON.stringify({
      type: 'deployment',
      service: 'shop',
      environment: 'production',
      version: '1',
      liveAt: '2026-03-02T09:00:00Z',
    })
    expect((await leadline(['import', '-'], { env, input }).ended).code).toBe(0)
    expect(await run('channel', 'add', 'leads', '--to', 'ada@shop.example')).toMatchObject({
      code: 0,
      err: expect.stringContaining('channel test leads'),
    })
    expect(await run('channel', 'test', 'leads', '--wait', '1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is a Leadline with the role all or worker running?'),
    })
    const started = await leadlineStart({ env })
    expect(await run('channel', 'test', 'leads')).toMatchObject({ code: 0, out: 'It arrived.\n' })
    const weekly = [
      '--channel',
      'leads',
      '--services',
      'shop',
      '--day',
      'friday',
      '--at',
      '08:30',
      '--time-zone',
      'Asia/Kolkata',
    ]
    const added = await run('schedule', 'add', 'Weekly', ...weekly, '--json')
    expect(JSON.parse(added.out)).toMatchObject({
      name: 'Weekly',
      timing: { every: 'WEEK', day: 5, minute: 510 },
      report: { services: ['shop'] },
    })
    expect(new Date((JSON.parse(added.out) as { nextAt: string }).nextAt).getUTCDay()).toBe(5)
    expect((await run('schedule', 'run', 'Weekly')).code).toBe(0)
    await expect
      .poll(() => smtp.mails.map(({ text }) => /^Subject: (.*)$/m.exec(text)?.[1]?.trim()), { timeout: 30_000 })
      .toEqual(['A test of Leadline', 'A test of Leadline', expect.stringContaining('Weekly')])
    expect((await run('schedule', 'list')).out).toMatch(
      /Weekly +comparison +shop +leads +every friday at 08:30 Asia\/Kolkata/,
    )
    expect((await run('channel', 'list')).out).toMatch(/leads +email +ada@shop.example +works +0/)
    started.child.kill('SIGINT')
    expect((await started.ended).code).toBe(0)
  })

  it('make a secret for a webhook, or take one, and show it nowhere else', async () => {
    const made = await run('channel', 'add', 'hook', '--url', 'https://hooks.example/abc')
    expect(made.out).toMatch(/^whsec_[\w+/=]{32}\n$/)
    const file = join(home, 'secret')
    const given = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    writeFileSync(file, given)
    expect(
      await run('channel', 'add', 'own', '--url', 'https://hooks.example/abc', '--secret-file', file),
    ).toMatchObject({ code: 0, out: '' })
    const { out } = await run('channel', 'list', '--json')
    expect(JSON.parse(out)).toMatchObject([{ name: 'hook', to: 'hooks.example' }, { name: 'leads' }, { name: 'own' }])
    expect(out).not.toMatch(/whsec_|abc/)
  })

  it('are added as docs/channels.md says, and show nothing that is secret', async () => {
    const secrets: Readonly<Record<string, string>> = {
      'slack-url.txt': 'https://hooks.slack.com/services/T0/B0/hidden',
      'slack-token.txt': 'xoxb-1234567890-hidden',
      'github-token.txt': 'github_pat_hidden0123456789',
      'pagerduty-key.txt': 'hidden0123456789abcdef0123456789',
      'teams-url.txt': 'https://prod-01.westeurope.logic.azure.com/workflows/1?sig=hidden',
    }
    for (const [file, secret] of Object.entries(secrets)) writeFileSync(join(home, file), `${secret}\n`)
    const shown = readFileSync('docs/channels.md', 'utf8').matchAll(/^ {4}npx leadline (channel (?:add|change) .*)$/gm)
    const commands = Array.from(shown, ([, command = '']) => command)
    expect(commands.filter((command) => command.startsWith('channel change'))).toHaveLength(1)
    for (const command of commands.toSorted()) {
      const args = command.split(' ').map((word) => (word in secrets ? join(home, word) : word))
      expect(await run(...args)).toMatchObject({ code: 0 })
      expect((await run('channel', 'list', '--json')).out).toContain(`"name": "${args[2]}"`)
    }
    const listed = (await run('channel', 'list')).out
    expect(listed).toMatch(/shop-issues +github-issue +acme\/shop +new +0/)
    expect(listed).not.toContain('hidden')
    for (const { name } of JSON.parse((await run('channel', 'list', '--json')).out) as { name: string }[])
      if (!['leads', 'hook', 'own'].includes(name)) await run('channel', 'remove', name)
  })

  it('are changed in place', async () => {
    expect((await run('channel', 'change', 'leads', '--to', 'bob@shop.example,ada@shop.example')).out).toBe(
      'Changed leads: it goes to bob@shop.example, ada@shop.example. Its rules, reports and history stay.\n',
    )
    expect((await run('schedule', 'list')).out).toMatch(/Weekly +comparison +shop +leads/)
    const hook = await run(
      'channel',
      'change',
      'hook',
      '--url',
      'http://hooks.internal/abc',
      '--allow-private',
      '--json',
    )
    expect(JSON.parse(hook.out)).toEqual({ name: 'hook', kind: 'WEBHOOK', to: 'hooks.internal', secret: null })
    const closed = await run('channel', 'change', 'hook', '--no-allow-private')
    expect(closed).toMatchObject({
      code: 1,
      err: expect.stringContaining('--url or --url-file: Only https is posted to'),
    })
    await run('channel', 'change', 'leads', '--to', 'ada@shop.example')
    await run('channel', 'change', 'hook', '--url', 'https://hooks.example/abc', '--no-allow-private')
  })

  it.each([
    [['channel', 'change', 'x', '--to', 'a@b.example'], 'There is no channel x. See: npx leadline channel list'],
    [['channel', 'change', 'leads'], 'Say what of it is to be another. See: npx leadline channel change --help'],
    [['channel', 'change', 'leads', '--to', 'ada'], '--to: ada is no mail address.'],
    [['channel', 'change', 'leads', '--url', 'https://a.example'], '--url or --url-file: A channel of mail has no url'],
    [['channel', 'change', 'leads', '--url', 'x', '--url-file', 'y'], 'Give --url or --url-file, not both.'],
    [['channel', 'add', 'x'], 'Give --to ADDRESS for mail, --url ADDRESS for a webhook, or --kind for another.'],
    [['channel', 'add', 'x', '--to', 'ada'], '--to: ada is no mail address.'],
    [['channel', 'add', 'x', '--kind', 'slack', '--slack-channel', 'C0123456789'], '--token-file: Give the Bot User'],
    [
      ['channel', 'add', 'x', '--kind', 'teams', '--url', 'https://a.webhook.office.com/b'],
      'has retired the connectors',
    ],
    [['channel', 'add', 'x', '--kind', 'slack', '--url-file', '-'], 'There is nothing in what was sent.'],
    [
      ['channel', 'add', 'x', '--kind', 'irc'],
      'Allowed choices are email, webhook, slack, teams, pagerduty, github-issue',
    ],
    [['channel', 'test', 'x'], 'There is no channel x.'],
    [['schedule', 'add', 'x', '--channel', 'leads', '--services', 'shops'], 'services: No service is called "shops".'],
    [['schedule', 'add', 'x', '--channel', 'leads', '--day', 'someday'], 'Write monday, tuesday'],
    [['schedule', 'add', 'x', '--channel', 'nobody'], 'channel: No channel is called "nobody". There is: hook, leads'],
    [['report', '--last', '30d'], '--last 30d is no duration; write it as P30D, P3M or P1Y.'],
    [['report', '--team', 'nope'], 'No team is called "nope". There is none yet'],
    [['schedule', 'run', 'x'], 'There is no schedule x.'],
    [['schedule', 'add', 'a, b', '--channel', 'leads'], 'It holds “,” (U+002C).'],
    [['channel', 'add', 'a, b', '--to', 'a@b.example'], 'For example: payments weekly.'],
  ])('%j ends with 1 and says what to mend', async (args, words) => {
    const { code, err, out } = await run(...args)
    expect(code).toBe(1)
    expect(`${err}${out}`).toContain(words)
    expect(err).not.toMatch(/\n +at /)
  })

  it('have reports and digests told as docs/reports.md says', async () => {
    const file = join(home, 'leadline.yaml')
    writeFileSync(file, 'teams:\n  - name: payments\nservices:\n  - name: shop\n    team: payments\n')
    expect(await run('apply', file)).toMatchObject({ code: 0 })
    for (const name of ['warehouse', 'payments-chat']) await run('channel', 'add', name, '--to', 'ada@shop.example')
    const commands = readFileSync('docs/reports.md', 'utf8').matchAll(/^ {4}npx leadline (schedule add .*)$/gm)
    for (const [, command = ''] of commands) {
      const args = Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, bare]) => quoted ?? bare ?? '')
      expect(await run(...args, '--json')).toMatchObject({ code: 0 })
    }
    const listed = (await run('schedule', 'list')).out
    expect(listed).toMatch(
      /Payments digest +digest +team payments +payments-chat +every monday at 09:00 Europe\/Berlin/,
    )
    expect(listed).toMatch(/monthly +comparison +all services +warehouse +on day 1 of each month/)
    const digest = ['schedule', 'add', 'x', '--digest', '--channel', 'leads', '--against', 'previous']
    expect((await run(...digest)).err).toContain('A digest tells what changed by itself')
    for (const name of ['warehouse', 'payments-chat']) await run('channel', 'remove', name, '--with-schedules')
  })

  it('say what the process that sends mail needs, where it is not set here, and not that it has none', async () => {
    const without = (...args: string[]) =>
      leadline(args, { env: { DATABASE_URL: database.url, LEADLINE_HOME: home } }).ended
    for (const args of [
      ['channel', 'add', 'others', '--to', 'ada@shop.example'],
      ['schedule', 'add', 'unsent', '--channel', 'leads', '--json'],
      ['schedule', 'run', 'unsent'],
    ])
      expect(await without(...args)).toMatchObject({
        code: 0,
        err: expect.stringMatching(
          /^Mail goes out where LEADLINE_SMTP_URL and LEADLINE_MAIL_FROM are set for the Leadline/m,
        ),
      })
    const sent = await run('schedule', 'run', 'unsent')
    expect([sent.code, sent.err]).toEqual([0, ''])
  })

  it('are taken away, the reports of a channel with it', async () => {
    const kept = await run('channel', 'remove', 'leads')
    expect([kept.code, kept.err]).toEqual([1, expect.stringMatching(/would end with it: .*unsent.*--with-schedules/)])
    expect((await run('channel', 'remove', 'leads', '--with-schedules')).code).toBe(0)
    expect(JSON.parse((await run('schedule', 'list', '--json')).out)).toEqual([])
  })
})
