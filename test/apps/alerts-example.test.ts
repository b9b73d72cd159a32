import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { trunks } from '#demo/catalogue'
import { listAlertRules } from '#storage/stores/alert-rules'
import { listChannels } from '#storage/stores/channels'
import { listFreezes } from '#storage/stores/freezes'
import { listNotifyRules } from '#storage/stores/notify-rules'
import { describeService } from '#storage/stores/services'
import { buildLeadline, leadline } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { shortWeek } from '../support/graphql-api.ts'
import { post, testWorker, type Wire } from '../support/ingest.ts'

const readme = readFileSync('examples/alerts/README.md', 'utf8')
const blocks = [...readme.matchAll(/^```\n([\s\S]*?)^```/gm)].map(([, block = '']) => block)
const folder = mkdtempSync(join(tmpdir(), 'leadline-alerts-example-'))
let test: TestDatabase

const date = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
/** The file as it stands, but that its freeze is still to come. */
const file = readFileSync('examples/alerts/leadline.yaml', 'utf8')
  .replace('from: 2026-12-24', `from: ${date(7)}`)
  .replace('to: 2027-01-02', `to: ${date(16)}`)

beforeAll(async () => {
  buildLeadline()
  test = await testDatabase()
  await post(test.db, [...shortWeek('checkout'), ...shortWeek('search')] as Wire[])
  await testWorker(test.db).drain()
  const owned = trunks.flatMap(({ services }) => services).filter(({ name }) => ['checkout', 'search'].includes(name))
  for (const { name, team } of owned) await describeService(test.db, { name, team })
  writeFileSync(join(folder, 'leadline.yaml'), file)
  writeFileSync(join(folder, 'slack-url.txt'), 'https://hooks.slack.com/services/T0/B0/x\n')
  writeFileSync(join(folder, 'pagerduty-key.txt'), `${'0123456789abcdef'.repeat(2)}\n`)
}, 300_000)
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

async function follow(block: string | undefined): Promise<{ out: string; err: string }> {
  let said = { out: '', err: '' }
  for (const line of (block ?? '').trimEnd().split('\n')) {
    const env = {
      DATABASE_URL: test.url,
      LEADLINE_HOME: join(folder, 'home'),
      LEADLINE_SMTP_URL: 'smtp://127.0.0.1:9',
      LEADLINE_MAIL_FROM: 'leadline@example.org',
      NO_COLOR: '1',
    }
    const { code, out, err } = await leadline(line.split(' ').slice(2), { cwd: folder, env }).ended
    expect(code, `${line}\n${err}`).toBe(0)
    said = { out: said.out + out, err: said.err + err }
  }
  return said
}

it('examples/alerts is applied as its README says, and every rule of it counts', async () => {
  const [channels, commands = '', planned = ''] = blocks
  await follow(channels)
  expect((await listChannels(test.db)).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'leads EMAIL',
    'on-call PAGERDUTY',
    'payments-chat SLACK',
  ])
  const [plan = '', apply = ''] = commands.split('\n')
  // Its freeze is another one here.
  const undated = (text: string): string => text.replaceAll(/\d{4}-\d\d-\d\dT2[23]:00:00\.000Z/g, 'MIDNIGHT')
  const before = await follow(plan)
  expect(undated(before.out)).toBe(undated(planned))
  expect(before.err).toBe('')
  const { err } = await follow(apply)
  expect(err).not.toContain('warning')
  expect(err).toMatch(/^Applied/m)
  expect((await follow(plan)).out).toBe('Everything is as the file wants it.\n')
  const names = (rules: readonly { readonly name: string }[]) => rules.map(({ name }) => name)
  expect(names(await listAlertRules(test.db))).toEqual([
    'checkout is live in two days',
    'on call',
    'payments',
    'search may be silent',
  ])
  expect(names(await listFreezes(test.db))).toEqual(['holidays'])
  expect(names(await listNotifyRules(test.db))).toEqual(['payments', 'search fails'])
})
