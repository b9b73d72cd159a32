import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

const measured =
  'query ($w: WindowInput!, $e: String! = "production", $d: DefinitionInput, $a: DateTime) { service(name: "shop") { metrics(window: $w, environment: $e, definition: $d, asOf: $a) { deploymentFrequency { count } leadTimeForChanges { medianSeconds } } } }'

describe('a window', () => {
  it.each([
    ['that ends before it begins', { from: week.to, to: week.from }, 'ENDS_BEFORE_IT_BEGINS', 'window.to'],
    ['of no length', { from: week.from, to: week.from }, 'ENDS_BEFORE_IT_BEGINS', 'window.to'],
    ['without an end', { from: week.from }, 'INCOMPLETE', 'window.to'],
    ['without anything', {}, 'INCOMPLETE', 'window.from'],
    ['said twice', { ...week, last: 'P1D' }, 'CONTRADICTION', 'window.last'],
    ['of 300 years', { last: 'P300Y' }, 'TOO_LONG', 'window.last'],
    ['in a zone that is none', { ...week, timeZone: 'Europe/Atlantis' }, 'UNKNOWN_TIME_ZONE', 'window.timeZone'],
    [
      'of an unknown zone that is very long',
      { ...week, timeZone: 'x'.repeat(5_000) },
      'UNKNOWN_TIME_ZONE',
      'window.timeZone',
    ],
  ])('%s is refused', async (_what, w, reason, field) => {
    const { status, body } = await api.ask(measured, { w })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      data: { service: null },
      errors: [{ extensions: { code: 'BAD_WINDOW', reason, field }, path: ['service', 'metrics'] }],
    })
    expect(body.errors?.[0]?.message.length).toBeLessThan(300)
  })

  it.each([
    [{ from: '2026-03-02', to: week.to }],
    [{ from: 'yesterday', to: week.to }],
    [{ from: 1_772_000_000, to: week.to }],
    [{ last: '90 days' }],
    [{ last: 'P' }],
    [{ from: '2026-03-02T00:00:00', to: week.to }],
  ])('written as %j is refused before it is run', async (w) => {
    const { status, body } = await api.ask(measured, { w })
    expect(status).toBe(400)
    expect(body).toMatchObject({ data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  })

  it('of 199 years is answered, but not day by day', async () => {
    const w = { from: '1901-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z', timeZone: 'Asia/Kolkata' }
    expect((await api.ask(measured, { w })).body).toMatchObject({
      data: { service: { metrics: { deploymentFrequency: { count: 3 } } } },
    })
    const { body } = await api.ask(
      'query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) { deploymentFrequency { series(by: DAY) { count } } } } }',
      { w },
    )
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'TOO_LARGE', field: 'by' } }] })
  })
})

