import { describe, expect, it } from 'vitest'
import { planCatalogue } from '#catalogue/plan'
import { pathText, problemText } from '#catalogue/problem'
import { placesOf, readCatalogue } from '#catalogue/read-catalogue'
import { changeWords } from '#catalogue/words'
import { usualRule } from '#domain/alert-rule'
import type { CatalogueState, PresentService, WantedCatalogue } from '#domain/catalogue'
import { effectsOf } from '#domain/catalogue-effects'

const now = Date.parse('2026-11-23T00:00:00Z')

function told(text: string): string[] {
  const read = readCatalogue(text)
  return read.ok ? [] : read.problems.map((problem) => problemText('f', problem))
}

function wantedOf(text: string): WantedCatalogue {
  const read = readCatalogue(text)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.wanted
}

function service(name: string, aliases: readonly string[] = []): PresentService {
  const lists = { paths: [], images: [], incidentKeys: [] }
  return { name, team: null, repository: null, ...lists, aliases, badges: false, discovered: false, deployments: 1 }
}

function state(more: Partial<CatalogueState> = {}): CatalogueState {
  return {
    teams: ['Sales'],
    services: [service('shop', ['store']), service('cart')],
    environments: [{ name: 'live', tier: 'PRODUCTION' }],
    environmentRules: [],
    rules: {},
    dashboards: [],
    alerts: [],
    freezes: [],
    notify: [],
    alertChannels: [],
    channels: ['pager', 'sales'],
    ...more,
  }
}

function planOf(text: string, present = state()): { problems: readonly string[]; words: readonly string[] } {
  const placeOf = placesOf(text)
  const placeText = (path: readonly PropertyKey[]): string => `f:${placeOf(path).line} ${pathText(path)}`
  const { changes, problems } = planCatalogue(present, wantedOf(text), () => () => null, { now, placeText })
  expect(effectsOf(changes)).toEqual({ services: [], everything: [] })
  return { problems, words: changes.flatMap(changeWords) }
}

/** What a catalogue holds after a file was applied to it. */
function after(text: string, present = state()): CatalogueState {
  const { alerts = [], freezes = [] } = wantedOf(text)
  const stated = { origin: 'FILE' as const }
  return {
    ...present,
    alerts: alerts.map((rule) => ({ ...rule, ...stated })),
    freezes: freezes.map((freeze) => ({ ...freeze, ...stated })),
  }
}

const rule = (fields: string): string => `alerts:\n  - name: a\n    ${fields}\n`

it('says what is wanted, with all that the file leaves out', () => {
  const text = `alerts:
  - name: nights
    teams: [Sales]
    metrics: [changeFailureRate]
    threshold: { above: 15% }
    quietHours: { from: 22:00, to: 07:00, timeZone: Europe/Berlin, days: [FRIDAY] }
    channels: [sales]
  - name: off
    services: [cart]
    isOn: false
freezes:
  - { name: holidays, from: 2026-12-24, to: 2027-01-02, timeZone: Europe/Berlin, reason: nobody is there }
`
  expect(wantedOf(text)).toEqual({
    alerts: [
      {
        ...usualRule,
        name: 'nights',
        teams: ['Sales'],
        metrics: ['changeFailureRate'],
        threshold: { metric: 'changeFailureRate', above: 0.15, below: null, last: 'P28D' },
        quietHours: { from: 1_320, to: 420, timeZone: 'Europe/Berlin', days: ['FRIDAY'] },
        channels: ['sales'],
      },
      { ...usualRule, name: 'off', services: ['cart'], isOn: false },
    ],
    freezes: [
      {
        name: 'holidays',
        services: [],
        teams: [],
        from: Date.parse('2026-12-23T23:00:00Z'),
        to: Date.parse('2027-01-01T23:00:00Z'),
        timeZone: 'Europe/Berlin',
        reason: 'nobody is there',
      },
    ],
  })
})

const five = 'deploymentFrequency, leadTimeForChanges, changeFailureRate, timeToRestore, deploymentReworkRate'
const lead = 'metrics: [leadTimeForChanges]\n    '
const rate = 'metrics: [changeFailureRate]\n    '
const duration = 'an ISO 8601 duration without months and years: PT12H, P2D'
const share = 'a share from 0 to 1, or in percent: 0.15, 15%'

