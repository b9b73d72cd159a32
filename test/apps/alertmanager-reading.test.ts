import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#domain/instant'
import { fingerprintOf } from '#sources/alertmanager/fingerprint'
import { end, OffWorld, start } from '../support/off-world.ts'
import { every, type Fired, type PrometheusServer, prometheusServer, webhookOf } from '../support/prometheus-server.ts'
import { seeded } from '../support/seeded.ts'
import { shuffled } from '../support/shuffle.ts'

const token = 'eyJ.of-prometheus'
const external = { cluster: 'eu-1' }
const relabelling = '[{ action: labeldrop, regex: replica }]'

let server: PrometheusServer
beforeAll(async () => {
  server = await prometheusServer(`Bearer ${token}`)
})
afterAll(() => server.close())

async function connected(fired: readonly Fired[]): Promise<OffWorld> {
  Object.assign(server, { now: end, external: { ...external, replica: 'a' }, relabelling })
  server.fired.splice(0, server.fired.length, ...fired)
  const world = await OffWorld.begin('alertmanager')
  onTestFinished(() => world.api.close())
  return world
}

/** Alerts of two services over a month, at random: short and long, flapping and firing again, some that are no incidents. */
function month(seed: number): Fired[] {
  const random = seeded(seed)
  const fired: Fired[] = []
  for (let number = 0; number < 10; number += 1) {
    const service = number % 2 === 0 ? 'shop' : 'cart'
    const severity = random() < 0.75 ? 'critical' : 'warning'
    const labels = { alertname: 'ErrorRate', service, severity, instance: `${service}-${seed}-${number}:80` }
    const fingerprint = fingerprintOf({ ...labels, ...external })
    // Each group of rules is evaluated at its own moment of the minute.
    let first = start + Math.floor(random() * 5 * 24 * 60) * every + Math.floor(random() * every)
    while (first < end) {
      const last = first + Math.floor(random() * (random() < 0.7 ? 8 : 300)) * every
      fired.push({ labels, summary: `Errors of ${service}`, first, last, fingerprint })
      const pause = random() < 0.4 ? 2 + Math.floor(random() * 10) : Math.floor(30 + random() * 9 * 24 * 60)
      first = last + pause * every
    }
  }
  return fired.toSorted((a, b) => a.first - b.first)
}

interface Sent {
  readonly at: number
  readonly body: object
}

function webhooksOf(fired: readonly Fired[]): Sent[] {
  return fired
    .flatMap((each) => [
      { at: each.first + 10 * SECOND, body: webhookOf(each, 'firing', external) },
      { at: each.last + every + 10 * SECOND, body: webhookOf(each, 'resolved', external) },
    ])
    .filter(({ at }) => at < end - MINUTE)
    .toSorted((a, b) => a.at - b.at)
}

describe('Alertmanager', () => {
  it('answers as if it had never been off where webhooks were lost, doubled, out of order, and hours long none came', async () => {
    const fired = month(31)
    const [always, sometimes] = [await connected(fired), await connected(fired)]
    const sent = webhooksOf(fired)
    await always.deliver(sent.map(({ body }) => body))
    const random = seeded(31_000)
    const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
    const some = sent.filter(({ at }) => !isOff(at) && random() >= 0.3)
    await sometimes.deliver(shuffled([...some, ...some.filter(() => random() < 0.3)], 31).map(({ body }) => body))
    const begun = performance.now()
    expect(await sometimes.read(server.url, token)).toMatchObject({ problems: [], failing: false })
    const [took, lost] = [Math.round(performance.now() - begun), sent.length - some.length]
    process.stdout.write(`Prometheus: ${lost} of ${sent.length} webhooks of 30 days lost, caught up in ${took} ms\n`)
    // What is open lasts until now.
    always.pass(sometimes.now - always.now)
    expect(lost).toBeGreaterThan(sent.length * 0.3)
    expect(await sometimes.answers()).toEqual(await always.answers())
    // Read beside all webhooks, Prometheus says nothing else.
    expect(await always.read(server.url, token)).toMatchObject({ problems: [] })
    sometimes.pass(always.now - sometimes.now)
    expect(await always.answers()).toEqual(await sometimes.answers())
  }, 120_000)

  it('reads on from where it was, asks for what is new alone, and goes on after what it was refused', async () => {
    const world = await connected(month(32))
    const read = () => world.read(server.url, token)
    expect(await world.read(server.url, 'another')).toMatchObject({
      failing: true,
      problems: [{ code: 'UNAUTHORIZED' }],
    })
    // Its alerts would be others than those that are delivered.
    server.relabelling = '[{ source_labels: [team], target_label: owner }]'
    const message: unknown = expect.stringContaining('alert_relabel_configs with action replace')
    expect(await read()).toMatchObject({ accepted: 0, problems: [{ code: 'UNEXPECTED', message }] })
    server.relabelling = relabelling
    server.faults.push({ status: 429, headers: { 'retry-after': '0' } })
    expect(await read()).toMatchObject({ failing: false, problems: [{ code: 'RATE_LIMITED' }] })
    server.faults.push({ status: 500 })
    expect(await read()).toMatchObject({ failing: false, problems: [{ code: 'UNREACHABLE' }] })
    server.faults.push({ status: 200, body: '{"status":"success","data":{"resul' })
    expect(await read()).toMatchObject({ failing: true, problems: [{ code: 'UNEXPECTED' }] })
    const first = await read()
    expect(first).toMatchObject({ problems: [], failing: false })
    expect(first.accepted).toBeGreaterThan(0)
    server.asked.length = 0
    expect(await read()).toMatchObject({ problems: [], accepted: 0 })
    expect(server.asked.filter(({ path }) => path.startsWith('/api/v1/query'))).toEqual([])
    world.pass(5 * MINUTE)
    server.now = world.now
    expect(await read()).toMatchObject({ problems: [] })
    const queries = server.asked.filter(({ path }) => path.startsWith('/api/v1/query'))
    expect(queries.map(({ path }) => new URL(path, server.url).searchParams.get('query'))).toEqual([
      'ALERTS{alertstate="firing"}[301s]',
    ])
  }, 60_000)

  it('asks for shorter times where one holds too many series, says so where none is short enough, and needs no token', async () => {
    const open = await prometheusServer(undefined)
    onTestFinished(() => open.close())
    const fired = month(33).filter(({ first }) => first > end - 3 * DAY)
    const world = await connected([])
    open.fired.push(...fired)
    const read = () => world.read(open.url, null)
    Object.assign(open, { now: end, external, mostSpan: 4 * HOUR })
    expect(await read()).toMatchObject({ problems: [], failing: false })
    const before = await world.answers()
    await world.deliver(webhooksOf(fired).map(({ body }) => body))
    expect(await world.answers()).toEqual(before)
    world.pass(DAY)
    Object.assign(open, { now: world.now, mostSpan: SECOND })
    expect(await read()).toMatchObject({ failing: true, problems: [{ code: 'TOO_MUCH' }] })
    expect(open.asked.every(({ authorization }) => authorization === undefined)).toBe(true)
  }, 60_000)
})
