import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Action, may, type Scope, scopes } from '#access/scope'
import { bearerOf, hashToken, makeToken, publicIdOf, isSecret, type StoredToken, viewerOf } from '#access/token'

const now = Date.UTC(2026, 2, 10)

function stored(more: Partial<StoredToken> = {}): { readonly text: string; readonly row: StoredToken } {
  const { text, publicId, secretSha256 } = makeToken()
  const row = {
    id: 7,
    publicId,
    secretSha256,
    source: 'ci',
    scopes: ['ingest'],
    expiresAt: null,
    revokedAt: null,
    ...more,
  } as const
  return { text, row }
}

describe('a token', () => {
  it('has a prefix, an id, a secret of at least 160 bits and a checksum', () => {
    const { text, publicId, secretSha256 } = makeToken()
    expect(text).toMatch(/^ll_[0-9A-Za-z]{6}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}$/)
    expect(Math.log2(62) * 32).toBeGreaterThan(160)
    expect(publicIdOf(text)).toBe(publicId)
    expect(secretSha256).toEqual(hashToken(text))
  })

  it('is never made twice, and uses its whole alphabet', () => {
    const tokens = Array.from({ length: 500 }, () => makeToken().text)
    expect(new Set(tokens).size).toBe(500)
    expect(new Set(tokens.join('')).size).toBe(63)
  })

  it('with a slip anywhere is known by its checksum', () => {
    const { text } = makeToken()
    fc.assert(
      fc.property(fc.integer({ min: 3, max: text.length - 1 }), fc.constantFrom('a', 'Z', '0', '9'), (at, letter) => {
        fc.pre(text[at] !== letter && text[at] !== '_')
        expect(publicIdOf(text.slice(0, at) + letter + text.slice(at + 1))).toBeNull()
      }),
    )
  })

  it('opens for whoever holds it', () => {
    const { text, row } = stored()
    expect(viewerOf(text, row, now)).toEqual({ tokenId: 7, source: 'ci', scopes: new Set(['ingest']) })
  })

  it('opens nothing when it is another, revoked or expired', () => {
    const { text, row } = stored()
    expect(viewerOf(makeToken().text, row, now)).toBeNull()
    expect(viewerOf(text, { ...row, revokedAt: now - 1 }, now)).toBeNull()
    expect(viewerOf(text, { ...row, expiresAt: now }, now)).toBeNull()
    expect(viewerOf(text, { ...row, expiresAt: now + 1 }, now)).not.toBeNull()
  })
})

describe('the policy', () => {
  const allowed: Readonly<Record<Action, readonly Scope[]>> = {
    ingest: ['ingest', 'ingest:*', 'admin'],
    ingestAnySource: ['ingest:*', 'admin'],
    import: ['import', 'admin'],
    read: ['read', 'admin'],
    readRegistered: ['read', 'admin'],
    administer: ['admin'],
  }

  it.each(Object.keys(allowed) as Action[])('%s is for some scopes only', (action) => {
    for (const scope of scopes)
      expect(may({ tokenId: 1, source: 'ci', scopes: new Set([scope]) }, action), scope).toBe(
        allowed[action].includes(scope),
      )
    expect(may({ tokenId: 1, source: 'ci', scopes: new Set() }, action)).toBe(false)
    expect(may(null, action)).toBe(false)
  })
})

describe('the header', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer  abc ', 'abc'],
    ['Basic abc', null],
    ['Bearer', null],
    ['Bearer a b', null],
    [`Bearer ${'x'.repeat(2_000)}`, null],
    [undefined, null],
  ])('%j holds %j', (header, token) => {
    expect(bearerOf(header)).toBe(token)
  })

  it('compares secrets of any length', () => {
    expect(isSecret('a', hashToken('a'))).toBe(true)
    expect(isSecret('a', hashToken('ab'))).toBe(false)
    expect(isSecret('', hashToken('a'))).toBe(false)
  })
})
