import { describe, expect, it } from 'vitest'
import { idleRules } from '#catalogue/idle-rules'
import { plannedRules } from '#catalogue/planned-rules'
import { type AlertRule, type RuledStream, usualRule } from '#domain/alert-rule'
import type { FreezeWindow } from '#domain/freeze-window'
import { type NotifyRule, notifiedOutcomes } from '#domain/notify-rule'

const live = { environment: 'live', tier: 'PRODUCTION' } as const
const streams: readonly RuledStream[] = [
  { service: 'shop', team: 'Sales', ...live },
  { service: 'cart', team: 'Sales', ...live },
  { service: 'till', team: null, ...live },
  { service: 'shop', team: 'Sales', environment: 'stage', tier: 'STAGING' },
]
const night = { from: 1_320, to: 420, timeZone: 'UTC', days: [] }
const limit = { metric: 'leadTimeForChanges', above: 1, below: null, last: 'P7D' } as const
const lead = { metrics: ['leadTimeForChanges'], threshold: limit } as const

type Some<T> = Partial<T> & { readonly name: string }

function alerts(...rules: readonly Some<AlertRule>[]): object {
  const all = { alerts: rules.map((rule) => ({ ...usualRule, ...rule })), freezes: [], notify: [] }
  return Object.fromEntries(idleRules(all, streams).alerts)
}

it('a plan is read as it will be: by new names, teams and environments', () => {
  const rule = { ...usualRule, origin: 'FILE' as const, channels: ['x'] }
  const present = {
    teams: ['Sales'],
    services: [],
    environments: [],
    environmentRules: [],
    rules: {},
    dashboards: [],
    freezes: [],
    notify: [],
    channels: ['x'],
    alertChannels: [],
    alerts: [
      { ...rule, name: 'gone' },
      { ...rule, name: 'stays', services: ['shop'], environment: 'live' },
    ],
  }
  const ops = { ...usualRule, name: 'ops', teams: ['Ops'], environment: 'world', channels: ['y'] }
  const { rules, streams: after } = plannedRules(
    present,
    [
      { type: 'SERVICE_RENAMED', from: 'shop', to: 'store' },
      { type: 'SERVICE_CHANGED', service: 'store', change: { team: 'Ops' }, before: {}, confirmed: false },
      {
        type: 'ENVIRONMENTS_CHANGED',
        rules: [{ name: 'world', tier: 'PRODUCTION', match: [] }],
        moves: [{ from: 'live', to: 'world' }],
        tiers: [],
      },
      { type: 'ALERTS_CHANGED', fresh: [ops], changed: [], gone: ['gone'] },
    ],
    streams,
  )
  expect(rules.alerts).toMatchObject([
    { name: 'stays', services: ['store'], environment: 'world' },
    { name: 'ops', environment: 'world' },
  ])
  expect(after[0]).toEqual({ service: 'store', team: 'Ops', environment: 'world', tier: 'PRODUCTION' })
  expect(Object.fromEntries(idleRules(rules, after).alerts)).toEqual({
    ops: expect.stringContaining('in its place (stays).'),
  })
})