describe('a definition', () => {
  it.each([
    [{ preset: 'GITLAB', start: 'FIRST_COMMIT' }, 'BAD_DEFINITION', 'definition.start'],
    [{ preset: 'GITLAB', excludeWeekend: true }, 'BAD_DEFINITION', 'definition.excludeWeekend'],
    [{ preset: 'DATADOG', unit: 'CHANGE' }, 'BAD_DEFINITION', 'definition.unit'],
    [{ preset: 'DATADOG', minimumConfidence: 'HIGH' }, 'BAD_DEFINITION', 'definition.minimumConfidence'],
    [{ preset: 'DEVLAKE', blameWindowHours: 24 }, 'BAD_DEFINITION', 'definition.blameWindowHours'],
    [{ preset: 'DEVLAKE', blame: 'FIRST_AFTER_TARGET' }, 'BAD_DEFINITION', 'definition.blame'],
    [{ preset: 'DEVLAKE', kinds: [] }, 'BAD_DEFINITION', 'definition.kinds'],
    [{ preset: 'GITLAB', blame: 'ALL_BETWEEN' }, 'BAD_DEFINITION', 'definition.blame'],
    [{ preset: 'DATADOG', blame: 'LAST_BEFORE_ROLLBACK' }, 'BAD_DEFINITION', 'definition.blame'],
    [{ kinds: [] }, 'BAD_DEFINITION', 'definition.kinds'],
    [{ authorship: [] }, 'BAD_DEFINITION', 'definition.authorship'],
    [{ labels: [] }, 'BAD_DEFINITION', 'definition.labels'],
    [{ blameWindowHours: -1 }, 'BAD_DEFINITION', 'definition.blameWindowHours'],
    [{ blameWindowHours: 1e9 }, 'BAD_DEFINITION', 'definition.blameWindowHours'],
    [{ unit: 'COMMIT', start: 'MERGED' }, 'BAD_DEFINITION', 'definition.start'],
  ])('%j is refused: %s', async (d, code, field) => {
    expect((await api.ask(measured, { w: week, d })).body).toMatchObject({ errors: [{ extensions: { code, field } }] })
  })

  it.each([
    [{ preset: 'GITLAB', start: 'MERGED', unit: 'CHANGE', excludeWeekend: false }],
    [{ preset: 'DATADOG', blame: 'FIRST_AFTER_TARGET', kinds: ['CODE'] }],
    [{ preset: 'DEVLAKE', authorship: ['HUMAN'], labels: ['eu'], minimumConfidence: null }],
  ])('%j says nothing against its preset', async (d) => {
    expect((await api.ask(measured, { w: week, d })).body).not.toHaveProperty('errors')
  })

  it('by a preset that is named twice is refused', async () => {
    const { body } = await api.ask(
      'query ($w: WindowInput!) { service(name: "shop") { definitions(window: $w, presets: [GITLAB, GITLAB]) { deploymentFrequency { count } } } }',
      { w: week },
    )
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'presets' } }] })
  })
})

describe('an environment', () => {
  it('that nobody knows is refused with the names of those that there are', async () => {
    expect((await api.ask(measured, { w: week, e: 'mars' })).body).toMatchObject({
      errors: [
        {
          message: 'No environment is called "mars"; there is: prod, prod-eu, prod-us, production.',
          extensions: { code: 'UNKNOWN_ENVIRONMENT', field: 'environment' },
        },
      ],
    })
  })

  it("named by a tier is the service's only one of that tier", async () => {
    const question =
      'query ($w: WindowInput!, $s: String!) { service(name: $s) { metrics(window: $w, environment: "production") { deploymentFrequency { count } } } }'
    expect((await api.ask(question, { w: week, s: 'lone' })).body).toMatchObject({
      data: { service: { metrics: { deploymentFrequency: { count: 1 } } } },
    })
    expect((await api.ask(question, { w: week, s: 'globe' })).body).toMatchObject({
      errors: [
        {
          message: 'globe has several environments of tier production: prod-eu, prod-us. Name one of them.',
          extensions: { code: 'AMBIGUOUS_ENVIRONMENT' },
        },
      ],
    })
  })

  it('that a service never went to gives nothing, and no error', async () => {
    expect((await api.ask(measured, { w: week, e: 'prod-eu' })).body).toMatchObject({
      data: { service: { metrics: { deploymentFrequency: { count: 0 } } } },
    })
  })
})

