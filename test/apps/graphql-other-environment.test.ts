import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, shortWeek, startApi, week } from '../support/graphql-api.ts'

let api: Api

/** Deployments of a service that moved from `prod` to `production` in the week, and was tried in `live` in vain. */
function moved(service: string): object[] {
  const to = (environment: string, day: number) => ({
    type: 'deployment',
    service,
    environment,
    version: `v${day}`,
    day,
  })
  return [
    { ...to('live', 2), startedAt: '2026-03-02T09:00:00Z', finishedAt: '2026-03-02T10:00:00Z', outcome: 'failed' },
    { ...to('prod', 3), liveAt: '2026-03-03T10:00:00Z' },
    { ...to('prod', 4), liveAt: '2026-03-04T10:00:00Z' },
    { ...to('production', 5), liveAt: '2026-03-05T10:00:00Z' },
  ].map(({ day, ...event }) => ({ ...event, recordedAt: `2026-03-0${day}T12:00:00Z` }))
}

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  await api.tell(...shortWeek('shop'), ...moved('twin'), ...moved('peer'))
  // Told a week after it happened.
  await api.tell({
    type: 'deployment',
    service: 'twin',
    environment: 'prd',
    version: 'late',
    liveAt: '2026-03-06T10:00:00Z',
    recordedAt: '2026-03-13T10:00:00Z',
  })
})
afterAll(() => api.close())

interface Flag {
  readonly code: string
  readonly count: number
  readonly message: string
}
type Numbers = Readonly<Record<string, unknown>> & { readonly flags: readonly Flag[] }

const question = `query ($w: WindowInput!, $e: String!, $a: DateTime) { service(name: "twin") { metrics(environment: $e, window: $w, asOf: $a) {
  flags { code message metrics } deploymentFrequency { count flags { code count } } leadTimeForChanges { flags { code } series(by: WEEK) { medianSeconds } }
  changeFailureRate { failures { totalCount } flags { code } } } } }`

async function twin(window: object, environment = 'production', asOf: string | null = null): Promise<Numbers> {
  const { service } = await api.data<{ service: { metrics: Numbers } }>(question, {
    w: window,
    e: environment,
    a: asOf,
  })
  return service.metrics
}

const named = ({ flags }: Numbers): string | undefined =>
  flags.find(({ code }) => code === 'OTHER_ENVIRONMENT')?.message.match(/^twin also went to (.*) in this window/)?.[1]

const span = (from: string, to: string) => ({ from: `2026-03-${from}Z`, to: `2026-03-${to}Z` })

describe('a service with an environment that is called as its tier is, and others of the tier', () => {
  it('is answered for that one, and every number says what is left out', async () => {
    const metrics = await twin(week)
    expect(metrics['deploymentFrequency']).toMatchObject({
      count: 1,
      flags: expect.arrayContaining([{ code: 'OTHER_ENVIRONMENT', count: 3 }]),
    })
    for (const name of ['leadTimeForChanges', 'changeFailureRate'])
      expect(metrics[name]).toMatchObject({ flags: expect.arrayContaining([{ code: 'OTHER_ENVIRONMENT' }]) })
    expect(metrics.flags.find(({ code }) => code === 'OTHER_ENVIRONMENT')).toEqual({
      code: 'OTHER_ENVIRONMENT',
      message:
        'twin also went to live, prd, prod in this window, of the same tier, which is not counted as production: choose it by its name, or let all senders use one name.',
      metrics: [
        'deploymentFrequency',
        'leadTimeForChanges',
        'changeFailureRate',
        'timeToRestore',
        'deploymentReworkRate',
      ],
    })
  })

  it('says nothing where another one is chosen by its name', async () => {
    const metrics = await twin(week, 'prod')
    expect(metrics['deploymentFrequency']).toMatchObject({ count: 2 })
    expect(JSON.stringify(metrics)).not.toContain('OTHER_ENVIRONMENT')
  })

  it.each([
    ['07T00:00', '14T00:00', undefined, 'long after the move'],
    ['01T00:00', '02T10:00', undefined, 'which ends as the first attempt does'],
    ['02T10:00', '03T10:00', 'live', 'with a deployment that failed'],
    ['02T10:00:00.001', '03T10:00', undefined, 'which begins just after it'],
    ['03T00:00', '03T10:00:00.001', 'prod', 'with the first live one just in it'],
    ['04T10:00', '05T00:00', 'prod', 'which begins with the last one'],
    ['04T10:00:00.001', '06T10:00', undefined, 'between the last one and the late one'],
    ['04T00:00', '10T00:00', 'prd, prod', 'with two of them'],
  ])('in the window from %s to %s leaves out %s: one %s', async (from, to, left, _which) => {
    expect(named(await twin(span(from, to)))).toBe(left)
  })

  it('as of a moment knows only what was told by then', async () => {
    const late = span('05T00:00', '10T00:00')
    expect(named(await twin(late, 'production', '2026-03-12T00:00:00Z'))).toBeUndefined()
    expect(named(await twin(late, 'production', '2026-03-14T00:00:00Z'))).toBe('prd')
    expect(named(await twin(week, 'production', '2026-03-03T13:00:00Z'))).toBe('live, prod')
  })
})

describe('what was left out', () => {
  const compare = `query ($s: [String!], $w: WindowInput!) { compare(services: $s, environment: "production", window: $w, against: PREVIOUS_WINDOW) {
    rows { service { name } metrics { deploymentFrequency { flags { code } } leadTimeForChanges { flags { code } } } before { changeFailureRate { flags { code } } } } } }`

  it('is asked for by one statement, of all services and both windows', async () => {
    api.statements.length = 0
    const { compare: found } = await api.data<{ compare: { rows: readonly object[] } }>(compare, {
      s: ['peer', 'shop', 'twin'],
      w: span('04T10:00:00.001', '06T10:00'),
    })
    expect(api.statements.filter((name) => name === 'deployed-within')).toHaveLength(1)
    const is = found.rows.map((row) => [
      JSON.stringify({ ...row, before: null }).includes('OTHER_ENVIRONMENT'),
      JSON.stringify({ ...row, metrics: null }).includes('OTHER_ENVIRONMENT'),
    ])
    expect(is).toEqual([
      [false, true],
      [false, false],
      [false, true],
    ])
  })

  it('is not asked for of services where nothing can be', async () => {
    api.statements.length = 0
    await api.data(compare, { s: ['shop'], w: week })
    expect(api.statements).not.toContain('deployed-within')
  })
})
