import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOUR } from '#domain/instant'
import { saveRules } from '#storage/stores/settings'
import { type Api, startApi, week } from '../support/graphql-api.ts'

let api: Api

const at = (day: number, time: string): string => `2026-03-0${day}T${time}:00Z`
const sha = (number: number): string => String(number).repeat(40)
const live = (service: string, version: string, day: number, time: string, more: object = {}): object => ({
  type: 'deployment',
  service,
  environment: 'production',
  version,
  finishedAt: at(day, time),
  outcome: 'succeeded',
  ...more,
})

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  await api.tell(
    live('pond', '1', 2, '09:00'),
    live('pond', '2', 3, '09:00'),
    live('pond', '3', 3, '10:00'),
    live('pond', '1', 3, '11:00'),
    ...[1, 2, 3].map((number) => ({
      type: 'commit',
      service: 'mill',
      sha: sha(number),
      parents: number === 1 ? [] : [sha(number - 1)],
      authoredAt: at(2, `0${number}:00`),
      committedAt: at(2, `0${number + 3}:00`),
    })),
    {
      type: 'pull_request',
      service: 'mill',
      number: 1,
      state: 'merged',
      openedAt: at(2, '07:00'),
      mergedAt: at(2, '08:00'),
      commits: [sha(2), sha(3)],
    },
    live('mill', '1', 2, '02:00', { sha: sha(1) }),
    live('mill', '2', 2, '10:00', { sha: sha(3) }),
    live('lake', '1', 2, '00:00', { placement: 'eu', labels: ['big'] }),
    live('lake', '1', 2, '12:00', { placement: 'us', labels: ['big'] }),
    live('lake', '2', 5, '12:00', { placement: 'eu' }),
    live('lake', '2', 6, '00:00', { placement: 'us' }),
    { type: 'incident', id: 'wet', service: 'pond', openedAt: at(3, '10:30') },
    live('dock', '1', 2, '00:00'),
    live('dock', '2', 3, '00:00', { outcome: 'failed' }),
    live('weir', '1', 2, '00:00'),
    live('weir', '2', 3, '00:00'),
    { type: 'incident', id: 'leak', service: 'weir', openedAt: at(3, '05:00') },
  )
}, 60_000)
afterAll(() => api?.close())

describe('lead time of single commits', () => {
  it.each([
    ['FIRST_COMMIT', {}, [8, 7]],
    ['COMMITTED', {}, [5, 4]],
    // From a history that is projected for the question.
    ['COMMITTED', { blameWindowHours: 1 }, [5, 4]],
  ])('begins with each one: %s, %j', async (start, more, hours) => {
    const answer = await api.data(
      'query ($w: WindowInput!, $d: DefinitionInput) { service(name: "mill") { metrics(window: $w, definition: $d) { leadTimeForChanges { samples(slowestFirst: true) { nodes { seconds } } } } } }',
      { w: week, d: { unit: 'COMMIT', start, ...more } },
    )
    const nodes = hours.map((hour) => ({ seconds: hour * 3_600 }))
    expect(answer).toEqual({ service: { metrics: { leadTimeForChanges: { samples: { nodes } } } } })
  })
})

describe('days since the last deployment', () => {
  it.each([
    [{}, 3],
    [{ labels: ['big'] }, 6.5],
    [{ labels: ['none'] }, null],
    [{ arrival: 'FIRST' }, 3.5],
    [{ labels: ['big'], arrival: 'FIRST' }, 7],
  ])('are those since the last one that %j counts, from tables and from a replay', async (d, daysSinceLast) => {
    const question =
      'query ($w: WindowInput!, $d: DefinitionInput) { service(name: "lake") { metrics(window: $w, definition: $d) { deploymentFrequency { daysSinceLast } } } }'
    const w = { from: at(7, '00:00'), to: at(9, '00:00') }
    for (const more of [{}, { blameWindowHours: 1 }])
      expect(await api.data(question, { w, d: { ...d, ...more } })).toEqual({
        service: { metrics: { deploymentFrequency: { daysSinceLast } } },
      })
  })
})