it.each([
  [
    'metrics: [leadTime]',
    'f:3:15 alerts[0].metrics[0]: must be one of leadTimeForChanges, pendingAge, deploymentFrequency, silence, changeFailureRate, deploymentReworkRate, timeToRestore, openFailure, not "leadTime". Did you mean leadTimeForChanges?',
  ],
  [
    'budget: 1',
    'f:3:5 alerts[0].budget: there is no such field; here may stand name, services, teams, environment, metrics, falseAlarmsPerServiceYear, threshold, quietHours, channels, isOn.',
  ],
  [
    'threshold: { abov: 1 }',
    'f:3:18 alerts[0].threshold.abov: there is no such field; here may stand above, below, last. Did you mean above?',
  ],
  ['falseAlarmsPerServiceYear: 0.01', 'f:3:32 alerts[0].falseAlarmsPerServiceYear: must be at least 0.05.'],
  ['falseAlarmsPerServiceYear: 2', 'f:3:32 alerts[0].falseAlarmsPerServiceYear: must be at most 1.'],
  ['threshold: { above: P2D }', `f:3:16 alerts[0].threshold: is of one metric; name it: metrics: [one of ${five}].`],
  [
    'metrics: [leadTimeForChanges, silence]\n    threshold: { above: P2D }',
    `f:4:16 alerts[0].threshold: is of one metric; name it: metrics: [one of ${five}].`,
  ],
  [
    'metrics: [silence]\n    threshold: { above: P2D }',
    `f:3:15 alerts[0].metrics[0]: silence has no threshold; a threshold is of one of ${five}.`,
  ],
  [
    `${lead}threshold: { above: P2D }\n    falseAlarmsPerServiceYear: 0.5`,
    'f:5:32 alerts[0].falseAlarmsPerServiceYear: has no meaning beside a threshold, which no test decides; keep one of the two.',
  ],
  [`${lead}threshold: {}`, 'f:4:16 alerts[0].threshold: needs above or below; write one.'],
  [`${lead}threshold: { above: null }`, 'f:4:16 alerts[0].threshold: needs above or below; write one.'],
  [
    `${lead}threshold: { above: 12 }`,
    `f:4:25 alerts[0].threshold.above: is no value of leadTimeForChanges; write ${duration}.`,
  ],
  [
    `${lead}threshold: { above: P1M }`,
    `f:4:25 alerts[0].threshold.above: is no value of leadTimeForChanges; write ${duration}.`,
  ],
  [
    `${lead}threshold: { above: true }`,
    'f:4:25 alerts[0].threshold.above: must be a duration (P2D), a share (0.15, 15%) or a number of deployments a week (3).',
  ],
  [
    `${lead}threshold: { above: P1D, below: P2D }`,
    'f:4:16 alerts[0].threshold: is always reached: every value is above the one or below the other.',
  ],
  [
    `${lead}threshold: { above: P1D, last: P2Y }`,
    'f:4:36 alerts[0].threshold.last: is longer than a year; write P28D, P90D, P1Y.',
  ],
  [
    `${rate}threshold: { above: 15 }`,
    `f:4:25 alerts[0].threshold.above: is never reached: a share is at most 1; write ${share}.`,
  ],
  [
    `${rate}threshold: { above: 100% }`,
    `f:4:25 alerts[0].threshold.above: is never reached: a share is at most 1; write ${share}.`,
  ],
  [
    `${rate}threshold: { above: -0.1 }`,
    `f:4:25 alerts[0].threshold.above: is always reached: no value is below 0; write ${share}.`,
  ],
  [`${rate}threshold: { below: 0 }`, `f:4:25 alerts[0].threshold.below: is never reached; write ${share}.`],
  [
    `${rate}threshold: { below: 101% }`,
    `f:4:25 alerts[0].threshold.below: is always reached: a share is at most 1; write ${share}.`,
  ],
  [
    'metrics: [deploymentFrequency]\n    threshold: { below: P7D }',
    'f:4:25 alerts[0].threshold.below: is no value of deploymentFrequency; write deployments a week: 3.',
  ],
  [
    'channels: [x]\n    quietHours: { from: 22:00, to: 22:00 }',
    'f:4:17 alerts[0].quietHours: begin when they end; write other times, or 00:00 to 24:00 with the days that are quiet.',
  ],
  [
    'channels: [x]\n    quietHours: { from: 00:00, to: 24:00 }',
    'f:4:17 alerts[0].quietHours: are all hours: nobody would ever be told; name days, or take out channels.',
  ],
  [
    'quietHours: { from: 22:00, to: 07:00 }',
    'f:3:17 alerts[0].quietHours: have no meaning without channels: nobody is told; write channels, or take them out.',
  ],
  [
    'quietHours: { from: 10pm, to: 24:01 }',
    'f:3:25 alerts[0].quietHours.from: must be HH:MM by the local clock: 22:00.',
  ],
  [
    'quietHours: { from: 22:00, to: 07:00, timeZone: Mars }',
    'f:3:53 alerts[0].quietHours.timeZone: must be an IANA name of a time zone: Europe/Berlin, UTC.',
  ],
  ['isOn: maybe', 'f:3:11 alerts[0].isOn: must be boolean, not "maybe".'],
  [
    'channels: [x]\n  - { name: a, environment: staging }',
    'f:4:13 alerts[1].name: "a" is the name of alerts[0] already; a name leads to one place.',
  ],
  [
    'channels: [x, y]\n  - { name: b, channels: [y], metrics: [silence] }',
    'f:4:5 alerts[1]: says nothing that a does not say already; take it out.',
  ],
  [
    'services: [x]\n  - { name: b, services: [y, x] }',
    'f:2:5 alerts[0]: says nothing that b does not say already; take it out.',
  ],
])('tells where %j is wrong, and what to do', (fields, problem) => expect(told(rule(fields))[0]).toBe(problem))

