import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '#domain/instant'
import { readJira } from '../../apps/server/jira/read.ts'
import { type Change, type JiraServer, jiraServer, jiraTime, webhookOf } from '../support/jira-server.ts'
import { end, OffWorld, start } from '../support/off-world.ts'
import { seeded } from '../support/seeded.ts'
import { shuffled } from '../support/shuffle.ts'

const token = 'ada@example.com:the-token'

let server: JiraServer
beforeAll(async () => {
  server = await jiraServer(`Basic ${Buffer.from(token).toString('base64')}`)
})
afterAll(() => server.close())

async function connected(changes: readonly Change[]): Promise<OffWorld> {
  server.now = end
  server.changes.splice(0, server.changes.length, ...changes)
  const world = await OffWorld.begin('jira')
  onTestFinished(() => world.api.close())
  return world
}

const categories = { new: 'To Do', indeterminate: 'In Progress', done: 'Done' } as const

function item(field: string, from: string | null, to: string | null): object {
  return { field, from, fromString: from, to, toString: to }
}

/** Issues of two services over a month: taken, resolved, reopened, of other types and priorities, at random. */
function month(seed: number): Change[] {
  const random = seeded(seed)
  const changes: Change[] = []
  for (let number = 0; number < 40; number += 1) {
    // In the middle of a second: the history has the same one as the issue.
    let at = start + Math.floor((random() * 28 * DAY) / SECOND) * SECOND + 200 + Math.floor(random() * 500)
    let fields: Readonly<Record<string, unknown>> = {
      summary: `Incident ${number}`,
      issuetype: { name: random() < 0.8 ? '[System] Incident' : 'Task' },
      components: [{ name: number % 2 === 0 ? 'shop' : 'cart' }],
      labels: [],
      priority: { name: ['Highest', 'High', 'Low'][Math.floor(random() * 3)] },
      status: { statusCategory: { key: 'new' } },
      created: jiraTime(at),
      resolutiondate: null,
      resolution: null,
    }
    const then = (items: readonly object[], changed: object): void => {
      fields = { ...fields, ...changed, updated: jiraTime(at) }
      changes.push({ issue: `OPS-${seed}${number}`, at, fields, items, isFirst: items.length === 0 })
      at += Math.floor(1 + random() * 5_400) * SECOND
    }
    const status = (key: keyof typeof categories) => ({ status: { statusCategory: { key } } })
    const resolve = (): void =>
      then([item('resolution', null, '1'), item('status', '3', '5')], {
        ...status('done'),
        resolution: { name: 'Done' },
        resolutiondate: jiraTime(at),
      })
    then([], {})
    if (random() < 0.6) then([item('status', '1', '3')], status('indeterminate'))
    if (random() < 0.3) then([item('priority', '2', '1')], { priority: { name: 'Highest' } })
    if (random() < 0.1) {
      then([{ ...item('issuetype', '1', '2'), fromString: '[System] Incident' }], { issuetype: { name: 'Task' } })
      continue
    }
    if (random() < 0.15) {
      then([item('status', '3', '6')], status('done'))
      continue
    }
    if (random() < 0.9) resolve()
    if (fields['resolutiondate'] !== null && random() < 0.3) {
      then([item('resolution', '1', null), item('status', '5', '4')], {
        ...status('indeterminate'),
        resolution: null,
        resolutiondate: null,
      })
      resolve()
    }
  }
  return changes.filter(({ at }) => at < end).toSorted((a, b) => a.at - b.at)
}

/** Times to the second: of a resolution that was taken back the history alone knows the time, some moments after it. */
function toSeconds(answers: unknown): unknown {
  return JSON.parse(JSON.stringify(answers).replaceAll(/(:\d\d)\.\d{3}Z/g, '$1Z')) as unknown
}

describe('Jira', () => {
  it('answers as if it had never been off where webhooks were lost, doubled, out of order, and hours long none came', async () => {
    for (const seed of [21]) {
      const changes = month(seed)
      const [always, sometimes] = [await connected(changes), await connected(changes)]
      await always.deliver(changes.map(webhookOf))
      const random = seeded(seed * 1_000)
      const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
      const some = changes.filter(({ at }) => !isOff(at) && random() >= 0.3)
      await sometimes.deliver(shuffled([...some, ...some.filter(() => random() < 0.3)], seed).map(webhookOf))
      // Of long histories the search tells the newest part alone.
      server.mostHistories = 1
      const begun = performance.now()
      expect(await sometimes.read(server.url, token)).toMatchObject({ problems: [], failing: false })
      server.mostHistories = Number.POSITIVE_INFINITY
      expect(server.asked.filter(({ path }) => path.includes('/changelog?startAt=2')).length).toBeGreaterThan(0)
      const [took, lost] = [Math.round(performance.now() - begun), changes.length - some.length]
      process.stdout.write(`Jira: ${lost} of ${changes.length} webhooks of 30 days lost, caught up in ${took} ms\n`)
      // What is open lasts until now.
      always.pass(sometimes.now - always.now)
      expect(lost).toBeGreaterThan(changes.length * 0.3)
      expect(toSeconds(await sometimes.answers())).toEqual(toSeconds(await always.answers()))
      // Read beside all webhooks, the search says nothing else.
      expect(await always.read(server.url, token)).toMatchObject({ problems: [] })
      sometimes.pass(always.now - sometimes.now)
      expect(toSeconds(await always.answers())).toEqual(toSeconds(await sometimes.answers()))
    }
  }, 120_000)

  it('reads page by page from where it was, asks for what is new alone, and goes on after what it was refused', async () => {
    const many = [month(23), month(24), month(25)].flat()
    const world = await connected(many)
    const read = () => world.read(server.url, token)
    server.faults.push({ status: 429, headers: { 'retry-after': '0' } })
    expect(await read()).toMatchObject({ failing: false, problems: [{ code: 'RATE_LIMITED' }] })
    server.faults.push({ status: 200, body: '<html>' })
    expect(await read()).toMatchObject({ failing: true, problems: [{ code: 'UNEXPECTED' }] })
    server.asked.length = 0
    const first = await read()
    expect(first).toMatchObject({ problems: [], accepted: new Set(many.map(({ issue }) => issue)).size })
    expect(server.asked.length).toBe(Math.ceil(first.accepted / 50))
    server.asked.length = 0
    world.pass(5 * MINUTE)
    server.now = world.now
    expect(await read()).toMatchObject({ problems: [], accepted: 0 })
    expect(server.asked.map(({ path }) => new URL(path, server.url).searchParams.get('jql'))).toEqual([
      'updated >= "-16m" order by updated asc',
    ])
  }, 60_000)

  it('goes on where it stopped, and says so, where more changed within minutes than one reading takes', async () => {
    const [like] = month(26)
    if (like === undefined) throw new Error('nothing happened')
    const begun = end - 2 * HOUR
    const many = Array.from({ length: 120 }, (_, number) => {
      const at = begun + number * 10 * SECOND
      return { ...like, issue: `OPS-${number}`, at, fields: { ...like.fields, updated: jiraTime(at) } }
    })
    const world = await connected(many)
    const { options, polled } = await world.reading(server.url, token)
    const found: number[] = []
    for (let run = 0; run < 4; run += 1) {
      const { accepted, problem } = await readJira(options, polled, 1)
      found.push(accepted)
      expect(problem?.code).toBe(run < 2 ? 'STOPPED' : undefined)
    }
    expect(found.reduce((sum, each) => sum + each, 0)).toBe(120)
  }, 60_000)
})
