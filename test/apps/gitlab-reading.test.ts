import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { HOUR } from '#domain/instant'
import { changeSettings, webhookSources } from '#storage/stores/webhook-sources'
import { gitlabMonth } from '../support/gitlab-month.ts'
import { type GitlabServer, gitlabServer } from '../support/gitlab-server.ts'
import type { GitlabHappening } from '../support/gitlab-telling.ts'
import { end, OffWorld, start } from '../support/off-world.ts'
import { seeded } from '../support/seeded.ts'
import { storedText } from '../support/stored-text.ts'

const token = 'glpat-the-token'

let server: GitlabServer
beforeAll(async () => {
  server = await gitlabServer(token)
})
afterAll(() => server.close())

async function connected(): Promise<OffWorld> {
  const world = await OffWorld.begin('gitlab', true)
  onTestFinished(() => world.api.close())
  return world
}

interface Refused {
  readonly sources: readonly { readonly refusals: readonly { readonly reason: string; readonly count: number }[] }[]
}

interface Delivery {
  /** When it comes. */
  readonly at: number
  readonly body: object
}

function deliveries(happenings: readonly GitlabHappening[]): Delivery[] {
  return happenings.flatMap(({ at, body }) => (body === null ? [] : [{ at, body }]))
}

/** Delivers each when it comes: GitLab tells no time of some of them. */
async function deliver(world: OffWorld, all: readonly Delivery[]): Promise<void> {
  for (const { at, body } of all.toSorted((a, b) => a.at - b.at)) {
    world.pass(Math.max(0, at - world.now))
    await world.send(body)
  }
  world.pass(end - world.now)
  await world.api.drain()
}

/** What is answered of a service: the five metrics, its deployments with what they brought, and its incidents. */
async function answers({ api }: OffWorld): Promise<unknown> {
  const window = '{ from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }'
  const of = (name: string): string => `${name}: service(name: "${name}") {
    deployments(environment: "production", first: 12) { nodes { sha kind outcome liveAt startedAt finishedAt changesUnavailableReason
      restoredBy { sha } changes(first: 4) { nodes { number title sha firstAuthoredAt openedAt mergedAt shipments { seconds stages { stage from to } } } } } }
    metrics(environment: "production", window: ${window}) {
      leadTimeForChanges { medianSeconds p90Seconds sampleSize coverage pending { count } }
      deploymentFrequency { count }
      changeFailureRate { rate failed deployments byTimeAlone }
      timeToRestore { medianSeconds openCount impactSeconds allIncidentsCount }
      deploymentReworkRate { rate } } }
    ${name}Incidents: incidents(filter: { service: "${name}" }, first: 100) { totalCount
      nodes { externalId title severity classification openedAt resolvedAt restoredAt failures { basis restoredAt } } }`
  return [await api.data(`{ ${of('shop')} }`), await api.data(`{ ${of('cart')} }`)]
}

/** The first value, with the numbers and times of the second where they differ by no more than REST differs from webhooks: 50 ms. */
function aligned(value: unknown, other: unknown): unknown {
  if (typeof value === 'number' && typeof other === 'number') return Math.abs(value - other) <= 0.05 ? other : value
  if (typeof value === 'string' && typeof other === 'string' && /T\d\d:\d\d:/.test(value))
    return Math.abs(Date.parse(value) - Date.parse(other)) <= 50 ? other : value
  if (Array.isArray(value)) return value.map((each, at) => aligned(each, Array.isArray(other) ? other[at] : undefined))
  if (typeof value !== 'object' || value === null) return value
  const beside: Readonly<Record<string, unknown>> = { ...(other as object | null) }
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, aligned(each, beside[name])]))
}

async function expectSame(one: OffWorld, other: OffWorld): Promise<void> {
  const [found, expected] = [await answers(one), await answers(other)]
  expect(aligned(found, expected)).toEqual(expected)
}

