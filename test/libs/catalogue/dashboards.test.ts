import { expect, it } from 'vitest'
import { effectsOf } from '#domain/catalogue-effects'
import { fieldsAt } from '#catalogue/file-schema'
import { planCatalogue } from '#catalogue/plan'
import { pathText, problemText } from '#catalogue/problem'
import { readCatalogue } from '#catalogue/read-catalogue'
import { changeWords } from '#catalogue/words'
import type { CatalogueState, PresentService, WantedCatalogue } from '#domain/catalogue'
import { servicesNamedBy, widthsOf } from '#domain/dashboard'

const context = { now: 0, placeText: pathText }

function wantedOf(text: string): WantedCatalogue {
  const read = readCatalogue(text)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.wanted
}

function told(text: string): string[] {
  const read = readCatalogue(text)
  return read.ok ? [] : read.problems.map((problem) => problemText('f', problem))
}

function state(services: readonly string[], wanted: WantedCatalogue = {}): CatalogueState {
  const present = services.map(
    (name): PresentService => ({
      name,
      team: null,
      repository: null,
      paths: [],
      images: [],
      badges: false,
      incidentKeys: [],
      aliases: name === 'cart' ? ['basket'] : [],
      discovered: true,
      deployments: 1,
    }),
  )
  const { dashboards = [] } = wanted
  return {
    teams: ['Sales'],
    services: present,
    environments: [],
    environmentRules: [],
    rules: {},
    alerts: [],
    freezes: [],
    notify: [],
    alertChannels: [],
    channels: [],
    dashboards,
  }
}

const one = (rows: string, more = ''): string => `dashboards:\n  - name: a\n${more}    rows:\n${rows}`

it('says what is wanted, with all that the file leaves out', () => {
  const wanted = wantedOf(
    one(
      '      - - { part: METRIC, metric: timeToRestore, service: shop }\n        - { part: STAGES, service: cart, width: 3 }\n',
    ),
  )
  const rest = { title: null, services: [], text: null }
  expect(wanted.dashboards).toEqual([
    {
      name: 'a',
      title: 'a',
      variables: { services: [], teams: [], environments: ['production'], last: 'P90D', timeZone: 'UTC' },
      rows: [
        [
          { ...rest, kind: 'METRIC', width: 9, metric: 'timeToRestore', service: 'shop' },
          { ...rest, kind: 'STAGES', width: 3, metric: null, service: 'cart' },
        ],
      ],
    },
  ])
  expect(servicesNamedBy(wanted.dashboards?.[0] ?? { variables: {} as never, rows: [] })).toEqual(['shop', 'cart'])
})

it.each([
  [
    [null, null, null],
    [4, 4, 4],
  ],
  [
    [5, null, null],
    [5, 3, 3],
  ],
  [
    [6, 6],
    [6, 6],
  ],
  [[6, 7], null],
  [[12, null], null],
])('shares a row of %j as %j', (stated, widths) => expect(widthsOf(stated)).toEqual(widths))

it.each([
  [
    '      - - part: METRIK\n',
    'f:4:17 dashboards[0].rows[0][0].part: must be one of METRIC, STAGES, SERVICES, COMPARISON, DEPLOYMENTS, TEXT, not "METRIK". Did you mean METRIC?',
  ],
  ['      - - { part: TEXT, text: x, width: 13 }\n', 'f:4:41 dashboards[0].rows[0][0].width: must be at most 12.'],
  ['      - - { part: TEXT, text: x, width: 0 }\n', 'f:4:41 dashboards[0].rows[0][0].width: must be at least 1.'],
  [
    '      - - { part: TEXT, text: x, wide: 2 }\n',
    'f:4:34 dashboards[0].rows[0][0].wide: there is no such field; here may stand part, width, title, metric, service, services, text. Did you mean width?',
  ],
  [
    '      - - { part: TEXT, text: x, width: 7 }\n        - { part: TEXT, text: x, width: 6 }\n',
    'f:4:9 dashboards[0].rows[0]: is wider than 12; make parts narrower, or begin another row.',
  ],
  [
    '      - - { part: METRIC, service: a }\n',
    'f:4:11 dashboards[0].rows[0][0]: a part METRIC needs metric; write it.',
  ],
  [
    '      - - { part: TEXT, text: x, metric: timeToRestore }\n',
    'f:4:42 dashboards[0].rows[0][0].metric: a part TEXT has no metric; take it out.',
  ],
  [
    '      - - { part: STAGES }\n',
    'f:4:11 dashboards[0].rows[0][0]: is of no service; give it a service, or the dashboard variables.services to choose from.',
  ],
  [
    '      - - { part: SERVICES }\n',
    'f:4:11 dashboards[0].rows[0][0]: is of no services; give it services, or the dashboard variables.teams to choose from.',
  ],
  [
    '      - [{ part: TEXT, text: x }, { part: TEXT, text: x }]\n'.repeat(13),
    'f:4:7 dashboards[0].rows: has 26 parts, and a dashboard at most 24; make two of it.',
  ],
])('tells where %j is wrong, and what to do', (rows, problem) => expect(told(one(rows))).toEqual([problem]))

