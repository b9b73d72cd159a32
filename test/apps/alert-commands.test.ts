import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '#apps/server/alerting/evaluate'
import { usualRule } from '#domain/alert-rule'
import { DAY, HOUR } from '#domain/instant'
import { sql } from '#storage/sql'
import { beginLook } from '#storage/stores/alert-looks'
import { addAlertRule } from '#storage/stores/alert-rules'
import { addChannel } from '#storage/stores/channels'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { post, testWorker, type Wire } from '../support/ingest.ts'
import { openAlert } from '../support/open-alert.ts'
import { stepAndBack } from '../support/step-and-back.ts'

const monday = Date.parse('2025-06-02T00:00:00Z')
const now = monday + 43 * 7 * DAY + 10 * HOUR
const places = [
  { service: 'cart', environment: 'production' },
  { service: 'cart', environment: 'staging' },
  { service: 'drum', environment: 'production' },
]

let test: TestDatabase
/** The alert that lead time of `till` raised, and what others left. */
let ids: { readonly till: number; readonly drum: number; readonly cart: number; readonly staging: number }

beforeAll(async () => {
  buildLeadline()
  test = await testDatabase()
  const deployed = places.map((place) => ({
    type: 'deployment',
    ...place,
    id: `${place.service}-${place.environment}`,
    version: '1',
    liveAt: new Date(now - 20 * DAY).toISOString(),
  }))
  await post(test.db, [...(stepAndBack(monday, 43, [40, 46]) as Wire[]), ...deployed])
  await testWorker(test.db).drain()
}, 300_000)
afterAll(() => test.close())

async function run(...args: string[]) {
  const { code, out, err } = await leadline(['alert', ...args], {
    env: { DATABASE_URL: test.url, NO_COLOR: '1', LEADLINE_PUBLIC_URL: 'https://leadline.example' },
  }).ended
  return { code, out, err }
}

interface Shown {
  readonly id: string
  readonly number: number
  readonly [field: string]: unknown
}

async function listed(...args: string[]): Promise<readonly Shown[]> {
  const { code, out, err } = await run('list', ...args, '--json')
  expect([code, err]).toEqual([0, ''])
  return JSON.parse(out) as Shown[]
}

const numbers = async (...args: string[]) => (await listed(...args)).map(({ number }) => number)

it('says that nobody looked yet, and then that nothing is open', async () => {
  expect(await run('list')).toMatchObject({
    code: 0,
    out: 'Nobody looked for alerts yet: npx leadline start does, at once and at each hour of the clock.\n',
  })
  await beginLook(test.db, now)
  expect((await run('list')).out).toBe(
    `Nothing is open. It was looked last at ${new Date(now).toISOString()}. What is over: npx leadline alert list --state ended\n`,
  )
})

