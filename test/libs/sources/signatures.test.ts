import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isProven, type Scheme, schemes } from '#sources/signatures'
import { root } from '../../support/source-files.ts'

const at = Date.UTC(2026, 2, 10, 12)
const seconds = String(at / 1_000)
const body = Buffer.from('{"title":"Käse ☎"}\n')
const secret = 'a secret of both'

function hex(key: string | Buffer, ...parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac('sha256', key)
  for (const part of parts) hmac.update(part)
  return hmac.digest('hex')
}

function proven(scheme: Scheme, headers: Readonly<Record<string, string>>, changed: object = {}): boolean {
  return isProven([scheme], { body, headers, secret, at, ...changed })
}

describe('a hash over the body', () => {
  const scheme: Scheme = { kind: 'BODY', header: 'x-signature', prefix: 'v1=' }
  const good = `v1=${hex(secret, body)}`

  it.each([
    ['alone', good],
    ['in capitals', `v1=${hex(secret, body).toUpperCase()}`],
    ['after one of the secret before', `v1=${hex('old', body)},${good}`],
    ['with a space after the comma', `v1=${hex('old', body)}, ${good}`],
  ])('proves it %s', (_how, text) => {
    expect(proven(scheme, { 'x-signature': text })).toBe(true)
  })

  it.each([
    ['that is not there', {}],
    ['without its prefix', { 'x-signature': hex(secret, body) }],
    ['of another secret', { 'x-signature': `v1=${hex('another', body)}` }],
    ['cut short', { 'x-signature': good.slice(0, -2) }],
    ['behind ten others', { 'x-signature': `${'v1=00,'.repeat(10)}${good}` }],
  ])('does not prove it %s', (_how, headers) => {
    expect(proven(scheme, headers)).toBe(false)
  })

  it('is of these very bytes: what a proxy writes anew is not proven', () => {
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString())))
    expect(proven(scheme, { 'x-signature': good }, { body: again })).toBe(false)
  })
})

describe('a hash over time and body', () => {
  const scheme: Scheme = { kind: 'TIMED', header: 'x-signature', separator: '' }
  const header = (time: string, separator: string): string => `t=${time},v1=${hex(secret, time, separator, body)}`

  it('proves it for five minutes, and only with the separator of its system', () => {
    expect(proven(scheme, { 'x-signature': header(seconds, '') })).toBe(true)
    expect(proven(scheme, { 'x-signature': header(seconds, '.') })).toBe(false)
    for (const [late, is] of [
      [300_000, true],
      [300_001, false],
      [-300_000, true],
      [-300_001, false],
    ] as const)
      expect(proven(scheme, { 'x-signature': header(seconds, '') }, { at: at + late })).toBe(is)
  })
})

describe('Standard Webhooks', () => {
  const scheme: Scheme = { kind: 'STANDARD', prefix: 'webhook' }
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const given = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }
  const sign = (id: string): string =>
    createHmac('sha256', key).update(`${id}.${seconds}.`).update(body).digest('base64')
  const headers = (signature: string): Readonly<Record<string, string>> => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': seconds,
    'webhook-signature': signature,
  })

  it('proves it by one of several signatures, of its own id', () => {
    expect(proven(scheme, headers(`v1,${sign('msg_1')}`), given)).toBe(true)
    expect(proven(scheme, headers(`v1,AAAA v1,${sign('msg_1')}`), given)).toBe(true)
    expect(proven(scheme, headers(`v1,${sign('msg_2')}`), given)).toBe(false)
    expect(proven(scheme, headers(`v2,${sign('msg_1')}`), given)).toBe(false)
    expect(proven(scheme, headers(`v1,${sign('msg_1')}`), { ...given, at: at + 301_000 })).toBe(false)
    expect(proven(scheme, headers(`v1,${sign('msg_1')}`))).toBe(false)
  })

  it.each(['whsec_', `whsec_${'!'.repeat(40)}`, 'whsec_AAAA', `whsec_${'A'.repeat(33)}`])(
    'is proven by nobody where its secret is no key: %s',
    (broken) => {
      const empty = createHmac('sha256', '').update(`msg_1.${seconds}.`).update(body).digest('base64')
      const lenient = Buffer.from(broken.slice('whsec_'.length), 'base64')
      const read = createHmac('sha256', lenient).update(`msg_1.${seconds}.`).update(body).digest('base64')
      for (const made of [empty, read]) expect(proven(scheme, headers(`v1,${made}`), { secret: broken })).toBe(false)
    },
  )

  it('knows the vector that its libraries are tested with', () => {
    const payload = '{"test": 2432232314}'
    const vector = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    const then = { ...given, body: Buffer.from(payload), at: 1_614_265_330_000 }
    expect(proven(scheme, vector, then)).toBe(true)
  })
})

it('takes the secret itself only where it is all of it', () => {
  const token: Scheme = { kind: 'TOKEN', header: 'x-gitlab-token' }
  expect(proven(token, { 'x-gitlab-token': secret })).toBe(true)
  expect(proven(token, { 'x-gitlab-token': `${secret} ` })).toBe(false)
  expect(proven(token, {}, { secret: '' })).toBe(false)
  expect(proven({ kind: 'AUTHORIZATION' }, { authorization: 'Bearer x' })).toBe(false)
  expect(proven({ kind: 'AUTHORIZATION' }, { authorization: 'Bearer s' }, { secret: 's' })).toBe(true)
})

it('proves nothing by what somebody makes up', () => {
  const all = Object.values(schemes).flat() as readonly Scheme[]
  const names = ['x-signature', 'x-hub-signature-256', 'webhook-id', 'webhook-timestamp', 'webhook-signature']
  const anything = fc.dictionary(fc.constantFrom(...names, 'x-pagerduty-signature', 'authorization'), fc.string())
  fc.assert(
    fc.property(anything, fc.string(), (headers, text) => {
      expect(isProven(all, { body: Buffer.from(text), headers, secret, at })).toBe(false)
    }),
  )
})

/** Of another project, and absent on most machines. */
const vectorFile = join(root, '../shared/samples/pagerduty/signature-vector.json')
it.runIf(existsSync(vectorFile))("knows a signature of PagerDuty's", () => {
  const vector = JSON.parse(readFileSync(vectorFile, 'utf8')) as Readonly<Record<string, string>>
  const given = { body: Buffer.from(vector['rawBody'] ?? ''), secret: vector['secret'] ?? '', at }
  const headers = { 'x-pagerduty-signature': vector['value'] ?? '' }
  expect(isProven(schemes.pagerduty, { ...given, headers })).toBe(true)
  expect(isProven(schemes.pagerduty, { ...given, headers, secret: 'another' })).toBe(false)
})