describe('a deployment that ended failed, where that counts', () => {
  it.each([{}, { blameWindowHours: 1 }])('says by its own outcome that it failed, with %j too', async (more) => {
    const answer = await api.data(
      'query ($w: WindowInput!, $d: DefinitionInput) { service(name: "dock") { metrics(window: $w, definition: $d) { changeFailureRate { failed deployments failures { nodes { basis confidence incidents { id } evidence { method to missing } flags { code } } } } } } }',
      { w: week, d: { failedOutcomes: true, ...more } },
    )
    const evidence = [{ method: 'OUTCOME', to: 'outcome FAILED', missing: false }]
    const nodes = [{ basis: 'OUTCOME', confidence: 'HIGH', incidents: [], evidence, flags: [] }]
    expect(answer).toEqual({
      service: { metrics: { changeFailureRate: { failed: 1, deployments: 2, failures: { nodes } } } },
    })
  })
})

describe('the rule of blame', () => {
  const question = /* GraphQL */ `
    query ($w: WindowInput!, $d: DefinitionInput) {
      service(name: "pond") {
        metrics(window: $w, definition: $d) {
          changeFailureRate {
            failed
            deployments
            rate
            definition { text }
            rolledPast { version }
            failures {
              nodes { seconds deployment { version } restoredBy { version } incidents { externalId } evidence { method to } }
            }
          }
          timeToRestore { sampleSize medianSeconds impactSeconds samples { totalCount } }
          deploymentReworkRate { rework }
        }
      }
    }
  `
  interface Answer {
    readonly service: {
      readonly metrics: {
        readonly changeFailureRate: {
          readonly failed: number
          readonly definition: { readonly text: string }
          readonly failures: {
            readonly nodes: readonly { readonly evidence: readonly { readonly method: string }[] }[]
          }
        }
      }
    }
  }

  const failure = (version: string, seconds: number, incidents: readonly string[]): object => ({
    seconds,
    deployment: { version },
    restoredBy: { version: '1' },
    incidents: incidents.map((externalId) => ({ externalId })),
  })

  it.each([
    ['FIRST_AFTER_TARGET', 'the first', ['3'], [failure('2', 1_800, ['wet'])], 1_800],
    ['LAST_BEFORE_ROLLBACK', 'the deployment that was live', ['2'], [failure('3', 1_800, ['wet'])], 1_800],
    ['ALL_BETWEEN', 'every', [], [failure('2', 7_200, []), failure('3', 1_800, ['wet'])], 4_500],
  ])('%s is said, moves failures and times to restore, and shows why', async (blame, words, past, failures, median) => {
    const { service } = await api.data<Answer>(question, { w: week, d: { blame } })
    const { changeFailureRate } = service.metrics
    expect(service.metrics).toMatchObject({
      changeFailureRate: {
        failed: failures.length,
        deployments: 3,
        rate: failures.length / 3,
        definition: { text: expect.stringContaining(`A rollback blames ${words}`) },
        rolledPast: past.map((version) => ({ version })),
        failures: { nodes: failures.toReversed() },
      },
      timeToRestore: {
        sampleSize: failures.length,
        medianSeconds: median,
        impactSeconds: failures.length === 2 ? 7_200 : 1_800,
        samples: { totalCount: failures.length },
      },
      deploymentReworkRate: { rework: 1 },
    })
    for (const { evidence } of changeFailureRate.failures.nodes)
      expect(evidence.map(({ method }) => method)).toContain('ROLLBACK')
  })

  it('stands beside every other leaf, and a preset that says nothing against it', async () => {
    const d = { preset: 'LEADLINE', blame: 'ALL_BETWEEN', blameWindowHours: 2, kinds: ['CODE'], arrival: 'FIRST' }
    expect((await api.data<Answer>(question, { w: week, d })).service.metrics).toMatchObject({
      changeFailureRate: { failed: 2, definition: { text: expect.stringMatching(/blames every.* reaches 2 hours/) } },
    })
  })
})

describe('a span of blame that the catalogue gives', () => {
  it('is told, and chance is reckoned with it, as where the question gives it', async () => {
    const question = `query ($w: WindowInput!, $d: DefinitionInput) { service(name: "weir") { metrics(window: $w, definition: $d) {
      changeFailureRate { failed byTimeAlone byTimeAloneExpectedByChance definition { text } } } } }`
    const asked = await api.data(question, { w: week, d: { blameWindowHours: 6 } })
    expect(JSON.stringify(asked)).toContain('reaches 6 hours')
    const before = await api.data(question, { w: week })
    expect(before).not.toEqual(asked)
    await saveRules(api.db, { blameWindow: 6 * HOUR })
    await api.drain()
    expect(await api.data(question, { w: week })).toEqual(asked)
    await saveRules(api.db, {})
    await api.drain()
    expect(await api.data(question, { w: week })).toEqual(before)
  })
})