describe('leadline alert', () => {
  beforeAll(async () => {
    await addChannel(test.db, { name: 'chat', kind: 'EMAIL', settings: { to: 'a@b.example' }, sealed: null })
    await addAlertRule(test.db, { ...usualRule, name: 'all', channels: ['chat'] }, 'API')
    await evaluate(test.db, now)
    const [found] = await test.db.query<{ readonly id: number }>(
      sql`select id::integer from alert where level = 'ALERT'`,
    )
    const [drum, cart, staging] = [
      await openAlert(test.db, { service: 'drum', environment: 'production', now: now - 7 * DAY }),
      await openAlert(test.db, { service: 'cart', environment: 'production', level: 'WATCH', now: now - 9 * DAY }),
      await openAlert(test.db, { service: 'cart', environment: 'staging', now: now - 60 * DAY }),
    ]
    ids = { till: found?.id ?? 0, drum, cart, staging }
    await test.db.query(sql`update alert set state = 'RETURNED', ended_at = opened_at where id = ${staging}`)
  })

  it('lists what is open, the latest first, with its numbers', async () => {
    const { out } = await run('list')
    const [head, first, second, third, ...rest] = out.trim().split('\n')
    expect(head).toMatch(/^ID +SERVICE +ENVIRONMENT +STATE +BEGAN +WHAT$/)
    expect(first).toMatch(
      new RegExp(
        String.raw`^${ids.till} +till +production +open +between 2026-03-\d\d and 2026-03-\d\d +Lead time got longer: \d+\.\d hours before, \d\.\d days since \(\d\.\d times\)$`,
      ),
    )
    expect(second).toMatch(new RegExp(`^${ids.drum} +drum +production +open +between`))
    expect(third).toMatch(new RegExp(`^${ids.cart} +cart +production +open, watched only +between`))
    expect(rest).toEqual([])
  })

  it('lists by service, environment, state and level, and for machines as the API answers', async () => {
    expect(await numbers('--service', 'cart', '--state', 'all')).toEqual([ids.cart, ids.staging])
    expect(await numbers('--environment', 'staging', '--state', 'ended')).toEqual([ids.staging])
    expect(await numbers('--environment', 'production', '--level', 'alert')).toEqual([ids.till, ids.drum])
    expect(await numbers('--state', 'acknowledged')).toEqual([])
    expect(await numbers('--state', 'open', '--level', 'watch')).toEqual([ids.cart])
    const [one] = await listed('--service', 'till')
    expect(one).toMatchObject({
      number: ids.till,
      metric: 'leadTimeForChanges',
      direction: 'WORSE',
      level: 'ALERT',
      state: 'OPEN',
      service: { name: 'till' },
      environment: { name: 'production' },
      events: [{ event: 'OPENED' }],
    })
    const further = await run('list', '--state', 'all', '--first', '1')
    expect(further.err).toBe('3 earlier ones not listed: ask for more of them with --first, or for one service.\n')
    expect((await run('list', '--service', 'cart', '--level', 'alert')).out).toMatch(/^No alert is like that\./)
  })

  it('shows all that is told of one, by its number, by its key and by its id in the API', async () => {
    const { out } = await run('show', String(ids.till))
    expect(out).toMatch(
      new RegExp(
        String.raw`^Alert ${ids.till}: till in production\n  open; raised \d+ Mar 2026, \d\d:00 \(UTC\)\.\n\nLead time got longer \(till in production\): `,
      ),
    )
    expect(out).toMatch(
      /As the pages count it: median .* changes in \d+ blocks\) before, .* since; ranges are 90 % intervals\./,
    )
    expect(out).toMatch(
      /What moved most is Unaccounted: .* before, .* since \(trimmed means\)\.\nChanges that moved it most:\n- [0-9a-f]{7}: \d/,
    )
    expect(out).toContain(
      'Within a week of it one other service of this environment moved too, drum: lead time got longer.',
    )
    expect(out).toMatch(/gets about one false alarm of this kind in .* years \(simulated\)\./)
    expect(out).toContain('(https://leadline.example/alerts?q=till)')
    expect(out).toMatch(/What happened\n {2}\d+ \w+ 20\d\d, \d\d:\d\d {2}Raised\. Not told to a channel yet\.\n/)
    expect(out).toContain(`Take it on: npx leadline alert acknowledge ${ids.till}\n`)
    const [one] = await listed('--service', 'till')
    for (const id of [`alert-${ids.till}`, one?.id ?? '']) expect((await run('show', id)).out).toBe(out)
  })

  it('shows it to machines with what the words are made of', async () => {
    const { out } = await run('show', String(ids.till), '--json')
    const shown = JSON.parse(out) as Shown
    const [one] = await listed('--service', 'till')
    expect(shown).toMatchObject({ ...one })
    expect(shown).toMatchObject({
      figures: {
        unit: 'SECONDS',
        level: 0.9,
        before: { changes: expect.any(Number) },
        since: { blocks: expect.any(Number) },
      },
      explained: { stage: 'UNACCOUNTED' },
      alsoMoved: { services: 1, names: ['drum'] },
      links: { alerts: 'https://leadline.example/alerts?q=till' },
    })
  })

  it('takes one on once, for whom it is said, and has it told', async () => {
    const taken = await run('acknowledge', String(ids.till), '--by', 'Ada Lovelace')
    expect(taken).toEqual({
      code: 0,
      out: `Alert ${ids.till} is taken on by Ada Lovelace: Lead time got longer. It stays open until it is as usual again.\n`,
      err: '',
    })
    const again = await run('acknowledge', String(ids.till), '--by', 'bob')
    expect(again).toMatchObject({ code: 0, out: taken.out, err: 'Somebody took it on before, and it stays theirs.\n' })
    const asked = await run('acknowledge', String(ids.till), '--json')
    expect(JSON.parse(asked.out)).toMatchObject({
      number: ids.till,
      state: 'ACKNOWLEDGED',
      acknowledgedBy: 'Ada Lovelace',
    })
    const [one] = await listed('--state', 'acknowledged')
    expect(one).toMatchObject({
      number: ids.till,
      events: [{ event: 'OPENED' }, { event: 'ACKNOWLEDGED', untold: null }],
    })
    expect((await run('list')).out).toContain('taken on by Ada Lovelace')
    const { out } = await run('show', String(ids.till))
    expect(out).toContain('taken on by Ada Lovelace')
    expect(out).not.toContain('Take it on')
  })

  it('is told in docs/alert-rules.md as it is', async () => {
    const shown = [...readFileSync('docs/alert-rules.md', 'utf8').matchAll(/^ {4}npx leadline alert (.*)$/gm)]
    expect(shown.length).toBeGreaterThan(2)
    for (const [, line = ''] of shown) {
      const args = line.replace('payments', 'nobody').replace('checkout', 'till').split(' ')
      const { err } = await run(...args.map((word) => (word === '17' ? String(ids.till) : word)))
      expect(err).toBe(
        args.includes('nobody')
          ? 'error No team is called "nobody". There is none yet: leadline.yaml names them.\n'
          : err,
      )
      expect(err).not.toContain('unknown option')
    }
  })

  it.each([
    [['list', '--service', 'tll'], 'No service is called "tll". Did you mean "till"?'],
    [['list', '--team', 'x'], 'No team is called "x". There is none yet: leadline.yaml names them.'],
    [['list', '--environment', 'moon'], 'No environment is called "moon"; there is: production, staging.'],
    [['list', '--state', 'closed'], 'Allowed choices are open, acknowledged, ended, all.'],
    [['list', '--level', 'x'], 'Allowed choices are alert, watch.'],
    [['list', '--first', '0'], 'It must be 1 to 10000.'],
    [['show', 'x'], 'It is no id of an alert; write its number, such as 17. npx leadline alert list shows it.'],
    [['show', '999'], 'There is no alert 999. See: npx leadline alert list --state all'],
    [['acknowledge', '999'], 'There is no alert 999. See: npx leadline alert list'],
    [['acknowledge', 'W10'], 'It is no id of an alert'],
  ])('%j ends with 1 and says what to mend', async (args, words) => {
    const { code, err } = await run(...args)
    expect(code).toBe(1)
    expect(err).toContain(words)
  })

  it('tells nobody that somebody took on what is watched only', async () => {
    expect((await run('acknowledge', String(ids.cart), '--by', 'ada')).code).toBe(0)
    const { out } = await run('show', String(ids.cart))
    expect(out).toMatch(/taken on, watched only: pages show it, and nobody is told; .*; taken on by ada /)
    expect(out).toContain('Taken on. Nobody was told: It is watched only.')
  })

  it('takes on nothing that is over, and for nobody without a name', async () => {
    const over = await run('acknowledge', String(ids.staging))
    expect(over.err).toContain(
      `Alert ${ids.staging}: It is over already: it is as usual again. Only an open alert can be taken on.`,
    )
    const unnamed = await run('acknowledge', String(ids.drum), '--by', 'a\u202Eb')
    expect(unnamed).toMatchObject({ code: 1, err: expect.stringContaining('--by: It holds U+202E.') })
    expect(await numbers('--state', 'acknowledged')).toEqual([ids.till, ids.cart])
  })
})
