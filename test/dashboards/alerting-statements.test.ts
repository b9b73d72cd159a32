import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { readAlertRule, readFreeze } from '#catalogue/read-alert'
import type { StatedRule } from '#dashboards/alerting-answers'
import {
  freezeStatement,
  notifyStatement,
  ruleStatement,
  scheduleAdd,
  scheduleCommands,
  yamlEntry,
} from '#dashboards/alerting-statements'
import { scheduled, statedFreeze, statedRule } from './stated.ts'

const rules: Readonly<Record<string, Partial<StatedRule>>> = {
  'of every service': {},
  'with all fields': {
    services: ['checkout', 'no'],
    teams: ['Pay, ments'],
    environment: 'staging',
    metrics: ['changeFailureRate'],
    falseAlarmsPerServiceYear: 0.1,
    channels: ['chat'],
    quietHours: { from: '22:00', to: '07:00', timeZone: 'Europe/Berlin', days: ['FRIDAY'] },
  },
  'with a plain threshold': {
    metrics: ['leadTimeForChanges'],
    threshold: { above: 'P2D', below: null, last: 'P28D' },
  },
  'that is off': { services: ['legacy'], isOn: false },
}

it.each(Object.entries(rules))('writes a rule %s as the file takes it, and as the API does', (_story, change) => {
  const statement = ruleStatement({ ...statedRule, ...change })
  const [read] = parse(yamlEntry(statement)) as unknown[]
  expect(read).toEqual(statement)
  const ruled = readAlertRule(read)
  expect(ruled).toMatchObject({ ok: true })
  if (!ruled.ok) return
  const { services, teams, environment, metrics, channels, isOn } = { ...statedRule, ...change }
  expect(ruled.stated).toMatchObject({ services, teams, environment, metrics, channels, isOn })
  expect(ruled.stated.threshold === null).toBe((change.threshold ?? null) === null)
  expect(ruled.stated.quietHours?.days).toEqual(change.quietHours?.days)
})

it('writes a freeze by its local dates, and by instants where it begins at another time', () => {
  const statement = freezeStatement(statedFreeze)
  expect(statement).toMatchObject({ from: '2026-12-24', to: '2027-01-02', timeZone: 'Europe/Berlin' })
  const [read] = parse(yamlEntry(statement)) as unknown[]
  const frozen = readFreeze(read)
  expect(frozen.ok && [frozen.stated.from, frozen.stated.to]).toEqual(
    [statedFreeze.from, statedFreeze.to].map((at) => Date.parse(at)),
  )
  expect(freezeStatement({ ...statedFreeze, from: '2026-12-23T17:00:00.000Z' })).toMatchObject({
    from: '2026-12-23T17:00:00.000Z',
    to: '2027-01-02',
  })
})

it('writes whatever somebody calls something so that YAML reads the same', () => {
  const names = fc.array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('no', '~', '1e3', 'a: b', '#x', '- y')),
  )
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), names, (name, services) => {
      const statement = notifyStatement({
        name,
        services,
        teams: [],
        environment: 'production',
        outcomes: ['LIVE'],
        channels: ['chat'],
        origin: 'FILE',
        warning: null,
      })
      expect(parse(yamlEntry(statement))).toEqual([statement])
    }),
  )
})

it('writes the command that makes a schedule as it is, whatever its services are called', () => {
  expect(scheduleAdd(scheduled)).toBe(
    "npx leadline schedule add 'Payments digest' --channel payments-chat --digest --team Payments --environment production --last P7D --every week --day 1 --at 09:00 --time-zone Europe/Berlin",
  )
  const comparison = { ...scheduled, kind: 'COMPARISON', against: 'SAME_WINDOW_LAST_YEAR', every: 'DAY', day: null }
  expect(scheduleAdd({ ...comparison, team: null, services: ['shop', 'a, "b"'] })).toContain(
    `--services 'shop,"a, ""b"""' --environment production --last P7D --against last-year --every day --at`,
  )
  expect(scheduleCommands(scheduled).split('\n')[0]).toBe("npx leadline schedule remove 'Payments digest'")
})