describe('signs of failure', () => {
  const question = `query ($w: WindowInput!, $d: DefinitionInput, $s: String!) { service(name: $s) { metrics(window: $w, definition: $d) {
    changeFailureRate { failed byTimeAlone byTimeAloneExpectedByChance definition { text } } deploymentReworkRate { rework } } } }`
  interface Signed {
    readonly service: { readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
  }
  const asked = async (s: string, d: object) => (await api.data<Signed>(question, { w: week, d, s })).service.metrics

  it('that are not counted make no failure, whether a question or the catalogue leaves them out', async () => {
    const others = { failureSigns: ['EXPLICIT', 'ROLLBACK', 'REVERT', 'HOTFIX'] }
    const without = await asked('weir', others)
    expect(without['changeFailureRate']).toMatchObject({ byTimeAlone: 0, byTimeAloneExpectedByChance: 0 })
    expect(without['changeFailureRate']?.['definition']).toEqual({
      text: expect.stringContaining('shown by corrections, EXPLICIT, ROLLBACK, REVERT, HOTFIX only.') as unknown,
    })
    const { definition: _text, ...numbers } = without['changeFailureRate'] ?? {}
    const before = await asked('weir', {})
    await saveRules(api.db, { failureSigns: ['EXPLICIT', 'ROLLBACK', 'REVERT', 'HOTFIX'] })
    await api.drain()
    expect((await asked('weir', {}))['changeFailureRate']).toMatchObject(numbers)
    // A question that names all of them has them, whatever the catalogue leaves out.
    const every = await asked('weir', { failureSigns: [...others.failureSigns, 'TIME_ONLY'] })
    await saveRules(api.db, {})
    await api.drain()
    expect(await asked('weir', {})).toEqual(before)
    expect(every['changeFailureRate']).toMatchObject({ byTimeAlone: before['changeFailureRate']?.['byTimeAlone'] })
  })

  it('and reasons for rework are chosen one by one', async () => {
    expect(await asked('pond', { failureSigns: ['REVERT'] })).toMatchObject({
      changeFailureRate: { failed: 0 },
      deploymentReworkRate: { rework: 1 },
    })
    for (const [reworkReasons, rework] of [
      [['ROLLBACK'], 1],
      [['HOTFIX', 'REVERT'], 0],
    ] as const)
      expect(await asked('pond', { reworkReasons })).toMatchObject({ deploymentReworkRate: { rework } })
  })
})

describe('a replay', () => {
  it('of more than fifty services is refused at what asks for it, however they are asked for', async () => {
    const words = 'deploymentFrequency { count }'
    const header = 'query ($w: WindowInput!, $d: DefinitionInput, $a: DateTime)'
    await api.tell(...Array.from({ length: 46 }, (_, index) => live(`many-${index}`, '1', 2, '09:00')))
    for (const [field, how] of [
      ['asOf', { a: '2026-03-19T00:00:00Z' }],
      ['definition.blame', { d: { blame: 'ALL_BETWEEN' } }],
      ['definition.failureSigns', { d: { failureSigns: ['REVERT'] } }],
    ] as const) {
      for (const question of [
        `${header} { services(first: 60) { nodes { metrics(window: $w, definition: $d, asOf: $a) { ${words} } } } }`,
        `${header} { compare(window: $w, definition: $d, asOf: $a) { rows { metrics { ${words} } } } }`,
      ]) {
        const { body } = await api.ask(question, { w: week, ...how })
        expect(body.errors?.[0]).toMatchObject({
          message: expect.stringMatching(/; 51 or more were asked for, at most 50 /),
          extensions: { code: 'TOO_LARGE', field },
        })
      }
    }
  })

  it('of more than a hundred in one document is refused, however many fields they are spread over', async () => {
    const part = (name: string): string =>
      `${name}: compare(window: $w, asOf: $a, services: $s) { rows { metrics { deploymentFrequency { count } } } }`
    const { body } = await api.ask(
      `query ($w: WindowInput!, $a: DateTime, $s: [String!]) { ${part('a')} ${part('b')} ${part('c')} }`,
      { w: week, a: '2026-03-19T00:00:00Z', s: Array.from({ length: 34 }, (_, index) => `many-${index}`) },
    )
    expect(body.errors).toMatchObject([
      {
        message: expect.stringMatching(/10[12] or more were asked for, at most 100 are answered in one document/),
        extensions: { code: 'TOO_LARGE', field: 'asOf' },
      },
    ])
  })
})