describe('an alert rule', () => {
  it.each<[string, Some<AlertRule>[]]>([
    ['that tells', [{ name: 'a', channels: ['x'] }]],
    [
      'that says less of a service than others say of all',
      [
        { name: 'a', channels: ['x'] },
        { name: 'b', services: ['shop'] },
      ],
    ],
    [
      'of another channel',
      [
        { name: 'a', channels: ['x'] },
        { name: 'b', channels: ['y'] },
      ],
    ],
    ['of another budget', [{ name: 'a', falseAlarmsPerServiceYear: 0.1, channels: ['x'] }]],
    ['that is off', [{ name: 'a', services: ['till'], isOn: false }]],
    ['of staging, where nothing is watched without one', [{ name: 'a', environment: 'staging' }]],
    ['with a threshold', [{ name: 'a', ...lead }]],
    ['that is quiet', [{ name: 'a', channels: ['x'], quietHours: night }]],
  ])('%s counts', (_what, rules) => expect(alerts(...rules)).toEqual({}))

  it.each<[string, Some<AlertRule>[], object]>([
    [
      'of nothing that was deployed',
      [
        { name: 'a', services: ['cart'], teams: ['Ops'], environment: 'staging', channels: ['x'] },
        { name: 'b', environment: 'testing', channels: ['x'] },
      ],
      {
        a: 'It is about nothing yet: of cart, the services of Ops nothing was deployed to staging.',
        b: 'It is about nothing yet: nothing was deployed to testing.',
      },
    ],
    [
      'that says what holds anyway',
      [{ name: 'a' }],
      { a: 'It changes nothing: what it says holds without it. Name channels, or take it out.' },
    ],
    [
      'that others stand in the place of',
      [
        { name: 'a', teams: ['Sales'], channels: ['x'] },
        { name: 'b', services: ['shop', 'cart'], channels: ['y'] },
      ],
      {
        a: 'It changes nothing: for all that it is about, other rules hold beside it or in its place (b). Take it out, or name other services or metrics.',
      },
    ],
    [
      'that is off beside one that is on',
      [
        { name: 'a', services: ['shop'], environment: 'live', isOn: false },
        { name: 'b', services: ['shop'], environment: 'live', channels: ['x'] },
      ],
      { a: expect.stringContaining('in its place (b).') },
    ],
    [
      'whose budget is smaller than that of another',
      [
        { name: 'a', falseAlarmsPerServiceYear: 0.05, channels: ['x'] },
        { name: 'b', falseAlarmsPerServiceYear: 1, channels: ['y'] },
      ],
      {
        a: 'Its falseAlarmsPerServiceYear never counts: other rules of the same allow as many or more, or state a threshold (b).',
      },
    ],
    [
      'whose budget stands beside a threshold',
      [
        { name: 'a', metrics: ['leadTimeForChanges'], falseAlarmsPerServiceYear: 0.05, channels: ['x'] },
        { name: 'b', ...lead, channels: ['y'] },
      ],
      { a: expect.stringContaining('or state a threshold (b).') },
    ],
    [
      'that is quiet where another is not',
      [
        { name: 'a', channels: ['x'], quietHours: night, falseAlarmsPerServiceYear: 1 },
        { name: 'b', channels: ['x', 'y'] },
      ],
      { a: 'Its quietHours never count: other rules tell the same channels at any time (b).' },
    ],
    [
      'whose channels were removed',
      [{ name: 'a', quietHours: night, falseAlarmsPerServiceYear: 1 }],
      { a: expect.stringContaining('tells nobody: its channels were removed.') },
    ],
  ])('%s is told', (_what, rules, told) => expect(alerts(...rules)).toEqual(told))
})

it('a freeze is told where nothing is watched that it is of, and where another is longer', () => {
  const freeze = (more: Some<FreezeWindow>): FreezeWindow => ({
    services: [],
    teams: [],
    from: 10,
    to: 20,
    timeZone: 'UTC',
    reason: 'x',
    ...more,
  })
  const freezes = [
    freeze({ name: 'all' }),
    freeze({ name: 'longer', services: ['shop'], to: 30 }),
    freeze({ name: 'shorter', services: ['cart', 'shop'], from: 12 }),
    freeze({ name: 'nobody', teams: ['Ops'] }),
  ]
  const told = idleRules({ alerts: [], freezes, notify: [] }, streams).freezes
  expect(Object.fromEntries(told)).toEqual({
    shorter: 'It changes nothing: others freeze the same at least as long (all, longer). Take it out.',
    nobody: 'It is about nothing yet: no alert watches the services of Ops.',
  })
  // Before anything was deployed.
  expect(idleRules({ alerts: [], freezes, notify: [] }, []).freezes.size).toBe(0)
})

it('a rule of deployments is told where it tells nobody, nothing, or what others tell', () => {
  const rule = (more: Some<NotifyRule>): NotifyRule => ({
    services: [],
    teams: [],
    environment: 'production',
    outcomes: notifiedOutcomes,
    channels: ['x'],
    ...more,
  })
  const notify = [
    rule({ name: 'team', teams: ['Sales'] }),
    rule({ name: 'same', services: ['shop'], outcomes: ['FAILED'] }),
    rule({ name: 'more', services: ['shop'], channels: ['x', 'y'] }),
    rule({ name: 'nobody', services: ['shop'], channels: [] }),
    rule({ name: 'nothing', services: ['cart'], environment: 'stage' }),
  ]
  expect(Object.fromEntries(idleRules({ alerts: [], freezes: [], notify }, streams).notify)).toEqual({
    same: 'It changes nothing: others tell the same channels all of it (team, more). Take it out, or name other channels.',
    nobody: 'It tells nobody: its channels were removed. Name others, or take the rule out.',
    nothing: 'It is about nothing yet: of cart nothing was deployed to stage.',
  })
})
