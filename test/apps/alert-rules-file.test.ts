import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { listAlertRules } from '#storage/stores/alert-rules'
import { addChannel } from '#storage/stores/channels'
import { listFreezes } from '#storage/stores/freezes'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { shortWeek } from '../support/graphql-api.ts'
import { post, testWorker, type Wire } from '../support/ingest.ts'

const page = readFileSync('docs/alert-rules.md', 'utf8')
const [file = ''] = [...page.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block]) => block)
const [, mistake = ''] = /^```text\n([\s\S]*?)^```/m.exec(page) ?? []

let test: TestDatabase
beforeAll(async () => {
  buildLeadline()
  test = await testDatabase()
  await post(test.db, [...shortWeek('checkout'), ...shortWeek('legacy')] as Wire[])
  await testWorker(test.db).drain()
  for (const name of ['payments-chat', 'on-call']) {
    await addChannel(test.db, { name, kind: 'EMAIL', settings: { to: 'a@b.example' }, sealed: null })
  }
}, 300_000)
afterAll(() => test.close())

async function run(command: 'plan' | 'apply', input: string): Promise<{ out: string; err: string }> {
  return leadline([command, '-'], { env: { DATABASE_URL: test.url, NO_COLOR: '1' }, input }).ended
}

/** The file of the page would be refused once its freeze is over. */
const soon = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
const later = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10)
const coming = `teams: [{ name: Payments }]\nenvironments: [{ name: staging }]\n${file}`
  .replace('2026-12-24', soon)
  .replace('2027-01-02', later)

it('refuses the mistake of docs/alert-rules.md as it says, and changes nothing', async () => {
  const { err } = await run('apply', 'alerts:\n  - name: payments\n    channels: [payments-chat]\n')
  expect(err).toMatch(/^Applied/)
  const wrong = 'alerts:\n  - name: payments\n    services: [checkout]\n    # Its room.\n    channels: [payment-chat]\n'
  const told = await run('apply', wrong)
  expect(told.out).toBe('')
  expect(told.err).toContain(mistake.replace('leadline.yaml', 'standard input'))
  expect(await listAlertRules(test.db)).toMatchObject([{ name: 'payments', services: [], channels: ['payments-chat'] }])
})

it('tells what is misspelt, cannot hold and is unknown at once, in the order of the file', async () => {
  const wrong = `services: [{ name: new }]
alerts:
  - name: payments
    services: [new, chekout]
    metrics: [leadtime]
    threshold: { above: PT0S }
    channels: [payment-chat]
notify:
  - { name: told, services: [checkout], channels: [on-cal] }
`
  const { out, err } = await run('plan', wrong)
  expect(out).toBe('')
  expect(err.split('\n').map((line) => line.replace('standard input:', ''))).toEqual([
    'error 5 problems; nothing was changed.',
    '4:21 alerts[0].services[1]: no service is called "chekout". Did you mean checkout?',
    expect.stringMatching(/^5:15 alerts\[0\]\.metrics\[0\]: .* Did you mean leadTimeForChanges\?$/),
    expect.stringMatching(/^6:25 alerts\[0\]\.threshold\.above: has to be longer than zero;/),
    '7:16 alerts[0].channels[0]: no channel is called "payment-chat". Did you mean payments-chat?',
    '9:52 notify[0].channels[0]: no channel is called "on-cal". Did you mean on-call?',
    '',
  ])
})

it('applies the file of docs/alert-rules.md once', async () => {
  const { out } = await run('plan', coming)
  expect(out).toContain('~ alert rule payments\n    of: every service -> all of Payments\n')
  expect(out).toContain('+ alert rule retired: legacy in production;')
  expect((await run('apply', coming)).err).toMatch(/^Applied/)
  expect(await run('plan', coming)).toMatchObject({ out: 'Everything is as the file wants it.\n' })
  expect(await listAlertRules(test.db)).toMatchObject([
    { name: 'checkout is fast', services: ['checkout'], channels: ['on-call', 'payments-chat'], origin: 'FILE' },
    { name: 'payments', teams: ['Payments'], falseAlarmsPerServiceYear: 0.1 },
    { name: 'retired', services: ['legacy'], isOn: false },
    { name: 'staging', environment: 'staging', metrics: ['changeFailureRate', 'openFailure'] },
  ])
  expect(await listFreezes(test.db)).toMatchObject([{ name: 'holidays', timeZone: 'Europe/Berlin', origin: 'FILE' }])
})

it('goes with a service that the same file renames, and plans nothing twice', async () => {
  const renamed = `services: [{ name: tills, aliases: [checkout] }]\n${coming.replace('[checkout]', '[tills]')}`
  const { out } = await run('apply', renamed)
  expect(out).toContain('> service checkout is called tills')
  expect(out).not.toContain('alert rule')
  expect(await run('plan', renamed)).toMatchObject({ out: 'Everything is as the file wants it.\n' })
  const [rule] = await test.db.query<{ name: string }>(sql`
    select service.name from alert_rule_service join service on service.id = alert_rule_service.service_id
     where alert_rule_service.name = 'checkout'`)
  expect(rule).toEqual({ name: 'tills' })
})

it('warns of rules that change nothing, before and after they are applied', async () => {
  const idle = `alerts:
  - { name: all, channels: [on-call] }
  - { name: nobody, teams: [Payments], environment: staging, metrics: [openFailure], channels: [on-call] }
freezes:
  - { name: holidays, from: ${soon}, to: ${later}, teams: [Payments], reason: x }
notify: []
`
  const nothing = 'of the services of Payments nothing was deployed to staging.'
  const told = [
    `warning alerts: nobody: It is about nothing yet: ${nothing}`,
    'warning freezes: holidays: It is about nothing yet: no alert watches the services of Payments.',
    '',
  ].join('\n')
  const stays = `environments: [{ name: staging }, { name: staging-eu }]\n${idle}`
  await test.db.query(sql`update service set team_id = null`)
  // Something is watched there, and not what the rule is of.
  await post(test.db, [
    {
      type: 'deployment',
      id: 's',
      service: 'legacy',
      environment: 'staging',
      finishedAt: '2026-03-01T00:00:00Z',
      version: '1',
      outcome: 'succeeded',
    },
  ] as Wire[])
  await testWorker(test.db).drain()
  expect((await run('plan', stays)).err).toBe(told)
  expect((await run('apply', stays)).err).toContain(`\n${told}`)
  expect((await run('apply', stays)).err).toBe(told)
})