describe('a name', () => {
  it.each([
    [
      'a service to compare',
      '{ compare(services: ["shop", "nobody"], window: { last: "P1D" }) { rows { service { id } } } }',
      'UNKNOWN_SERVICE',
      'services',
    ],
    [
      'a team to compare',
      '{ compare(team: "nobody", window: { last: "P1D" }) { rows { service { id } } } }',
      'UNKNOWN_TEAM',
      'team',
    ],
    [
      'a service of deployments',
      '{ deployments(filter: { service: "nobody" }) { totalCount } }',
      'UNKNOWN_SERVICE',
      'filter.service',
    ],
    [
      'a service of incidents',
      '{ incidents(filter: { service: "nobody" }) { totalCount } }',
      'UNKNOWN_SERVICE',
      'filter.service',
    ],
    ['a team that runs', '{ running(team: "nobody") { since } }', 'UNKNOWN_TEAM', 'team'],
    ['a service of coverage', '{ coverage(service: "nobody") { deployments } }', 'UNKNOWN_SERVICE', 'service'],
    [
      'a service of a difference',
      '{ difference(service: "nobody", proposed: "1") { commits } }',
      'UNKNOWN_SERVICE',
      'service',
    ],
    [
      'a proposed version',
      '{ difference(service: "shop", proposed: "v77") { commits } }',
      'UNKNOWN_VERSION',
      'proposed',
    ],
    ['no sides of a difference', '{ difference { commits } }', 'BAD_USER_INPUT', 'from'],
    [
      'a version without a commit',
      '{ difference(service: "lone", proposed: "v1") { commits } }',
      'UNKNOWN_VERSION',
      'service',
    ],
    ['a short commit', '{ change(repository: "shop", sha: "c0") { id } }', 'BAD_USER_INPUT', 'sha'],
    ['neither commit nor number', '{ change(repository: "shop") { id } }', 'BAD_USER_INPUT', 'number'],
    [
      'both commit and number',
      '{ change(repository: "shop", sha: "c0c0c0c0", number: 1) { id } }',
      'BAD_USER_INPUT',
      'sha',
    ],
    [
      'attributes that are none',
      '{ deployments(filter: { attributes: [1] }) { totalCount } }',
      'BAD_USER_INPUT',
      'filter.attributes',
    ],
    ['an id that is none', '{ node(id: "nonsense") { id } }', 'BAD_ID', 'id'],
    [
      'an id of something else',
      `{ deployment(id: "${Buffer.from('["Incident","x"]').toString('base64url')}") { id } }`,
      'BAD_ID',
      'id',
    ],
  ])('that is not known is refused: %s', async (_what, query, code, field) => {
    const { status, body } = await api.ask(query)
    expect(status).toBe(200)
    expect(body).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code, field } }] })
  })

  it.each(['{ service(name: "nobody") { id } }', '{ team(name: "nobody") { id } }'])(
    'in %s gives null',
    async (query) => {
      const { body } = await api.ask(query)
      expect(Object.values(body.data ?? {})).toEqual([null])
      expect(body.errors).toBeUndefined()
    },
  )

  it.each([
    "'; drop table service; --",
    '%',
    '_',
    '\\',
    '\u0000'.replace('\u0000', '\ufffd'),
    '👩‍🚀',
    'x'.repeat(10_000),
  ])('such as %j is only a name', async (name) => {
    const { body } = await api.ask(
      'query ($n: String!) { service(name: $n) { id } services(filter: { search: $n }) { totalCount } }',
      { n: name },
    )
    expect(body).toMatchObject({ data: { service: null, services: { totalCount: 0 } } })
  })
})

describe('a fault of ours', () => {
  it('is masked: an id to look for, and nothing of our insides', async () => {
    await api.db.query(sql`alter table team rename to team_away`)
    try {
      const { status, body } = await api.ask('{ teams { totalCount } }')
      expect(status).toBe(200)
      expect(body.errors).toMatchObject([
        {
          message: expect.stringContaining('not with the question'),
          extensions: { code: 'INTERNAL', id: expect.any(String) },
        },
      ])
      expect(JSON.stringify(body)).not.toMatch(/relation|team_away|select|stack|node_modules/)
    } finally {
      await api.db.query(sql`alter table team_away rename to team`)
    }
  })

  it('does not spoil what comes after', async () => {
    expect((await api.ask('{ teams { totalCount } }')).body).toMatchObject({ data: { teams: { totalCount: 2 } } })
  })
})

describe('text with a null character', () => {
  it('is refused', async () => {
    const { body } = await api.ask('query ($n: String!) { service(name: $n) { id } }', { n: 'a\u0000b' })
    expect(body).toMatchObject({
      errors: [{ message: 'A text holds a null character.', extensions: { code: 'BAD_USER_INPUT' } }],
    })
    expect((await api.ask('{ teams { totalCount } }')).status).toBe(200)
  })
})
