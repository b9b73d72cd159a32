import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, shortWeek, startApi, week } from '../support/graphql-api.ts'

/** The worked day of two services, the second with a second incident that nobody links to anything. */
let api: Api

/** Recorded before all moments that are asked for. */
const told = (events: readonly object[]) => events.map((event) => ({ ...event, recordedAt: '2026-03-18T00:00:00Z' }))

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  const events = [
    ...shortWeek('shop'),
    ...shortWeek('search'),
    {
      type: 'incident',
      id: 'late',
      service: 'search',
      openedAt: '2026-03-17T10:00:00Z',
      resolvedAt: '2026-03-17T11:00:00Z',
    },
    {
      type: 'incident',
      id: 'old',
      service: 'search',
      openedAt: '2026-02-20T10:00:00Z',
      resolvedAt: '2026-03-04T10:00:00Z',
    },
  ]
  await api.tell(...told(events))
})
afterAll(() => api.close())

const numbers = `deploymentFrequency { count perWeek definition { preset } }
  leadTimeForChanges { medianSeconds sampleSize } changeFailureRate { rate failed deployments }
  timeToRestore { medianSeconds sampleSize openCount } deploymentReworkRate { rate unavailableReason }`
const single = `query ($s: String!, $w: WindowInput!, $d: DefinitionInput, $a: DateTime) {
  service(name: $s) { metrics(window: $w, definition: $d, asOf: $a) { ${numbers} } } }`
const presets = ['LEADLINE', 'GITLAB', 'DATADOG', 'DEVLAKE'] as const

interface Told {
  readonly service: { readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>> }
}
interface Beside {
  readonly service: { readonly definitions: readonly Told['service']['metrics'][] }
}

const by = async (preset: string, service = 'shop', more: object = {}) =>
  (await api.data<Told>(single, { s: service, w: week, d: { preset }, ...more })).service.metrics

describe('presets beside each other', () => {
  it('are what each preset answers by itself, in the order that was asked for, each with its words', async () => {
    const question = `query ($w: WindowInput!, $p: [DefinitionPreset!]!) { service(name: "shop") { definitions(window: $w, presets: $p) {
      ${numbers.replace('definition { preset }', 'definition { preset text }')} } } }`
    const asked = presets.toReversed()
    const { definitions } = (await api.data<Beside>(question, { w: week, p: asked })).service
    expect(definitions.map(({ deploymentFrequency }) => deploymentFrequency)).toMatchObject([
      { count: 3, perWeek: 1, definition: { preset: 'DEVLAKE', text: expect.stringMatching(/^As Apache DevLake/) } },
      { count: 3, perWeek: 3, definition: { preset: 'DATADOG', text: expect.stringMatching(/^As Datadog/) } },
      { count: 3, perWeek: 3, definition: { preset: 'GITLAB', text: expect.stringMatching(/^As GitLab/) } },
      { count: 2, perWeek: 2, definition: { preset: 'LEADLINE', text: expect.stringMatching(/^Deployments that/) } },
    ])
    for (const [index, preset] of asked.entries()) {
      const { deploymentFrequency: _, ...alone } = await by(preset)
      expect(definitions[index]).toMatchObject(alone)
    }
  })

  it('say of what a system does not compute that there is no such number', async () => {
    for (const preset of ['GITLAB', 'DATADOG', 'DEVLAKE'])
      expect((await by(preset)).deploymentReworkRate).toEqual({ rate: null, unavailableReason: 'NOT_CONFIGURED' })
  })

  it('reach beyond the window as far as their rules do, and no further than they say', async () => {
    // Nothing was deployed to search after the week: DevLake lays the late incident to its last deployment.
    expect((await by('DEVLAKE', 'search')).changeFailureRate).toMatchObject({ failed: 2, deployments: 3 })
    expect((await by('DEVLAKE', 'shop')).changeFailureRate).toMatchObject({ failed: 1, deployments: 3 })
    // 70 minutes on Tuesday, twelve days on Wednesday.
    expect((await by('GITLAB', 'search')).timeToRestore).toMatchObject({
      medianSeconds: (70 * 60 + 12 * 86_400) / 2,
      sampleSize: 2,
    })
    expect((await by('GITLAB', 'search')).changeFailureRate).toMatchObject({ failed: 1 })
  })
})

