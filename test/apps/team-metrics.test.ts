import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'
import { commit, day, incident, live, request, taleNow, told } from '../support/tale.ts'

const where = { environment: 'production' }

function begun(service: string) {
  return [
    commit(`${service}-0`, null, '1 09:00', { service }),
    live('v0', '1 12:00', { ...where, service, sha: `${service}-0` }),
  ]
}

/** A request of one commit, a run of its check, and its deployment an hour and more after it was authored. */
function change(service: string, number: number, hours: number, more: { labels?: string[]; attempt?: number } = {}) {
  const { labels = [], attempt = 1 } = more
  const date = number + 2
  const from = Date.parse(day(`${date} 06:00`))
  const iso = (at: number): string => new Date(at).toISOString()
  const seconds = hours * 60
  return [
    commit(`${service}-${number}`, `${service}-${number - 1}`, iso(from), { service }),
    request(number, [`${service}-${number}`], iso(from + 1_000), { service, additions: hours * 10, deletions: 0 }),
    told('build', {
      service,
      sha: `${service}-${number}`,
      name: 'ci',
      attempt,
      phase: 'pre_merge',
      startedAt: iso(from),
      finishedAt: iso(from + seconds * 1_000),
    }),
    live(`v${number}`, iso(from + hours * 3_600_000), {
      ...where,
      service,
      sha: `${service}-${number}`,
      id: `${service}-${number}`,
      labels,
    }),
  ]
}

function broken(service: string, number: number, minutes: number) {
  const from = Date.parse(day(`${number + 2} 20:00`))
  const end = new Date(from + minutes * 60_000).toISOString()
  return incident(`${service} ${number}`, new Date(from).toISOString(), end, {
    service,
    deploymentId: `${service}-${number}`,
  })
}

let api: Api

beforeAll(async () => {
  api = await startApi(() => taleNow)
  await api.tell(
    ...begun('one'),
    ...change('one', 1, 10, { labels: ['hotfix'], attempt: 2 }),
    broken('one', 1, 60),
    ...begun('many'),
    ...[1, 2, 3].flatMap((number) => change('many', number, 1)),
    broken('many', 1, 10),
    broken('many', 2, 20),
    ...['rest', 'peace'].flatMap(begun),
  )
  for (const [name, team] of Object.entries({ one: 'pair', many: 'pair', rest: 'idle', peace: 'idle' })) {
    const question = 'mutation ($n: String!, $t: String) { serviceUpdate(name: $n, team: $t) { userErrors { code } } }'
    await api.ask(question, { n: name, t: team }, api.tokens.admin)
  }
  await api.drain()
}, 60_000)
afterAll(() => api?.close())

const numbers = `{
  deploymentFrequency { count perDay unavailableReason }
  leadTimeForChanges { sampleSize medianSeconds changesPerDeployment linesPerChange unavailableReason coverage flags { code count } }
  changeFailureRate { failed deployments rate unavailableReason }
  timeToRestore { sampleSize medianSeconds unavailableReason }
  deploymentReworkRate { rework deployments rate unavailableReason }
  checks { p50Seconds p90Seconds rerunShare sampleSize unavailableReason }
}`

function ask(team: string): Promise<{ team: { metrics: unknown } }> {
  const question = `query ($t: String!, $w: WindowInput!) { team(name: $t) { metrics(window: $w) { pooled ${numbers} services { service { name } metrics ${numbers} } } } }`
  return api.data(question, { t: team, w: { from: day('2'), to: day('16') } })
}

describe('a team', () => {
  it('has the counts, rates and samples of its services together: no mean of medians, and no mean of rates', async () => {
    const { team } = await ask('pair')
    expect(team.metrics).toMatchObject({
      pooled: {
        deploymentFrequency: { count: 4, perDay: 4 / 14 },
        // 36,000 and three times 3,600 s: the mean of the medians would be 19,800.
        leadTimeForChanges: {
          sampleSize: 4,
          medianSeconds: 3_600,
          changesPerDeployment: 1,
          linesPerChange: 10,
          coverage: 1,
          flags: [{ code: 'SMALL_SAMPLE', count: 4 }],
        },
        // One of one and two of three: the mean of the rates would be 5 in 6.
        changeFailureRate: { failed: 3, deployments: 4, rate: 0.75 },
        // 60, 10 and 20 minutes: the mean of the medians would be 37.5.
        timeToRestore: { sampleSize: 3, medianSeconds: 1_200 },
        deploymentReworkRate: { rework: 1, deployments: 4, rate: 0.25 },
        checks: { p50Seconds: 60, p90Seconds: null, rerunShare: 0.25, sampleSize: 4, unavailableReason: null },
      },
    })
  })

  it('shows its services beside each other, each with its own', async () => {
    const { team } = await ask('pair')
    expect(team.metrics).toMatchObject({
      services: [
        {
          service: { name: 'many' },
          metrics: {
            deploymentFrequency: { count: 3 },
            leadTimeForChanges: { medianSeconds: 3_600, linesPerChange: 10 },
            changeFailureRate: { rate: 2 / 3 },
            timeToRestore: { medianSeconds: 900 },
            checks: { p50Seconds: 60, rerunShare: 0 },
          },
        },
        {
          service: { name: 'one' },
          metrics: {
            deploymentFrequency: { count: 1 },
            leadTimeForChanges: { medianSeconds: 36_000, linesPerChange: 100 },
            changeFailureRate: { rate: 1 },
            timeToRestore: { medianSeconds: 3_600 },
            checks: { p50Seconds: 600, rerunShare: 1 },
          },
        },
      ],
    })
  })

  it('that deployed nothing in the window has zero a day, and unknown numbers with their reasons', async () => {
    const { team } = await ask('idle')
    const nothing = {
      deploymentFrequency: { count: 0, perDay: 0, unavailableReason: null },
      leadTimeForChanges: {
        sampleSize: 0,
        medianSeconds: null,
        changesPerDeployment: null,
        linesPerChange: null,
        unavailableReason: 'NO_DEPLOYMENTS',
        coverage: null,
        flags: [],
      },
      changeFailureRate: { failed: 0, deployments: 0, rate: null, unavailableReason: 'NO_DEPLOYMENTS' },
      timeToRestore: { sampleSize: 0, medianSeconds: null, unavailableReason: 'NO_DATA' },
      deploymentReworkRate: { rework: 0, deployments: 0, rate: null, unavailableReason: 'NO_DEPLOYMENTS' },
      checks: { p50Seconds: null, p90Seconds: null, rerunShare: null, sampleSize: 0, unavailableReason: 'NO_DATA' },
    }
    expect(team.metrics).toEqual({
      pooled: nothing,
      services: ['peace', 'rest'].map((name) => ({ service: { name }, metrics: nothing })),
    })
  })
})
