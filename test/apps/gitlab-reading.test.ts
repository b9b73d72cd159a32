import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { HOUR } from '#domain/instant'
import { gitlabMonth } from '../support/gitlab-month.ts'
import { type GitlabServer, gitlabServer } from '../support/gitlab-server.ts'
import type { GitlabHappening } from '../support/gitlab-telling.ts'
import { end, OffWorld, start } from '../support/off-world.ts'
import { seeded } from '../support/seeded.ts'

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
    const { projects, happenings } = gitlabMonth(seed, 10)
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
})
