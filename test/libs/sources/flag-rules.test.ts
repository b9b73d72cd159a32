import { expect, it } from 'vitest'
import { readFlagSettings, type Switched, translatedSwitches } from '#sources/flag-rules'
import { readFlagRules } from '#sources/flag-rules-text'

const off: Switched = {
  id: 'a1',
  key: 'new-cart',
  environment: 'prod-eu',
  project: 'web',
  tags: ['cart', 'beta'],
  at: '2026-03-04T09:45:00Z',
  enabled: false,
  reason: null,
}

function told(...rules: readonly object[]) {
  const translation = translatedSwitches([off], { environment: 'live', rules })
  return 'ignored' in translation ? translation.ignored : translation.statements[0]
}

it('tells a flag of no known service all the same, where the source says', () =>
  expect(translatedSwitches([off], { environment: 'live' })).toEqual({
    statements: [
      { type: 'flag', id: 'a1', key: 'new-cart', environment: 'live', at: '2026-03-04T09:45:00Z', enabled: false },
    ],
  }))

it.each([
  {
    what: 'key',
    rules: [
      { key: 'old-*', service: 'old' },
      { key: 'new-*', service: 'cart' },
    ],
    said: { service: 'cart' },
  },
  { what: 'any tag', rules: [{ tag: 'beta', service: 'cart' }], said: { service: 'cart' } },
  {
    what: 'project and environment',
    rules: [{ project: 'web', in: 'prod-*', environment: 'production' }],
    said: { environment: 'production' },
  },
  {
    what: 'the first that says it',
    rules: [{ service: 'web' }, { key: 'new-cart', service: 'cart', environment: 'eu' }],
    said: { service: 'web', environment: 'eu' },
  },
])('goes by $what', ({ rules, said }) => expect(told(...rules)).toMatchObject(said))

it('ignores what a rule says it shall, unless one before says the opposite', () => {
  expect(told({ in: 'prod-*', ignore: true })).toBe('a rule of the source says that it is ignored')
  expect(told({ key: 'new-*', ignore: false }, { in: 'prod-*', ignore: true })).toMatchObject({ key: 'new-cart' })
})

it('takes of stored rules those that can be read', () =>
  expect(readFlagSettings({ environment: 7, rules: [{ key: 'a', service: 'b' }, { key: '' }, 'x'] })).toEqual({
    environment: undefined,
    rules: [{ key: 'a', service: 'b' }],
  }))

it.each([
  { text: 'rules:\n  - key: a', why: /rule 1: it says nothing/ },
  { text: 'rules:\n  - ignore: true', why: /rule 1: it would drop everything/ },
  { text: 'rules:\n  - key: a\n    ignore: true\n    service: b', why: /rule 1: what is ignored has no service/ },
  { text: 'rules:\n  - title: a\n    service: b', why: /no such field/ },
])('refuses $text', ({ text, why }) => expect(() => readFlagRules(text)).toThrow(why))
