import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#domain/instant'
import { readProgress } from '#storage/stores/source-progress'
import { readServicenow } from '../../apps/server/servicenow/read.ts'
import { end, OffWorld, start } from '../support/off-world.ts'
import { seeded } from '../support/seeded.ts'
import { type RecordChange, recordTime, type ServiceNowServer, servicenowServer } from '../support/servicenow-server.ts'
import { shuffled } from '../support/shuffle.ts'

const token = 'leadline:the-password'

let server: ServiceNowServer
beforeAll(async () => {
  server = await servicenowServer(`Basic ${Buffer.from(token).toString('base64')}`)
})
afterAll(() => server.close())

async function connected(changes: readonly RecordChange[]): Promise<OffWorld> {
  server.changes.splice(0, server.changes.length, ...changes)
  const world = await OffWorld.begin('servicenow')
  onTestFinished(() => world.api.close())
  return world
}

/** Records of two services over a month, at random: requests, some made critical later, taken, resolved, reopened, closed, cancelled. */
function month(seed: number): RecordChange[] {
  const random = seeded(seed)
  const changes: RecordChange[] = []
  for (let number = 0; number < 36; number += 1) {
    let at = start + Math.floor((random() * 28 * DAY) / SECOND) * SECOND
    const service = number % 2 === 0 ? 'shop' : 'cart'
    let record: Readonly<Record<string, string>> = {
      sys_id: `${seed}-${number}`,
      number: `INC${seed}${number}`,
      short_description: `Incident ${number}`,
      state: '1',
      priority: ['1', '2', '4'][Math.floor(random() * 3)] ?? '1',
      opened_at: recordTime(at),
      'business_service.name': service,
    }
    let count = 0
    const then = (changed: Readonly<Record<string, string>>): void => {
      record = { ...record, ...changed, sys_updated_on: recordTime(at), sys_mod_count: String(count) }
      count += 1
      changes.push({ at, record })
      at += Math.floor(1 + random() * 5_400) * SECOND
    }
    then({})
    if (record['priority'] === '4' && random() < 0.5) then({ priority: '1' })
    if (random() < 0.6) then({ state: '2', work_start: recordTime(at) })
    if (random() < 0.1) {
      then({ state: '8', closed_at: recordTime(at) })
      continue
    }
    if (random() < 0.1) continue
    then({ state: '6', resolved_at: recordTime(at) })
    if (random() < 0.3) {
      then({ state: '2', reopened_time: recordTime(at) })
      then({ state: '6', resolved_at: recordTime(at) })
    }
    at += DAY
    if (random() < 0.5) then({ state: '7', closed_at: recordTime(at) })
  }
  return changes.filter(({ at }) => at < end).toSorted((a, b) => a.at - b.at)
}

/** A request of low priority as it was updated at this time. */
function asked(at: number, { number, ...more }: { number: number; priority?: string; state?: string }): RecordChange {
  const id = String(number).padStart(4, '0')
  const record = { sys_id: id, number: `INC${number}`, state: '1', priority: '3', 'business_service.name': 'shop' }
  const times = { opened_at: recordTime(end - 2 * HOUR), sys_updated_on: recordTime(at), resolved_at: recordTime(at) }
  return { at, record: { ...record, ...times, ...more } }
}

