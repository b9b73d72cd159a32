import { afterAll, beforeAll, expect, it } from 'vitest'
import { defaultRules } from '#domain/rules'
import { saveRules } from '#storage/stores/settings'
import { type Api, startApi } from '../support/graphql-api.ts'

let api: Api
afterAll(() => api.close())

const repository = 'git.example.com/acme/mill'
const sha = (number: number): string => number.toString(16).padStart(40, '0')
const time = (number: number, hour: number): string => new Date(Date.UTC(2026, 2, number, hour)).toISOString()

/** Five versions of people, five that an agent helped with, one of a bot, one of an address of one's own; each is a day's. */
const writers: readonly object[] = [
  ...Array.from({ length: 5 }, () => ({ author: { name: 'Ada' }, message: 'Grind' })),
  ...Array.from({ length: 5 }, () => ({
    author: { name: 'Ada' },
    message: 'Sift\n\nCo-authored-by: Any <noreply@anthropic.com>',
  })),
  { author: { login: 'renovate[bot]' }, message: 'Update' },
  { author: { name: 'Bo', email: 'bo+agent@acme.example' }, message: 'Weigh' },
]

beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 28))
  const live = (number: number) => ({
    type: 'deployment',
    id: `D${number}`,
    service: 'mill',
    environment: 'production',
    repository,
    sha: sha(number),
    liveAt: time(number, 12),
  })
  const first = { type: 'commit', repository, sha: sha(1), parents: [], authoredAt: time(1, 8) }
  const told = writers.flatMap((writer, index) => [
    {
      ...first,
      sha: sha(index + 2),
      parents: [sha(index + 1)],
      authoredAt: time(index + 2, index < 5 ? 11 : 9),
      ...writer,
    },
    live(index + 2),
  ])
  const broken = { type: 'incident', id: 'I1', service: 'mill', openedAt: time(8, 13), deploymentId: 'D8' }
  await api.tell(first, live(1), ...told, broken)
})

const question = `query ($a: [Authorship!]) { service(name: "mill") { metrics(window: { from: "2026-03-02T00:00:00Z", to: "2026-03-20T00:00:00Z" }, definition: { authorship: $a }) {
  leadTimeForChanges { sampleSize medianSeconds byAuthorship { authorship sampleSize medianSeconds interval { level } unavailableReason }
    samples { nodes { change { authorship authorshipRule agent } } } }
  changeFailureRate { deployments failed rate definition { text } byAuthorship { authorship sampleSize count rate unavailableReason } }
  deploymentReworkRate { deployments byAuthorship { authorship sampleSize rate } } } } }`

interface Part {
  readonly authorship: string
  readonly sampleSize: number
}

interface Answer {
  readonly service: {
    readonly metrics: {
      readonly leadTimeForChanges: {
        readonly byAuthorship: readonly Part[]
        readonly samples: { readonly nodes: readonly { readonly change: object }[] }
      }
      readonly changeFailureRate: object
      readonly deploymentReworkRate: object
    }
  }
}

async function asked(a: readonly string[] | null): Promise<Answer['service']['metrics']> {
  return (await api.data<Answer>(question, { a })).service.metrics
}

it('splits lead time, failure rate and rework by who wrote the change, with the mark behind it', async () => {
  const { leadTimeForChanges: lead, changeFailureRate, deploymentReworkRate } = await asked(null)
  const few = { unavailableReason: 'TOO_FEW' }
  expect(lead).toMatchObject({
    sampleSize: 12,
    byAuthorship: [
      { authorship: 'HUMAN', sampleSize: 6, medianSeconds: 3_600, interval: { level: 0.9 }, unavailableReason: null },
      { authorship: 'AGENT', sampleSize: 5, medianSeconds: 10_800, unavailableReason: null },
      { authorship: 'BOT', sampleSize: 1, medianSeconds: null, interval: null, ...few },
      { authorship: 'UNKNOWN', sampleSize: 0, medianSeconds: null, unavailableReason: 'NO_DATA' },
    ],
  })
  const changes = lead.samples.nodes.map(({ change }) => JSON.stringify(change))
  expect(new Set(changes)).toEqual(
    new Set([
      '{"authorship":"HUMAN","authorshipRule":null,"agent":null}',
      '{"authorship":"AGENT","authorshipRule":"CO_AUTHOR","agent":"Claude Code"}',
      '{"authorship":"BOT","authorshipRule":"AUTHOR","agent":null}',
    ]),
  )
  expect(changeFailureRate).toMatchObject({
    deployments: 12,
    failed: 1,
    byAuthorship: [
      { authorship: 'HUMAN', sampleSize: 6, count: 0, rate: 0 },
      { authorship: 'AGENT', sampleSize: 5, count: 1, rate: 0.2, unavailableReason: null },
      { authorship: 'BOT', sampleSize: 1, count: null, rate: null, ...few },
      { authorship: 'UNKNOWN', sampleSize: 0 },
    ],
  })
  expect(deploymentReworkRate).toMatchObject({ byAuthorship: [{ sampleSize: 6 }, { sampleSize: 5 }, {}, {}] })
})

it('filters by it, and says so', async () => {
  expect(await asked(['AGENT'])).toMatchObject({
    leadTimeForChanges: { sampleSize: 5, medianSeconds: 10_800 },
    changeFailureRate: { deployments: 5, failed: 1, rate: 0.2, definition: { text: expect.stringContaining('AGENT') } },
    deploymentReworkRate: { deployments: 5 },
  })
})

it('takes addresses of your own for agents by rule, with effect on the past', async () => {
  await saveRules(api.db, { ...defaultRules, agentAddresses: ['*+agent@acme.example'] })
  await api.drain()
  const { leadTimeForChanges } = await asked(null)
  expect(leadTimeForChanges.byAuthorship.map(({ sampleSize }) => sampleSize)).toEqual([5, 6, 1, 0])
  const own = leadTimeForChanges.samples.nodes.map(({ change }) => change)
  expect(own).toContainEqual({ authorship: 'AGENT', authorshipRule: 'OWN', agent: null })
})
