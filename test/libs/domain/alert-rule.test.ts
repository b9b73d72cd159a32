import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertRule, type RuledStream, rulesFor, usualRule, watchedMetrics } from '#domain/alert-rule'
import { thresholdText, type ThresholdUnit, thresholdValue } from '#domain/alert-threshold'
import { freezeInstant, frozenAt } from '#domain/freeze-window'
import { shuffled } from '../../support/shuffle.ts'

const shop: RuledStream = { service: 'shop', team: 'Sales', environment: 'live', tier: 'PRODUCTION' }

function rule(name: string, more: Partial<AlertRule> = {}): AlertRule {
  return { ...usualRule, name, ...more }
}

/** Names of the rules that hold, by metric. */
function held(rules: readonly AlertRule[], stream = shop): Readonly<Record<string, string>> {
  const found = rulesFor(rules, stream)
  return Object.fromEntries(
    watchedMetrics.map((metric) => [
      metric,
      found
        .filter(({ metrics }) => metrics.includes(metric))
        .map(({ rule: { name } }) => name)
        .join(),
    ]),
  )
}

const every = (names: string): Readonly<Record<string, string>> =>
  Object.fromEntries(watchedMetrics.map((metric) => [metric, names]))

describe('the rules of a service', () => {
  it.each([
    ['none: the usual one', [], 'usual'],
    ['one of all', [rule('all')], 'all'],
    ['its team before all', [rule('all'), rule('team', { teams: ['Sales'] })], 'team'],
    ['its own before its team', [rule('own', { services: ['shop'] }), rule('team', { teams: ['Sales'] })], 'own'],
    ['two of one rank, both', [rule('a', { teams: ['Sales'] }), rule('b', { teams: ['Sales', 'Tools'] })], 'a,b'],
    ['named twice, as the service', [rule('both', { services: ['shop'], teams: ['Sales'] })], 'both'],
    ['others of no concern', [rule('cart', { services: ['cart'] }), rule('x', { teams: ['Tools'] })], 'usual'],
    ['by tier, in any case', [rule('tier', { environment: 'Production' })], 'tier'],
    ['by environment', [rule('name', { environment: 'live' }), rule('other', { environment: 'staging' })], 'name'],
    ['one that is off silences', [rule('all'), rule('off', { services: ['shop'], isOn: false })], ''],
    ['one of two is off', [rule('all'), rule('off', { isOn: false })], 'all'],
  ])('%s', (_what, rules, names) => expect(held(rules)).toEqual(every(names)))

  it('are chosen for each metric', () => {
    const own = rule('own', { services: ['shop'], metrics: ['silence', 'timeToRestore'] })
    const expected = { ...every('all'), silence: 'own', timeToRestore: 'own' }
    expect(held([rule('all'), own])).toEqual(expected)
    expect(held([own])).toEqual({ ...every('usual'), silence: 'own', timeToRestore: 'own' })
  })

  it('are none in an environment that is not production, where nobody says so', () => {
    expect(rulesFor([rule('all')], { ...shop, environment: 'staging', tier: 'STAGING' })).toEqual([])
  })

  const names = fc.subarray(['shop', 'cart'])
  const anyRule = fc
    .record({
      services: names,
      teams: fc.subarray(['Sales', 'Tools']),
      environment: fc.constantFrom('live', 'production', 'staging'),
      metrics: fc.subarray([...watchedMetrics]),
      isOn: fc.boolean(),
    })
    .map((fields) => rule('any', fields))
  const rules = fc.array(anyRule, { maxLength: 6 }).map((list) => list.map((each, at) => ({ ...each, name: `${at}` })))

  it('are the same whatever their order', () => {
    const sets = (list: readonly AlertRule[]): unknown =>
      rulesFor(list, shop)
        .map(({ rule: { name }, metrics }) => [name, [...metrics].toSorted()])
        .toSorted(([a], [b]) => Number(String(a) > String(b)) - Number(String(a) < String(b)))
    fc.assert(
      fc.property(rules, fc.integer(), (list, seed) => {
        expect(sets(shuffled(list, seed))).toEqual(sets(list))
      }),
    )
  })

  it('name the service, or nobody does', () => {
    fc.assert(
      fc.property(rules, (list) => {
        for (const { rule: chosen, metrics } of rulesFor(list, shop)) {
          expect(chosen.isOn).toBe(true)
          if (chosen.services.includes('shop')) continue
          for (const metric of metrics) {
            const better = list.filter(
              (each) =>
                each.services.includes('shop') &&
                each.environment !== 'staging' &&
                (each.metrics.length === 0 || each.metrics.includes(metric)),
            )
            expect(better).toEqual([])
          }
        }
      }),
    )
  })
})

describe('a value as people write it', () => {
  it.each<[ThresholdUnit, string | number, number | null]>([
    ['SECONDS', 'P2D', 172_800],
    ['SECONDS', 'PT12H', 43_200],
    ['SECONDS', 'P1M', null],
    ['SECONDS', 12, null],
    ['SHARE', 0.15, 0.15],
    ['SHARE', '0.15', 0.15],
    ['SHARE', '7%', 0.07],
    ['SHARE', '12.5 %', 0.125],
    ['SHARE', 'P1D', null],
    ['PER_WEEK', 3, 3],
    ['PER_WEEK', '2.5', 2.5],
    ['PER_WEEK', '15%', null],
    ['PER_WEEK', 'many', null],
  ])('of %s: %j is %j', (unit, stated, value) => expect(thresholdValue(unit, stated)).toBe(value))

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 50_000_000 }), (seconds) => {
        expect(thresholdValue('SECONDS', thresholdText('SECONDS', seconds))).toBe(seconds)
        expect(thresholdValue('SHARE', thresholdText('SHARE', seconds / 1e8))).toBe(seconds / 1e8)
      }),
    )
  })
})

describe('a freeze', () => {
  const from = Date.parse('2026-12-23T23:00:00Z')
  const freeze = {
    name: 'x',
    services: [],
    teams: ['Sales'],
    from,
    to: from + 1_000,
    timeZone: 'Europe/Berlin',
    reason: '',
  }

  it.each([
    ['2026-12-24', 'Europe/Berlin', from],
    ['2026-12-24T00:00:00+01:00', 'UTC', from],
    ['2026-12-24', 'UTC', from + 3_600_000],
    ['2026-02-30', 'UTC', null],
    ['2026-12-24T00:00', 'UTC', null],
    ['24.12.2026', 'UTC', null],
  ])('begins at %s in %s', (text, timeZone, at) => expect(freezeInstant(text, timeZone)).toBe(at))

  it('is half-open, of whom it names, and of several the one that ends last', () => {
    const at = (instant: number, more = [freeze]): string | undefined => frozenAt(more, shop, instant)?.name
    expect([at(from - 1), at(from), at(from + 999), at(from + 1_000)]).toEqual([undefined, 'x', 'x', undefined])
    expect(frozenAt([freeze], { service: 'shop', team: null }, from)).toBeNull()
    const later = { ...freeze, name: 'later', to: from + 2_000 }
    expect([at(from, [freeze, later]), at(from, [later, freeze])]).toEqual(['later', 'later'])
  })
})
