import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLikeEmbedToken, keyToSign, openEmbed, readEmbed, signEmbed } from '#access/embed-token'
import { SecretBox } from '#access/secret-box'
import { makeToken } from '#access/token'

const key = Buffer.alloc(32, 7)
const claims = { publicId: 'aB3dE6', expiresAt: Date.parse('2026-06-01T00:00:00Z') }
const token = signEmbed(claims, key)
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token signed rightly, whatever it says. */
function signed(header: object, payload: object, hash = 'sha256'): string {
  const text = `${encoded(header)}.${encoded(payload)}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

describe('an embed token', () => {
  it('is a JSON Web Token (HS256) that says which embed, until when, and what it is for', () => {
    const [header = '', payload = '', signature] = token.split('.')
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({
      aud: 'leadline-embed',
      sub: 'aB3dE6',
      exp: 1_780_272_000,
    })
    expect(signature).toBe(createHmac('sha256', key).update(`${header}.${payload}`).digest('base64url'))
    expect(readEmbed(token, key)).toEqual(claims)
  })

  it('opens with no other key', () => {
    expect(readEmbed(token, Buffer.alloc(32, 8))).toBeNull()
  })

  it('opens with no sign of it changed, added or left out', () => {
    const signs = fc.constantFrom(...'A B C Z a b c z 0 1 8 9 - _ . = + /'.split(' '), ' ')
    fc.assert(
      fc.property(fc.nat(token.length), fc.nat(1), fc.string({ unit: signs, maxLength: 2 }), (at, cut, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + cut)
        fc.pre(changed !== token)
        expect(readEmbed(changed, key)).toBeNull()
      }),
      { numRuns: 2_000 },
    )
  })

  it.each([
    ['another algorithm', { alg: 'HS512', typ: 'JWT' }, { aud: 'leadline-embed', sub: 'aB3dE6', exp: 9e9 }, 'sha512'],
    ['no algorithm', { alg: 'none', typ: 'JWT' }, { aud: 'leadline-embed', sub: 'aB3dE6', exp: 9e9 }],
    ['another purpose', { alg: 'HS256', typ: 'JWT' }, { aud: 'other', sub: 'aB3dE6', exp: 9e9 }],
    ['no end', { alg: 'HS256', typ: 'JWT' }, { aud: 'leadline-embed', sub: 'aB3dE6' }],
  ])('is refused with %s, though it is signed with our key', (_what, header, payload, hash = 'sha256') => {
    expect(readEmbed(signed(header, payload, hash), key)).toBeNull()
  })

  it('is told from other tokens by its form', () => {
    expect(isLikeEmbedToken(token)).toBe(true)
    expect(isLikeEmbedToken(makeToken().text)).toBe(false)
  })

  it('is signed with a key of the installation that seals nothing else', async () => {
    const given = 'a key of one’s own, of at least 32 characters'
    const box = new SecretBox({ given, home: null })
    const own = signEmbed(claims, await keyToSign(box))
    expect(await openEmbed(box, own)).toEqual(claims)
    expect(await openEmbed(new SecretBox({ given: `${given}!`, home: null }), own)).toBeNull()
    expect((await box.derive('one', 'MADE')).equals(await box.derive('other', 'MADE'))).toBe(false)
  })
})
