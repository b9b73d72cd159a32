import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DeliveryEvent } from '#domain/delivery-event'
import { DAY } from '#domain/instant'
import { HistoryStopped } from '#sources/github/history-pages'
import { PartState } from '#sources/github/history-state'
import { runOf } from '../../../support/github-bodies.ts'
import type { WorldRun } from '../../../support/github-issues.ts'
import { GithubReading } from '../../../support/github-reading.ts'
import { githubSchema, type GithubWorld, rateLimited } from '../../../support/github-server.ts'
import { at, commit, deployment, empty, request, sha } from '../../../support/github-story.ts'

let github: GithubReading
beforeAll(async () => {
  githubSchema()
  github = await GithubReading.open()
})
afterAll(() => github.server.close())
beforeEach(() => github.reset())

function requests(count: number): GithubWorld {
  const all = Array.from({ length: count }, (_, index) =>
    request(index + 1, {
      opened: '1 10:00',
      merged: `${2 + (index % 20)} 11:00`,
      merge: `m${index + 1}`,
      commits: [commit(`r${index + 1}`, { authored: '1 09:00' })],
    }),
  )
  return { ...empty, requests: all }
}

function numbers(events: readonly DeliveryEvent[]): number[] {
  const found = events.flatMap((event) => (event.type === 'pull_request' ? (event.number ?? []) : []))
  return [...new Set(found)].toSorted((a, b) => a - b)
}