it.each([
  ['above all', 'teams: [x]\n  - { name: b }'],
  ['by another budget', 'channels: [x]\n  - { name: b, channels: [x], falseAlarmsPerServiceYear: 1 }'],
  ['at other times', 'channels: [x]\n  - { name: b, channels: [x], quietHours: { from: 22:00, to: 07:00 } }'],
  ['elsewhere', 'channels: [x]\n  - { name: b, channels: [x], environment: staging }'],
  ['more metrics', 'metrics: [silence]\n  - { name: b }'],
  ['on a weekend', 'channels: [x]\n    quietHours: { from: 00:00, to: 24:00, days: [SUNDAY] }'],
])('takes two rules of which one says more %s', (_what, fields) => {
  const problems = told(rule(fields))
  expect(problems.filter((problem) => !problem.includes('f:2:5'))).toEqual([])
})

it.each([
  [
    'from: 24.12.2026, to: 2027-01-02',
    'f:2:22 freezes[0].from: must be a date (2026-12-24) or a time with an offset (2026-12-24T18:00:00+01:00).',
  ],
  [
    'from: 2026-12-24, to: 2026-12-24',
    'f:2:38 freezes[0].to: is when it begins; write the date after the last that is frozen.',
  ],
  ['from: 2026-12-24, to: 2026-12-20', 'f:2:38 freezes[0].to: is before it begins; exchange from and to.'],
  [
    'from: 2026-12-24, to: 2028-01-02',
    'f:2:38 freezes[0].to: is more than a year after it begins; switch alerts off instead: a rule with isOn: false.',
  ],
])('tells where a freeze %s is wrong', (dates, problem) => {
  expect(told(`freezes:\n  - { name: holidays, ${dates}, reason: x }\n`.replace('holidays', 'h'))).toEqual([problem])
})