describe('a preset', () => {
  it.each(['GITLAB', 'DATADOG', 'DEVLAKE'])('%s answers as of a moment from the same rules', async (preset) => {
    const now = await by(preset)
    expect(await by(preset, 'shop', { a: '2026-03-20T00:00:00Z' })).toEqual(now)
  })

  it('is never told by kept days, also where all else is as by default', async () => {
    const asked = { d: { preset: 'DEVLAKE', kinds: ['CODE', 'CONFIG'] } }
    api.statements.length = 0
    expect((await by('DEVLAKE', 'shop', asked)).deploymentFrequency).toMatchObject({ count: 2, perWeek: 1 })
    expect(api.statements).toContain('fact-deployments')
    expect(api.statements.filter((name) => name.startsWith('packed'))).toEqual([])
  })

  it('is taken by comparisons and teams', async () => {
    const compared = `query ($w: WindowInput!, $d: DefinitionInput) { compare(window: $w, definition: $d) { rows { service { name } metrics { ${numbers} } } } }`
    const { compare } = await api.data<{ compare: { rows: object[] } }>(compared, { w: week, d: { preset: 'GITLAB' } })
    expect(compare.rows).toMatchObject([
      { service: { name: 'search' }, metrics: { deploymentFrequency: { count: 3 } } },
      { service: { name: 'shop' }, metrics: { changeFailureRate: { rate: 1 / 3, failed: 1 } } },
    ])
  })

  it('is refused for more records than can be read', async () => {
    const w = { from: '1901-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z' }
    const all = `query ($w: WindowInput!) { a: compare(window: $w, definition: { preset: DATADOG }) { rows { metrics { deploymentFrequency { count } } } } }`
    expect((await api.ask(all, { w })).body).not.toHaveProperty('errors')
    const many = Array.from({ length: 3 }, (_, index) => shortWeek(`other-${index}`)).flat()
    await api.tell(...many)
    const beside = `query ($w: WindowInput!) { services { nodes { definitions(window: $w, presets: [DATADOG]) { deploymentFrequency { count } } } } }`
    const own = (definition: string, numbers: string): string =>
      `query ($w: WindowInput!) { services { nodes { metrics(window: $w, definition: { ${definition} }) { leadTimeForChanges { ${numbers} } } } } }`
    expect((await api.ask(own('unit: CHANGE', 'medianSeconds'), { w })).body).not.toHaveProperty('errors')
    const records = [own('excludeWeekend: true', 'medianSeconds'), own('unit: CHANGE', 'linesPerChange')]
    for (const question of [all, beside, ...records]) {
      expect((await api.ask(question, { w })).body).toMatchObject({
        errors: [{ extensions: { code: 'TOO_LARGE', field: 'window' } }],
      })
    }
  })
})

interface Evidence {
  readonly service: {
    readonly metrics: {
      readonly leadTimeForChanges: {
        readonly series: readonly { readonly sampleSize: number }[]
        readonly samples: { readonly totalCount: number; readonly nodes: readonly { readonly seconds: number }[] }
      }
      readonly changeFailureRate: object
      readonly timeToRestore: object
    }
  }
}

describe('the evidence of a preset', () => {
  const evidence = `query ($w: WindowInput!, $d: DefinitionInput, $a: DateTime) { service(name: "shop") { metrics(window: $w, definition: $d, asOf: $a) {
    leadTimeForChanges { series(by: DAY) { sampleSize medianSeconds } samples { totalCount nodes { seconds change { number } deployment { kind } stages { stage seconds } } } }
    changeFailureRate { series(by: WEEK) { numerator denominator } incidents { nodes { externalId } }
      failures { nodes { basis seconds deployment { kind } restoredBy { kind } incidents { externalId } } } }
    timeToRestore { series(by: WEEK) { medianSeconds } incidents { nodes { externalId } } samples { nodes { basis seconds deployment { kind } restoredBy { kind } } } } } } }`
  const of = async (preset: string, a?: string) =>
    (await api.data<Evidence>(evidence, { w: week, d: { preset }, a })).service.metrics

  it('GITLAB is incidents and merged requests', async () => {
    const { leadTimeForChanges, changeFailureRate, timeToRestore } = await of('GITLAB')
    expect(leadTimeForChanges.samples.nodes.map(({ seconds }) => seconds / 60).toSorted((a, b) => a - b)).toEqual([
      30, 1080, 1260,
    ])
    expect(leadTimeForChanges.series.map(({ sampleSize }) => sampleSize)).toEqual([0, 3, 0, 0, 0, 0, 0])
    const incidents = { nodes: [{ externalId: 'shop-outage' }] }
    expect(changeFailureRate).toMatchObject({ incidents, failures: { nodes: [] } })
    expect(timeToRestore).toMatchObject({ incidents, series: [{ medianSeconds: 4200 }], samples: { nodes: [] } })
  })

  it.each([undefined, '2026-03-20T00:00:00Z'])(
    'DATADOG is deployments and what remedied them (as of %s)',
    async (a) => {
      const { leadTimeForChanges, changeFailureRate, timeToRestore } = await of('DATADOG', a)
      expect(leadTimeForChanges.samples.nodes).toMatchObject([
        { seconds: 3 * 3600, change: null, stages: [{ stage: 'UNACCOUNTED', seconds: 3 * 3600 }] },
        { seconds: 22 * 3600, change: null },
      ])
      const failures = [
        { basis: 'HOTFIX', deployment: { kind: 'ROLLBACK' }, restoredBy: { kind: 'CODE' }, seconds: 375 * 60 },
        { basis: 'ROLLBACK', deployment: { kind: 'CODE' }, restoredBy: { kind: 'ROLLBACK' }, seconds: 45 * 60 },
      ]
      expect(changeFailureRate).toMatchObject({
        failures: { nodes: failures },
        series: [{ numerator: 2, denominator: 3 }],
      })
      expect(timeToRestore).toMatchObject({ samples: { nodes: failures }, series: [{ medianSeconds: 210 * 60 }] })
    },
  )

  it('DEVLAKE is deployments with the incidents that are blamed on them', async () => {
    const { changeFailureRate, timeToRestore } = await of('DEVLAKE')
    const failure = { basis: 'TIME_ONLY', seconds: 90 * 60, deployment: { kind: 'CODE' } }
    expect(changeFailureRate).toMatchObject({
      failures: { nodes: [{ ...failure, incidents: [{ externalId: 'shop-outage' }] }] },
    })
    expect(timeToRestore).toMatchObject({
      samples: { nodes: [failure] },
      incidents: { nodes: [{ externalId: 'shop-outage' }] },
    })
  })
})