function sizes(): unknown[] {
  return github.server.asked
    .filter(({ operation }) => operation === 'Requests')
    .map(({ variables }) => variables['first'])
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

function run(id: number): WorldRun {
  const time = new Date(Date.parse('2026-03-20T12:00:00Z') + id * 60_000).toISOString()
  const words = { id, name: 'ci', status: 'completed', conclusion: 'success', head_sha: sha('one') }
  return runOf(words, time, time)
}

it('workflow runs are read on from where it was interrupted, and none is left out that new ones pushed further', async () => {
  const runs = Array.from({ length: 250 }, (_, index) => run(index))
  github.server.world = { ...empty, runs }
  let state = PartState.parse({})
  const ids = new Set<string>()
  for await (const page of github.history().read('acme/shop', 'runs', state)) {
    state = page.state
    for (const { id } of page.statements) ids.add(String(id))
    if (ids.size === 200) break
  }
  expect(state).toMatchObject({ filled: false, after: '2', watermark: null })
  github.server.world = { ...empty, runs: [...runs, ...Array.from({ length: 60 }, (_, index) => run(250 + index))] }
  const rest = await github.read('runs', state)
  for (const event of rest.events) if (event.type === 'build') ids.add(String(event.id))
  expect(runs.filter(({ id }) => !ids.has(`${id}/1`))).toEqual([])
  expect(rest.state).toMatchObject({ filled: true, after: null, watermark: run(249).created_at })
  const later = await github.read('runs', rest.state)
  expect(later.state).toMatchObject({ watermark: run(309).created_at })
  expect(later.events.length).toBeGreaterThanOrEqual(60)
})

describe('a server that has trouble', () => {
  it('is asked for a list of the REST API again when it fails, and left alone when it keeps failing', async () => {
    const failing = (times: number): void => {
      let asked = 0
      github.server.rest = () => ({ status: asked++ < times ? 502 : 404 })
    }
    failing(2)
    expect((await github.read('runs')).state).toMatchObject({ filled: true })
    expect(github.slept).toEqual([1_000, 2_000])
    failing(1_000)
    await expect(github.read('runs')).rejects.toMatchObject({ code: 'UNREACHABLE' })
    github.server.rest = () => ({ status: 404 })
  })

  it('is asked for less when a page is too much for it, and for more again when it manages', async () => {
    github.server.world = requests(60)
    github.server.fault = ({ variables }, count) =>
      count < 12 && Number(variables['first']) > 7 ? { status: 502 } : null
    const { events } = await github.read('requests')
    expect(numbers(events)).toEqual(upTo(60))
    expect(sizes()).toEqual([25, 12, 6, 6, 6, 6, 6, 12, 6, 6, 6, 6, 6])
    expect(github.slept.slice(0, 2)).toEqual([1_000, 2_000])
  })

  it('that breaks off in the middle of a page gives it again, smaller', async () => {
    github.server.world = requests(30)
    github.server.fault = (_asked, count) => (count === 2 ? { cutAfter: 3_000 } : null)
    expect(numbers((await github.read('requests')).events)).toEqual(upTo(30))
    expect(sizes()).toEqual([25, 25, 12])
  })

  it('that says in words that something went wrong is asked for less', async () => {
    github.server.world = requests(3)
    const errors = [
      { message: 'Something went wrong while executing your query. This may be the result of a timeout.' },
    ]
    github.server.fault = (_asked, count) => (count === 1 ? { status: 200, body: { data: null, errors } } : null)
    expect(numbers((await github.read('requests')).events)).toEqual(upTo(3))
    expect(sizes()).toEqual([25, 12])
  })

  it('that is away for good is left, with what to do', async () => {
    github.server.fault = () => ({ status: 503 })
    await expect(github.read('requests')).rejects.toMatchObject({
      code: 'UNREACHABLE',
      message: expect.stringContaining('go on'),
    })
    expect(sizes()).toEqual([25, 12, 6, 3, 1, 1, 1, 1])
  })

  it.each([
    ['github.com', '', '/graphql'],
    ['an Enterprise Server', '/api/v3', '/api/graphql'],
  ])('whose limit is used up at the last page is waited for: %s', async (_what, suffix, path) => {
    github.server.world = requests(40)
    const reset = github.now + 1_800_000
    github.server.fault = (_asked, count) => (count === 2 ? rateLimited(reset) : null)
    const { events } = await github.read('requests', undefined, { api: `${github.server.url}${suffix}` })
    expect(numbers(events)).toEqual(upTo(40))
    expect([github.slept, github.waited]).toEqual([[1_800_000], [reset]])
    expect(new Set(github.server.asked.map((asked) => asked.path))).toEqual(new Set([path]))
    expect(sizes()).toEqual([25, 25, 25])
  })

  it('that wants a pause gets it', async () => {
    github.server.world = requests(1)
    const message = 'You have exceeded a secondary rate limit.'
    github.server.fault = (_asked, count) => {
      if (count === 1) return { status: 403, headers: { 'retry-after': '30' }, body: { message } }
      return count === 2 ? { status: 429, body: { message } } : null
    }
    expect(numbers((await github.read('requests')).events)).toEqual([1])
    expect(github.slept).toEqual([30_000, 120_000])
  })

  it('that limits whoever gives the token is waited for, too', async () => {
    github.server.world = requests(1)
    let asked = 0
    const token = async (): Promise<string> => {
      asked += 1
      if (asked === 1) throw new HistoryStopped('RATE_LIMITED', 'later', github.now + 90_000)
      return github.server.token
    }
    expect(numbers((await github.read('requests', undefined, { token })).events)).toEqual([1])
    expect([github.slept, github.waited]).toEqual([[90_000], [github.now]])
  })

  it('that never lifts its limit is left at last', async () => {
    github.server.fault = () => rateLimited(github.now + 60_000)
    await expect(github.read('requests')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
    expect(github.slept).toHaveLength(5)
    github.server.fault = () => rateLimited(github.now + 7_200_000)
    await expect(github.read('requests')).rejects.toMatchObject({ code: 'RATE_LIMITED' })
  })

  it.each([
    [
      'refuses the token',
      'UNAUTHORIZED',
      () => {
        github.server.token = 'another'
      },
    ],
    [
      'forbids it',
      'FORBIDDEN',
      () => {
        github.server.fault = () => ({ status: 403, body: { message: 'Resource not accessible' } })
      },
    ],
    [
      'has no such repository',
      'NOT_FOUND',
      () => {
        github.server.world = { ...empty, name: 'other' }
      },
    ],
    [
      'answers something else',
      'UNEXPECTED',
      () => {
        github.server.fault = () => ({ status: 200, body: { data: { repository: {} } } })
      },
    ],
  ])('that %s says so, and never the token', async (_what, code, spoil) => {
    const { token } = github.server
    spoil()
    const error = await github.read('requests', undefined, { token }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'HistoryStopped', code })
    expect(JSON.stringify([error, String(error), (error as Error).stack, (error as Error).cause])).not.toContain(
      'canary',
    )
  })
})

describe('a reading that was interrupted', () => {
  it('goes on where it was, and asks for nothing twice', async () => {
    github.server.world = requests(60)
    const ending = new AbortController()
    const history = github.history({ signal: ending.signal })
    let state = PartState.parse({})
    let first: number[] = []
    const reading = async (): Promise<void> => {
      for await (const page of history.read('acme/shop', 'requests', state)) {
        state = page.state
        first = first.concat(
          page.statements.flatMap((each) => (each['title'] === undefined ? [] : Number(each['number']))),
        )
        ending.abort()
      }
    }
    await expect(reading()).rejects.toMatchObject({ code: 'STOPPED' })
    expect(first).toHaveLength(25)
    const { events, pages } = await github.read('requests', state)
    expect(pages).toBe(2)
    expect([...first, ...numbers(events)].toSorted((a, b) => a - b)).toEqual(upTo(60))
  })

  it('begins anew where the server forgot its cursor', async () => {
    github.server.world = requests(3)
    const message = '`Y3Vy` does not appear to be a valid cursor.'
    github.server.fault = ({ variables }) =>
      variables['after'] === 'forgotten'
        ? { status: 200, body: { errors: [{ type: 'INVALID_CURSOR_ARGUMENTS', message }] } }
        : null
    const { events } = await github.read('requests', PartState.parse({ after: 'forgotten' }))
    expect(numbers(events)).toEqual(upTo(3))
  })

  it('stops as a problem of its repository where the server refuses cursors that it just gave', async () => {
    github.server.world = requests(40)
    github.server.fault = ({ variables }) =>
      variables['after'] === null
        ? null
        : { status: 200, body: { errors: [{ type: 'INVALID_CURSOR_ARGUMENTS', message: 'not a valid cursor' }] } }
    await expect(github.read('requests')).rejects.toBeInstanceOf(HistoryStopped)
    await expect(github.read('requests')).rejects.toMatchObject({ code: 'UNEXPECTED' })
  })
})

describe('a later reading', () => {
  it('of requests reads those that changed since, and one more page at most', async () => {
    github.server.world = requests(100)
    const before = await github.read('requests')
    expect(before.state).toMatchObject({ filled: true, watermark: at('21 11:00'), after: null })
    const [first, ...others] = github.server.world.requests
    const changed = { ...(first as (typeof others)[number]), updatedAt: at('22 09:00'), labels: ['hotfix'] }
    github.server.world = { ...github.server.world, requests: [changed, ...others] }
    github.server.asked.length = 0
    const { events, state } = await github.read('requests', before.state)
    expect(numbers(events)).toEqual([1, 20, 40, 60, 80, 100])
    expect(github.server.asked).toHaveLength(1)
    expect(state.watermark).toBe(at('22 09:00'))
  })

  it('of deployments reads new ones, and those that had not ended', async () => {
    const open = deployment(1, 'a', '19 10:00', [['IN_PROGRESS', '19 10:01']])
    const lost = deployment(2, 'a', '19 10:30', [])
    github.server.world = { ...empty, deployments: [open, lost] }
    const before = await github.read('deployments')
    const ended = { ...open, statuses: [...open.statuses, { state: 'SUCCESS', createdAt: at('19 10:20') }] }
    github.server.world = { ...empty, deployments: [ended, deployment(3, 'b', '20 10:00', [['SUCCESS', '20 10:05']])] }
    const { events, state } = await github.read('deployments', before.state)
    expect(events.map(({ id }) => id)).toEqual(['1', '1', '3'])
    expect(events).toContainEqual(expect.objectContaining({ id: '1', outcome: 'succeeded' }))
    expect(state.open).toEqual([])
    expect((await github.read('deployments', state)).events).toEqual([])
  })

  it('of commits reads the younger ones and two weeks more', async () => {
    const old = commit('old', { authored: '1 10:00' })
    const middle = commit('middle', { authored: '16 10:00', parents: ['old'] })
    github.server.world = { ...empty, history: [middle, old] }
    const before = await github.read('commits')
    github.server.world = {
      ...empty,
      history: [commit('new', { authored: '17 10:00', parents: ['middle'] }), middle, old],
    }
    const { events, state } = await github.read('commits', before.state)
    expect(events.map((event) => 'sha' in event && event.sha)).toEqual([sha('new'), sha('middle')])
    expect(state.watermark).toBe(at('17 10:00'))
  })

  /** Commits that are told, and how far that is; the log refuses those that are of tomorrow. */
  async function told(from: PartState): Promise<{ readonly shas: readonly unknown[]; readonly state: PartState }> {
    const shas: unknown[] = []
    let state = from
    for await (const page of github.history().read('acme/shop', 'commits', from)) {
      shas.push(...page.statements.map((each) => each['sha']))
      state = page.state
    }
    return { shas, state }
  }

  it('of commits is not stopped by one whose clock was ahead, even where that was believed before', async () => {
    const ahead = commit('ahead', { authored: '24 10:00', committed: '31 10:00' })
    const far = { ...ahead, committedDate: '2031-01-01T00:00:00Z' }
    github.server.world = { ...empty, history: [far] }
    const before = await told(PartState.parse({}))
    expect(before.state.watermark).toBe(new Date(github.now).toISOString())
    github.now += DAY
    const after = commit('after', { authored: '26 10:00', parents: ['ahead'] })
    github.server.world = { ...empty, history: [after, far] }
    expect((await told(before.state)).shas).toEqual([sha('after'), sha('ahead')])
    const believed = PartState.parse({ filled: true, watermark: far.committedDate })
    const mended = await told(believed)
    expect([mended.shas, mended.state.watermark]).toEqual([[sha('after'), sha('ahead')], at('26 10:00')])
  })

  it('of commits asks for none where a mirror tells them', async () => {
    github.server.world = { ...empty, history: [commit('new', { authored: '17 10:00' })] }
    expect(await github.read('commits', undefined, { details: false })).toMatchObject({ events: [], pages: 0 })
    expect(github.server.asked).toEqual([])
  })
})
