import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { github } from '#sources/github/source'
import type { Webhook } from '#sources/source'

const { isAuthentic, json, deliveryId } = github.webhook as Webhook
const secret = "It's a Secret to Everybody"
const body = Buffer.from('Hello, World!')
const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'

function signed(signature: string): boolean {
  return isAuthentic(body, { 'x-hub-signature-256': signature }, secret, 0)
}

describe('a signature of GitHub', () => {
  it('is proven as GitHub documents it', () => {
    expect(signed(documented)).toBe(true)
    expect(signed(documented.toUpperCase().replace('SHA256', 'sha256'))).toBe(true)
  })

  it.each([
    ['of other bytes', documented.replace('7571', '7572')],
    ['cut short', documented.slice(0, -2)],
    ['with something behind it', `${documented}00`],
    ['without its algorithm', documented.slice('sha256='.length)],
    ['by another algorithm', `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`],
    ['that is empty', 'sha256='],
    ['that is no hex', `sha256=${'z'.repeat(64)}`],
  ])('is refused: one %s', (_what, signature) => {
    expect(signed(signature)).toBe(false)
  })

  it('is missed where there is none, and where the secret is another', () => {
    expect(isAuthentic(body, {}, secret, 0)).toBe(false)
    expect(isAuthentic(body, { 'x-hub-signature-256': documented }, 'another', 0)).toBe(false)
  })
})

describe('a body of GitHub', () => {
  it('is JSON, or a form with the JSON in it, as webhooks made by hand send it', () => {
    const text = '{"zen":"a + b & c"}'
    expect(json(Buffer.from(text), { 'content-type': 'application/json' }).toString()).toBe(text)
    const form = Buffer.from(`payload=${encodeURIComponent(text)}`)
    expect(json(form, { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }).toString()).toBe(text)
  })

  it('is known by the id of its delivery', () => {
    expect(deliveryId({ 'x-github-delivery': 'a-b' }, Buffer.from('{}'))).toBe('a-b')
    expect(deliveryId({}, Buffer.from('{}'))).toBeNull()
  })
})