it('tells a doubled name, a bad name, a bad span and a bad zone', () => {
  const text = '      - - { part: TEXT, text: x }\n'
  expect(told(`${one(text)}  - name: a\n    rows:\n${text}`)).toEqual([
    'f:5:11 dashboards[1].name: "a" is the name of dashboards[0] already; a name leads to one place.',
  ])
  expect(told(one(text).replace('name: a', 'name: A b'))[0]).toMatch(/^f:2:11 .*small letters, digits and hyphens/)
  expect(told(one(text, '    variables: { last: 90 days, timeZone: Mars, serwices: [a] }\n'))).toEqual([
    'f:3:24 dashboards[0].variables.last: must be an ISO 8601 duration: P30D, P90D, P1Y.',
    'f:3:43 dashboards[0].variables.timeZone: must be an IANA name of a time zone: Europe/Berlin, UTC.',
    'f:3:49 dashboards[0].variables.serwices: there is no such field; here may stand services, teams, environments, last, timeZone. Did you mean services?',
  ])
  expect(fieldsAt(['dashboards', 0, 'variables'])).toContain('timeZone')
})

it('names a hundred services and no more', () => {
  const row = (at: number): string =>
    `      - [{ part: SERVICES, services: [${Array.from({ length: 20 }, (_, index) => `s${at * 20 + index}`).join()}] }]\n`
  const rows = Array.from({ length: 5 }, (_, at) => row(at)).join('')
  expect(told(one(rows))).toEqual([])
  expect(told(one(`${rows}${row(5)}`))).toEqual([
    'f:2:5 dashboards[0]: names 120 services, and a dashboard at most 100; make two of it.',
  ])
})

it('plans what is new, other and gone, moves no number by it, and plans nothing twice', () => {
  const text = (words: string, name = 'a'): string =>
    one(`      - - { part: TEXT, text: ${words} }\n`).replace('name: a', `name: ${name}`)
  const before = wantedOf(`${text('x')}${text('x', 'b').replace('dashboards:\n', '')}`)
  const wanted = wantedOf(`${text('y')}${text('x', 'c').replace('dashboards:\n', '')}`)
  const { changes, problems } = planCatalogue(state([], before), wanted, () => () => null, context)
  expect(problems).toEqual([])
  expect(changes).toMatchObject([{ type: 'DASHBOARDS_CHANGED', fresh: ['c'], changed: ['a'], gone: ['b'] }])
  expect(changes.flatMap(changeWords)).toEqual([
    '+ dashboard c, at /d/c',
    '~ dashboard a',
    '- dashboard b; what embeds it shows that it is gone',
  ])
  expect(effectsOf(changes)).toEqual({ services: [], everything: [] })
  expect(planCatalogue(state([], wanted), wanted, () => () => null, context).changes).toEqual([])
  expect(planCatalogue(state([], before), { teams: [] }, () => () => null, context).changes).toEqual([])
})

it('tells services and teams that nobody knows, and takes aliases and those that the file lists', () => {
  const rows =
    '      - - { part: SERVICES, services: [shop, basket, chart, later] }\n        - { part: COMPARISON, metric: timeToRestore }\n'
  const wanted = wantedOf(one(rows, '    variables: { teams: [Sales, Tools] }\n'))
  const plan = (more: WantedCatalogue) =>
    planCatalogue(state(['shop', 'cart']), { ...wanted, ...more }, () => () => null, context)
  expect(plan({}).problems).toEqual([
    'dashboard a: no service is called "chart". Did you mean cart?',
    'dashboard a: no service is called "later". Where it is still to come, list it under services.',
    'dashboard a: no team is called "Tools". Where it is still to come, list it under teams.',
  ])
  const listed = { services: [{ name: 'chart', aliases: ['later'] }], teams: ['Tools'] }
  expect(plan(listed).problems).toEqual([])
})