describe('ServiceNow', () => {
  it('answers as if it had never been off where what its business rule told was lost, doubled, and out of order', async () => {
    const seed = 31
    const changes = month(seed)
    const [always, sometimes] = [await connected(changes), await connected(changes)]
    await always.deliver(changes.map(({ record }) => record))
    const random = seeded(seed * 1_000)
    const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
    const some = changes.filter(({ at }) => !isOff(at) && random() >= 0.3)
    const told = shuffled([...some, ...some.filter(() => random() < 0.3)], seed)
    await sometimes.deliver(told.map(({ record }) => record))
    expect(await sometimes.read(server.url, token)).toMatchObject({ problems: [], failing: false })
    const lost = changes.length - some.length
    process.stdout.write(`ServiceNow: ${lost} of ${changes.length} changes of 30 days lost\n`)
    expect(lost).toBeGreaterThan(changes.length * 0.3)
    // What is open lasts until now.
    always.pass(sometimes.now - always.now)
    const answers = await always.answers()
    expect(await sometimes.answers()).toEqual(answers)
    expect(JSON.stringify(answers).match(/INC31\d+/g)?.length).toBeGreaterThan(12)
  }, 60_000)

  it('reads page by page, passes over nothing that changes meanwhile, and goes on from where it was after what it was refused', async () => {
    const many = Array.from({ length: 6 }, (_, each) => month(40 + each)).flat()
    const changes = many.toSorted((a, b) => a.at - b.at)
    const world = await connected(changes)
    const read = () => world.read(server.url, token)
    server.faults.push({ status: 403 })
    expect(await read()).toMatchObject({ failing: true, problems: [{ code: 'FORBIDDEN' }] })
    server.faults.push({ status: 200, body: '<html>' })
    expect(await read()).toMatchObject({ failing: true, problems: [{ code: 'UNEXPECTED' }] })
    server.faults.push({ status: 429, headers: { 'retry-after': '0' } })
    expect(await read()).toMatchObject({ failing: false, problems: [{ code: 'RATE_LIMITED' }] })
    // After the first page one of its records changes, so that all behind it move up by one.
    server.asked.length = 0
    const [first] = changes
    const moved = { ...first?.record, sys_updated_on: recordTime(end), sys_mod_count: '99' }
    server.onAsked = () => {
      if (server.asked.length === 2) server.changes.push({ at: end, record: moved })
    }
    const ids = new Set(changes.map(({ record }) => record['sys_id']))
    const run = await read()
    server.onAsked = () => undefined
    expect(server.asked.length).toBe(2)
    expect(run).toMatchObject({ problems: [], accepted: ids.size + 1 })
    server.asked.length = 0
    world.pass(5 * MINUTE)
    expect(await read()).toMatchObject({ problems: [], accepted: 0 })
    expect(server.asked.map((asked) => asked.get('sysparm_query'))).toEqual([
      `sys_updated_on>=${recordTime(end - 5 * MINUTE)}^ORDERBYsys_updated_on^ORDERBYsys_id`,
    ])
  }, 60_000)

  it('goes on where it stopped, and says so, where more changed within seconds than one reading takes', async () => {
    const at = (number: number): number => end - MINUTE + (number < 500 ? 0 : SECOND)
    const world = await connected(Array.from({ length: 700 }, (_, number) => asked(at(number), { number })))
    const { options, polled } = await world.reading(server.url, token)
    const runs: unknown[] = []
    for (let run = 0; run < 5; run += 1) {
      const { accepted, problem } = await readServicenow(options, polled, 2)
      runs.push([accepted, problem?.code])
      world.pass(5 * MINUTE)
    }
    // All is read; of what was written late in the first minutes the next readings would find the rest.
    expect(runs).toEqual([
      [200, 'STOPPED'],
      [300, 'STOPPED'],
      [200, undefined],
      [0, 'STOPPED'],
      [0, 'STOPPED'],
    ])
    server.faults.push({ status: 403 })
    expect((await readServicenow(options, polled, 2)).problem?.code).toBe('FORBIDDEN')
    expect(await readServicenow(options, polled, 2)).toEqual({ accepted: 0, problem: null })
  }, 60_000)

  it('tells the end of what was lowered, nothing of what never was one, and keeps what it cannot read beside them', async () => {
    const [first, then] = [end - HOUR, end - MINUTE]
    const [urgent, lowered] = [asked(first, { number: 1, priority: '1' }), asked(then, { number: 1, state: '6' })]
    const world = await connected([])
    await world.deliver([urgent.record])
    const result = [{ sys_id: 'timeless' }, lowered.record, asked(then, { number: 2, state: '6' }).record, 'none']
    // One that claims to be changed in years must not hide what changes until then.
    result.push(asked(Date.UTC(2099, 0, 1), { number: 3, priority: '1' }).record)
    server.faults.push({ status: 200, body: JSON.stringify({ result }) })
    const { options, polled } = await world.reading(server.url, token)
    expect(await readServicenow(options, polled)).toEqual({ accepted: 5, problem: null })
    await world.api.drain()
    const { incidents } = await world.api.data<{ incidents: { nodes: unknown[] } }>(
      '{ incidents(filter: { service: "shop", environment: "production" }, first: 9) { nodes { externalId classification resolvedAt } } }',
    )
    expect(incidents.nodes).toEqual([
      { externalId: 'INC1', classification: 'incident', resolvedAt: new Date(then).toISOString() },
    ])
    expect(await readProgress(options.db, 'on-call', 'changes')).toEqual({ until: recordTime(world.now) })
  }, 60_000)
})
