import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#domain/instant'
import { sql } from '#storage/sql'
import { end, OffWorld, start } from '../support/off-world.ts'
import { type Happening, type PagerDutyServer, pagerdutyServer, webhookOf } from '../support/pagerduty-server.ts'
import { seeded } from '../support/seeded.ts'
import { shuffled } from '../support/shuffle.ts'
import { storedText } from '../support/stored-text.ts'

const token = 'u+the-key-of-an-account'

let server: PagerDutyServer
beforeAll(async () => {
  server = await pagerdutyServer(token)
})
afterAll(() => server.close())

async function connected(happened: readonly Happening[]): Promise<OffWorld> {
  server.now = end
  server.happened.splice(0, server.happened.length, ...happened)
  const world = await OffWorld.begin('pagerduty')
  onTestFinished(() => world.api.close())
  return world
}

/** Incidents of two services over a month: taken, resolved, reopened, of another priority, some merged, at random. */
function month(seed: number): Happening[] {
  const random = seeded(seed)
  const happened: Happening[] = []
  for (let number = 0; number < 40; number += 1) {
    const incident = `Q${seed}X${number}`
    let at = start + Math.floor(random() * 29 * DAY)
    const created = new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z')
    let state: Readonly<Record<string, unknown>> = {
      title: `Incident ${number}`,
      created_at: created,
      service: { id: number % 2 === 0 ? 'PSHOP' : 'PCART', summary: number % 2 === 0 ? 'shop' : 'cart' },
      priority: random() < 0.5 ? null : { id: 'P', summary: `P${1 + Math.floor(random() * 5)}` },
    }
    const then = (type: Happening['type'], change: object = {}): void => {
      state = { ...state, ...change }
      happened.push({ id: `${incident}-${happened.length}`, type, at, incident, state })
      at += Math.floor((1 + random() * 90) * MINUTE) + Math.floor(random() * 1_000)
    }
    then('triggered')
    if (random() < 0.7) then('acknowledged')
    if (random() < 0.3) then('priority_updated', { priority: { id: 'P', summary: `P${1 + Math.floor(random() * 5)}` } })
    if (random() < 0.1) {
      then('resolved', { resolve_reason: { type: 'merge_resolve_reason', incident: { id: `Q${seed}X0` } } })
      continue
    }
    if (random() < 0.9) then('resolved')
    if (random() < 0.2) {
      then('reopened', { reopened_at: new Date(Math.floor(at / 1_000) * 1_000).toISOString().replace('.000Z', 'Z') })
      then('resolved')
    }
  }
  return happened.filter(({ at }) => at < end).toSorted((a, b) => a.at - b.at)
}

describe('PagerDuty', () => {
  it('answers as if it had never been off where webhooks were lost, doubled, out of order, and hours long none came', async () => {
    for (const seed of [11]) {
      const happened = month(seed)
      const [always, sometimes] = [await connected(happened), await connected(happened)]
      await always.deliver(happened.map(webhookOf))
      const random = seeded(seed * 1_000)
      const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
      const some = happened.filter(({ at }) => !isOff(at) && random() >= 0.3)
      await sometimes.deliver(shuffled([...some, ...some.filter(() => random() < 0.3)], seed).map(webhookOf))
      const begun = performance.now()
      expect(await sometimes.read(server.url, token)).toMatchObject({ problems: [], failing: false })
      const [took, lost] = [Math.round(performance.now() - begun), happened.length - some.length]
      process.stdout.write(
        `PagerDuty: ${lost} of ${happened.length} webhooks of 30 days lost, caught up in ${took} ms\n`,
      )
      // What is open lasts until now.
      always.pass(sometimes.now - always.now)
      expect(lost).toBeGreaterThan(happened.length * 0.3)
      expect(await sometimes.answers()).toEqual(await always.answers())
    }
  }, 120_000)

  it('reads on from where it was, asks for what is new alone, and goes on after what it was refused', async () => {
    const world = await connected(month(13))
    const read = () => world.read(server.url, token)
    const told = { 'ratelimit-remaining': '0', 'ratelimit-limit': '960', 'ratelimit-reset': '30' }
    server.faults.push({ status: 429, headers: { 'retry-after': '0', ...told } })
    expect(await read()).toMatchObject({ failing: false, problems: [{ code: 'RATE_LIMITED' }] })
    const budget = { remaining: 0, limit: 960, resetsAt: new Date(world.now + 30 * SECOND).toISOString() }
    expect(await world.api.data('{ sources { name budget { remaining limit resetsAt } } }')).toMatchObject({
      sources: expect.arrayContaining([{ name: 'on-call', budget }]) as unknown,
    })
    server.faults.push({ status: 502 })
    expect(await read()).toMatchObject({ failing: false, problems: [{ code: 'UNREACHABLE' }] })
    server.faults.push({ status: 200, body: '{"log_entr' })
    expect(await read()).toMatchObject({ failing: true, problems: [{ code: 'UNEXPECTED' }] })
    const first = await read()
    expect(first).toMatchObject({ problems: [], failing: false })
    expect(first.accepted).toBeGreaterThan(0)
    server.asked.length = 0
    expect(await read()).toMatchObject({ problems: [], accepted: 0 })
    expect(server.asked).toHaveLength(1)
    expect(new URL(server.asked[0]?.path ?? '', server.url).searchParams.get('since')).toBe(
      new Date(world.now - 1 - 10 * MINUTE).toISOString(),
    )
  }, 60_000)

  it('asks for shorter times where one holds more than can be told', async () => {
    const happened = month(14)
    const world = await connected(happened)
    const read = () => world.read(server.url, token)
    server.mostSpan = 4 * DAY
    expect(await read()).toMatchObject({ problems: [], failing: false })
    const before = await world.answers()
    await world.deliver(happened.map(webhookOf))
    expect(await world.answers()).toEqual(before)
    server.mostSpan = 1_000
    world.pass(DAY)
    const run = await read().finally(() => (server.mostSpan = Number.POSITIVE_INFINITY))
    const message: unknown = expect.stringContaining('in the minute from')
    expect(run).toMatchObject({ problems: [{ code: 'UNEXPECTED', message }] })
  }, 60_000)

  it('says what is wrong with its key, which stands nowhere', async () => {
    const world = await connected([])
    const wrong = 'u+another-key-4b1d'
    const run = await world.read(server.url, wrong)
    expect(run).toMatchObject({ failing: true, problems: [{ code: 'UNAUTHORIZED' }] })
    const { sources } = await world.api.data<{ sources: readonly object[] }>('{ sources { name state message } }')
    const message: unknown = expect.stringContaining('--token-file')
    expect(sources).toContainEqual(expect.objectContaining({ name: 'on-call', state: 'FAILING', message }))
    for (const said of [await storedText(world.api.db), world.api.logged.join('\n')]) expect(said).not.toContain(wrong)
    const [row] = await world.api.db.query<{ count: number }>(sql`select count(*) as count from delivery`)
    expect(row?.count).toBe(0)
  }, 60_000)
})
