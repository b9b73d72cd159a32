import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RuleRefused } from '#sources/config-repository/settings'
import { incidentPlace, mayBeIncident, readIncidentSettings } from '#sources/incident-rules'
import { readIncidentRules } from '#sources/incident-rules-text'

const facts = {
  keys: ['Checkout API', 'PF9KMXH'],
  title: '[Drill] Lose a zone',
  type: 'critical',
  labels: { team: 'pay' },
}

function placed(...rules: readonly object[]) {
  return incidentPlace(facts, readIncidentSettings({ rules }))
}

describe('the rules of an incident tool', () => {
  it('fit by name or id of the service, title, type and labels, all of them together', () => {
    for (const pattern of [{ key: 'PF9*' }, { key: 'Checkout API' }, { type: 'crit*' }, { labels: { team: '*' } }])
      expect(placed({ ...pattern, service: 'checkout' }).service, JSON.stringify(pattern)).toBe('checkout')
    expect(placed({ title: '[Drill]*', classification: 'drill' }).classification).toBe('drill')
    expect(placed({ key: 'PF9KMXH', type: 'warning', service: 'checkout' }).service).toBeNull()
    expect(placed({ labels: { team: 'pay', tier: '*' }, service: 'checkout' }).service).toBeNull()
    // Names of what every object has are no labels.
    expect(placed({ labels: { constructor: '*' }, service: 'checkout' }).service).toBeNull()
  })

  it('may have made an incident of what an end says less of, unless one says for sure that it is none', () => {
    const may = (untold: object, ...rules: readonly object[]): boolean =>
      mayBeIncident({ ...facts, type: null }, readIncidentSettings({ rules }), untold)
    const critical = { type: 'critical', labels: { team: 'pay' }, incident: true }
    expect(may({ type: true }, critical)).toBe(true)
    expect(may({}, critical)).toBe(false)
    expect(may({ type: true }, { ...critical, labels: { team: 'risk' } })).toBe(false)
    expect(may({ type: true, labels: ['team'] }, { ...critical, labels: { team: 'risk' } })).toBe(true)
    expect(may({ type: true }, { key: 'PF9*', incident: false }, critical)).toBe(false)
    expect(may({ type: true }, { type: 'warning', incident: false }, critical)).toBe(true)
    expect(may({ type: true })).toBe(false)
  })

  it('count one by one for what each says, and the first that says it wins', () => {
    const rules = [
      { incident: true },
      { key: 'PF9KMXH', service: 'a' },
      { service: 'b', environment: 'live' },
      { incident: false },
    ]
    expect(placed(...rules)).toEqual({
      service: 'a',
      environment: 'live',
      classification: null,
      incident: true,
      rule: 1,
    })
  })

  it('go before the environment of the source, which goes before nothing', () => {
    const settings = { environment: 'live', rules: [{ key: 'PF9KMXH', environment: 'staging' }] }
    expect(incidentPlace(facts, readIncidentSettings(settings)).environment).toBe('staging')
    expect(incidentPlace({ ...facts, keys: [] }, readIncidentSettings(settings)).environment).toBe('live')
    expect(incidentPlace(facts, readIncidentSettings(null)).environment).toBeNull()
  })

  it('say nothing where they are not as they should be, whatever is stored', () => {
    expect(placed({ key: 5, service: 'a' }, { key: '*', servise: 'b' }).service).toBeNull()
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(incidentPlace(facts, readIncidentSettings(value))).toHaveProperty('rule')
      }),
    )
  })
})

describe('their text', () => {
  it('is read as it stands', () => {
    expect(readIncidentRules('rules:\n  - key: "*x"\n    labels: { a: b }\n    incident: true\n')).toEqual([
      { key: '*x', labels: { a: 'b' }, incident: true },
    ])
    expect(readIncidentRules('')).toEqual([])
  })

  it.each([
    ['rules: [{ key: a }]', 'rule 1: it says nothing; give one of service, environment, classification, incident'],
    ['rules: [{ incident: false }]', 'rule 1: it would drop everything; say what it fits: key, title, type, labels'],
    ['rules: [{ key: a, incident: false, service: b }]', 'rule 1: what is no incident has no service'],
    ['rules: [{ key: a, servise: b }]', 'Did you mean service?'],
    ['rules: [{ key: "", service: b }]', 'rules[0].key: '],
    ['rules: [{ key: a, classification: outage }]', 'rules[0].classification: must be one of incident, '],
    ['rules: [{ key: a, classification: dril }]', 'Did you mean drill?'],
    ['rule: []', 'Did you mean rules?'],
  ])('is refused with what is wrong: %s', (text, message) => {
    expect(() => readIncidentRules(text)).toThrow(RuleRefused)
    expect(() => readIncidentRules(text)).toThrow(message)
  })
})
