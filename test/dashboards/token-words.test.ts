import { expect, it } from 'vitest'
import { scopes } from '#access/scope'
import { endAfter, scopeNames, scopeWords, stateWords, type Token } from '#dashboards/token-words'

const now = '2026-03-20T00:00:00Z'
const token: Token = {
  id: 'x',
  publicId: 'abcdef',
  name: 'ci',
  source: 'ci',
  scopes: ['ingest'],
  state: 'VALID',
  isOwn: false,
  createdAt: now,
  lastUsedAt: null,
  expiresAt: '2026-03-18T00:00:00Z',
  revokedAt: '2026-03-17T00:00:00Z',
}

it('every scope has its meaning', () => {
  expect(scopeNames.toSorted()).toEqual([...scopes].toSorted())
})

it('scopes are said as what they let one do', () => {
  expect(scopeWords(['read', 'ingest'])).toBe('read all numbers and records; send events for its source')
  expect(scopeWords(['newer'])).toBe('newer')
  expect(scopeWords([])).toBe('nothing by itself')
})

it.each([
  ['VALID', 'valid'],
  ['EXPIRED', 'ended 2 days ago'],
  ['REVOKED', 'revoked 3 days ago'],
] as const)('%s is said as %s', (state, words) => {
  expect(stateWords({ ...token, state }, now)).toBe(words)
})

it('an end is so many days from now, or never', () => {
  expect(endAfter(30, now)).toBe('2026-04-19T00:00:00.000Z')
  expect(endAfter(null, now)).toBeNull()
})