describe('GitLab', () => {
  it('answers as if it had never been off where webhooks were lost, doubled, out of order, and hours long none came', async () => {
    const seed = 31
    const { projects, happenings } = gitlabMonth(seed, 7)
    for (const { apply } of happenings) apply()
    server.projects = [...projects]
    server.pageSize = 7
    const all = deliveries(happenings)
    const [always, sometimes] = [await connected(), await connected()]
    await deliver(always, all)
    const random = seeded(seed * 1_000)
    const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
    const some = all.filter(({ at }) => !isOff(at) && random() >= 0.3)
    const twice = [...some, ...some.filter(() => random() < 0.3)]
    await deliver(
      sometimes,
      twice.map(({ at, body }) => ({ at: at + random() * 6 * HOUR, body })),
    )
    const begun = performance.now()
    expect(await sometimes.read(server.url, token)).toMatchObject({ problems: [], failing: false })
    const [took, lost] = [Math.round(performance.now() - begun), all.length - some.length]
    process.stdout.write(
      `GitLab: ${lost} of ${all.length} webhooks of 30 days lost, caught up in ${took} ms with ${server.asked.length} questions\n`,
    )
    expect(lost).toBeGreaterThan(all.length * 0.3)
    // What is open lasts until now.
    always.pass(sometimes.now - always.now)
    await expectSame(sometimes, always)
    // Read beside all webhooks, it says nothing else.
    server.pageSize = 100
    expect(await always.read(server.url, token)).toMatchObject({ problems: [] })
    sometimes.pass(always.now - sometimes.now)
    await expectSame(always, sometimes)
  }, 120_000)

  it('reads of other projects what it can where one fails, asks for what is new alone, and says what is wrong', async () => {
    const { projects, happenings } = gitlabMonth(32, 3)
    const late = happenings.slice(-6)
    for (const { apply } of happenings.slice(0, -6)) apply()
    Object.assign(server, { projects: [...projects], pageSize: 100 })
    const world = await connected()
    world.pass(end - world.now)
    const read = (given = token) => world.read(server.url, given)
    const reset = String(Math.ceil(world.now / 1_000))
    server.faults.push({ status: 429, headers: { 'ratelimit-reset': reset } })
    expect(await read()).toMatchObject({ failing: false, problems: [{ repository: null, code: 'RATE_LIMITED' }] })
    server.faults.push({ status: 200, body: '<html>' })
    expect(await read()).toMatchObject({ failing: true, problems: [{ repository: null, code: 'UNEXPECTED' }] })
    server.faults.push({ at: /11\/deployments/, status: 502 }, { at: /12\/releases/, status: 200, isCut: true })
    server.faults.push({ at: /11\/issues/, status: 403 })
    const first = await read()
    const unreachable = { code: 'UNREACHABLE' }
    expect(first).toMatchObject({
      failing: false,
      problems: [
        { repository: 'acme/shop', ...unreachable },
        { repository: 'acme/cart', ...unreachable },
      ],
    })
    expect(first.accepted).toBeGreaterThan(20)
    expect((await read()).problems).toEqual([])
    // Nothing is new: each part is asked once.
    server.asked.length = 0
    expect(await read()).toMatchObject({ accepted: 0, problems: [] })
    expect(server.asked).toHaveLength(1 + 7 * 2)
    for (const { apply } of late) apply()
    server.asked.length = 0
    expect((await read()).accepted).toBeGreaterThan(0)
    expect(server.asked.length).toBeLessThan(1 + 7 * 2 + 12)

    const wrong = await read('glpat-another')
    expect(wrong).toMatchObject({ failing: true, problems: [{ repository: null, code: 'UNAUTHORIZED' }] })
    expect(wrong.problems[0]?.message).toContain('--token-file FILE')
    expect(await storedText(world.api.db)).not.toContain('glpat-')
  }, 60_000)

  it('asks three times for what GitLab lists and does not tell, then passes it by and says so', async () => {
    const { projects, happenings } = gitlabMonth(34, 4)
    for (const { apply } of happenings) apply()
    Object.assign(server, { projects: [...projects], pageSize: 100 })
    const world = await connected()
    world.pass(end - world.now)
    const read = () => world.read(server.url, token)
    const commits = /11\/merge_requests\/1\/commits/
    const garbled = { at: /11\/merge_requests\/\d+\/notes/, status: 200, body: '<html>' }
    server.faults.push({ at: commits, status: 413 })
    expect(await read()).toMatchObject({ problems: [{ code: 'TOO_MUCH' }] })
    server.faults.push({ at: commits, status: 413 })
    expect(await read()).toMatchObject({ problems: [{ code: 'TOO_MUCH' }] })
    // The third time it is passed by; what stands beside it has a fault that passes.
    server.faults.push({ at: commits, status: 413 }, garbled)
    expect(await read()).toMatchObject({ problems: [{ code: 'UNEXPECTED' }] })
    server.faults.length = 0
    server.faults.push({ at: commits, status: 413 })
    expect(await read()).toMatchObject({ problems: [] })
    await world.api.drain()
    const { sources } = await world.api.data<Refused>('{ sources { refusals { reason count } } }')
    const [refusal, ...others] = sources.flatMap(({ refusals }) => refusals)
    expect(others).toEqual([])
    expect(refusal?.reason).toContain('merge request 1 could not be read, and is asked for again once it changes')
    expect(await read()).toMatchObject({ accepted: 0, problems: [] })
  }, 60_000)

  it('says which of the chosen projects is gone, was renamed or moved, and reads the others', async () => {
    const { projects, happenings } = gitlabMonth(33, 1)
    for (const { apply } of happenings) apply()
    Object.assign(server, { projects: [...projects], pageSize: 100 })
    const world = await connected()
    world.pass(end - world.now)
    const [source] = await webhookSources(world.api.db, { system: 'gitlab', name: 'on-call', now: world.now })
    const repositories = ['acme/shop', 'acme/cart', 'acme/lost', 'acme/away']
    server.moved.set('acme/away', 12)
    await changeSettings(world.api.db, source?.id ?? 0, { repositories })
    const first = await world.read(server.url, token)
    expect(first).toMatchObject({
      failing: false,
      problems: [
        { repository: 'acme/lost', code: 'NOT_FOUND' },
        { repository: 'acme/away', code: 'MOVED' },
      ],
    })
    expect(first.accepted).toBeGreaterThan(5)
    const [shop] = projects
    if (shop !== undefined) shop.path = 'acme/store'
    const { problems, failing } = await world.read(server.url, token)
    expect(failing).toBe(false)
    const mend: unknown = expect.stringContaining(
      'source change on-call --repository acme/store --repository acme/cart',
    )
    expect(problems[0]).toEqual({ repository: 'acme/shop', code: 'MOVED', message: mend })
    server.projects = []
    expect(await world.read(server.url, token)).toMatchObject({ failing: true, accepted: 0 })
  }, 60_000)
})