describe('the plan', () => {
  const file = `alerts:
  - { name: a, services: [shop], environment: live, channels: [sales, pager] }
  - { name: b, teams: [Sales], metrics: [leadTimeForChanges], threshold: { above: P2D } }
freezes:
  - { name: holidays, from: 2026-12-24, to: 2027-01-02, teams: [Sales], reason: nobody is there }
`

  it('adds, and then plans nothing, whatever the order of lists', () => {
    expect(planOf(file)).toEqual({
      problems: [],
      words: [
        '+ alert rule a: shop in live; metrics all; 0.25 false alarms of each test a service and year; tells pager, sales',
        '+ alert rule b: all of Sales in production; metrics leadTimeForChanges; above P2D over P28D; tells nobody; pages show it',
        '+ freeze holidays: all of Sales; 2026-12-24T00:00:00.000Z to 2027-01-02T00:00:00.000Z; nobody is there',
      ],
    })
    expect(planOf(file.replace('sales, pager', 'pager, sales'), after(file)).words).toEqual([])
    expect(planOf('teams: []\n', after(file)).words).toEqual([])
  })

  it('changes, takes away, and leaves what the API made unless the file states it', () => {
    const api = { ...usualRule, name: 'b', origin: 'API' as const }
    const present = after(file)
    const [first] = present.alerts
    const made = { ...present, alerts: [...(first ? [first] : []), api, { ...api, name: 'c' }] }
    const changed = file.replace('shop]', 'shop], isOn: false').replace('2027-01-02', '2027-01-03')
    expect(planOf(changed, made).words).toEqual([
      '~ alert rule a',
      '    is on: yes -> no',
      '~ alert rule b (made by the API, stated by this file from now on)',
      '    of: every service -> all of Sales',
      '    metrics: all -> leadTimeForChanges',
      '    limit: 0.25 false alarms of each test a service and year -> above P2D over P28D',
      '~ freeze holidays',
      '    to: 2027-01-02T00:00:00.000Z -> 2027-01-03T00:00:00.000Z',
    ])
    expect(planOf('alerts: []\nfreezes: []\n', made).words).toEqual([
      '- alert rule a',
      '- freeze holidays; what happened in it may raise alerts',
    ])
  })

  it('takes a service by the name that it will have', () => {
    const renamed = 'services:\n  - { name: web, aliases: [shop] }\n'
    const { problems, words } = planOf(`${renamed}${file.replace('[shop]', '[web]')}`, after(file))
    expect(problems).toEqual([])
    expect(words.filter((line) => line.includes('alert'))).toEqual([])
    expect(planOf(file.replace('[shop]', '[store]'), after(file)).words).toEqual([])
  })

  it('tells each name that nobody knows, with its line', () => {
    const text = `alerts:
  - name: a
    services: [shop, chart]
    teams: [Sails]
    environment: prodction
    channels:
      - pager
      - page
  - { name: b, environment: Staging, teams: [Sales] }
freezes:
  - { name: old, from: 2026-01-01, to: 2026-01-05, services: [later], reason: x }
`
    expect(planOf(text).problems).toEqual([
      'f:3 alerts[0].services[1]: no service is called "chart". Did you mean cart?',
      'f:4 alerts[0].teams[0]: no team is called "Sails". Did you mean Sales?',
      'f:5 alerts[0].environment: no environment is called "prodction". Did you mean production?',
      'f:8 alerts[0].channels[1]: no channel is called "page". Did you mean pager?',
      'f:11 freezes[0].services[0]: no service is called "later". Where it is still to come, list it under services.',
      'f:11 freezes[0].to: is over already, and what it would have silenced was told; take the freeze out.',
    ])
    expect(planOf(rule('environment: moon')).problems).toEqual([
      'f:3 alerts[0].environment: no environment is called "moon". There is: live, production, staging, testing, development, ephemeral, other.',
    ])
    expect(planOf(rule('environment: LIVE')).problems).toHaveLength(1)
    expect(planOf(rule('channels: [mail]'), state({ channels: [] })).problems).toEqual([
      'f:3 alerts[0].channels[0]: no channel is called "mail". There is none yet: npx leadline channel add makes one.',
    ])
  })

  it('keeps a freeze that is over, once it was told', () => {
    const text = 'freezes:\n  - { name: old, from: 2026-01-01, to: 2026-01-05, reason: x }\n'
    expect(planOf(text, after(text)).problems).toEqual([])
    expect(planOf(text.replace('01-05', '01-06'), after(text)).problems).toHaveLength(1)
  })
})
