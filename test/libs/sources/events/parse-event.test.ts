import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import { readCanonical, toWire } from '#sources/events/canonical'
import { errorCodes } from '#sources/events/error-codes'
import { eventJsonSchema } from '#sources/events/json-schema'
import { parseEvent, type Sender } from '#sources/events/parse-event'
import type { payloads } from '#sources/events/payload'

const now = Date.UTC(2026, 2, 10)
const sender: Sender = { source: 'api', allowAnySource: false, mayImport: false, now }
const at = '2026-03-02T09:00:00Z'
const inShop = { service: 'shop', environment: 'production' }

const smallest: Readonly<Record<DeliveryEventType, Record<string, unknown>>> = {
  commit: { type: 'commit', sha: 'c1', repository: 'git.example/acme/shop', authoredAt: at },
  pull_request: { type: 'pull_request', service: 'shop', number: 1, openedAt: at },
  push: { type: 'push', service: 'shop', branch: 'main', at, after: 'c1' },
  build: { type: 'build', service: 'shop', sha: 'c1', startedAt: at },
  artifact: { type: 'artifact', image: 'registry.example/shop', publishedAt: at },
  deployment: { type: 'deployment', ...inShop, sha: 'c1', startedAt: at },
  rollback: { type: 'rollback', ...inShop, at },
  incident: { type: 'incident', id: 'I1', service: 'shop', openedAt: at },
  flag: { type: 'flag', key: 'new-cart', environment: 'production', at, enabled: true },
  cutover: { type: 'cutover', environment: 'production', placement: 'blue', at, state: 'live' },
  override: { type: 'override', id: 'O1', at, by: 'Ada', reason: 'seen', incidentId: 'I1', noDeployment: true },
}
const types = Object.keys(smallest) as DeliveryEventType[]

function parsed(value: unknown, who: Partial<Sender> = {}) {
  const result = parseEvent(value, { ...sender, ...who })
  if (!result.ok) throw new Error(`${result.code} ${result.field}: ${result.message}`)
  return result
}

function refused(value: unknown, who: Partial<Sender> = {}) {
  const result = parseEvent(value, { ...sender, ...who })
  if (result.ok) throw new Error(`taken: ${result.canonical}`)
  expect(Object.keys(errorCodes)).toContain(result.code)
  return { code: result.code, field: result.field }
}

describe('the smallest event of each type', () => {
  it.each(types)('%s is taken', (type) => {
    const { event } = parsed(smallest[type])
    expect(event).toMatchObject({ type, source: 'api' })
  })

  it.each(types)('%s: each of its fields is needed', (type) => {
    const optional = new Set(['noDeployment'])
    for (const field of Object.keys(smallest[type])) {
      const { [field]: _, ...rest } = smallest[type]
      expect(refused(rest).code, field).toBe('REQUIRED')
      expect(refused({ ...rest, [field]: null }).code, field).toBe('REQUIRED')
      if (!optional.has(field)) expect(refused({ ...rest, [field]: [1] }).code, field).toMatch(/^WRONG_/)
    }
  })

  it.each(types)('%s: an unknown field is refused by name', (type) => {
    expect(refused({ ...smallest[type], servise: 'x' })).toEqual({ code: 'UNKNOWN_FIELD', field: 'servise' })
  })

  it.each(types)('%s takes every common field', (type) => {
    const common = { id: 'X', source: 'api', updatedAt: at, url: 'https://ci.example/1', attributes: { a: 1 } }
    expect(parsed({ ...smallest[type], ...common }).event).toMatchObject({ id: 'X', url: 'https://ci.example/1' })
  })

  it('has the fields of the domain, no more and no fewer', () => {
    type Sent<T extends DeliveryEventType> = keyof z.infer<(typeof payloads)[T]>
    type Kept<T extends DeliveryEventType> = keyof Extract<DeliveryEvent, { type: T }>
    expectTypeOf<Exclude<Sent<'commit'>, 'recordedAt'>>().toEqualTypeOf<Kept<'commit'>>()
    expectTypeOf<Exclude<Sent<'pull_request'>, 'recordedAt'>>().toEqualTypeOf<Kept<'pull_request'>>()
    expectTypeOf<Exclude<Sent<'push'>, 'recordedAt'>>().toEqualTypeOf<Kept<'push'>>()
    expectTypeOf<Exclude<Sent<'build'>, 'recordedAt'>>().toEqualTypeOf<Kept<'build'>>()
    expectTypeOf<Exclude<Sent<'artifact'>, 'recordedAt'>>().toEqualTypeOf<Kept<'artifact'>>()
    expectTypeOf<Exclude<Sent<'deployment'>, 'recordedAt'>>().toEqualTypeOf<Kept<'deployment'>>()
    expectTypeOf<Exclude<Sent<'rollback'>, 'recordedAt'>>().toEqualTypeOf<Kept<'rollback'>>()
    expectTypeOf<Exclude<Sent<'incident'>, 'recordedAt' | 'service'>>().toEqualTypeOf<Kept<'incident'>>()
    expectTypeOf<Exclude<Sent<'flag'>, 'recordedAt'>>().toEqualTypeOf<Kept<'flag'>>()
    expectTypeOf<Exclude<Sent<'cutover'>, 'recordedAt'>>().toEqualTypeOf<Kept<'cutover'>>()
    expectTypeOf<Exclude<Sent<'override'>, 'recordedAt'>>().toEqualTypeOf<Kept<'override'>>()
  })
})

describe('the canonical form', () => {
  it('is one text for every spelling', () => {
    const a = {
      type: 'deployment',
      ...inShop,
      placement: { region: 'eu', cluster: 'c' },
      repository: 'https://ada:secret@GIT.example:443/Acme/Shop.git/',
      sha: 'c1',
      startedAt: '2026-03-02T10:00:00.0009+01:00',
      outcome: null,
      attributes: { b: 1, a: -0 },
    }
    const b = {
      attributes: { a: 0, b: 1 },
      startedAt: '2026-03-02T09:00Z',
      sha: 'c1',
      repository: 'git@git.example:Acme/Shop',
      placement: 'c/eu',
      environment: 'production',
      service: 'shop',
      source: 'api',
      type: 'deployment',
      abortReason: null,
    }
    expect(parsed(a).canonical).toBe(parsed(b).canonical)
    expect(parsed(a).canonical).toBe(
      '{"attributes":{"a":0,"b":1},"environment":"production","placement":"c/eu","repository":"git.example/Acme/Shop","service":"shop","sha":"c1","source":"api","startedAt":"2026-03-02T09:00:00.000Z","type":"deployment"}',
    )
  })

  it('keeps the environment as it was sent', () => {
    expect(parsed({ ...smallest.rollback, environment: 'PR-17 ' }).event).toMatchObject({ environment: 'PR-17 ' })
  })

  it('leaves out objects that say nothing', () => {
    const { canonical } = parsed({ ...smallest.commit, author: { name: null }, attributes: {}, message: '' })
    expect(JSON.parse(canonical)).not.toHaveProperty('author')
    expect(JSON.parse(canonical)).not.toHaveProperty('attributes')
    expect(JSON.parse(canonical)).toHaveProperty('message', '')
  })

  it('folds service and services of an incident', () => {
    const { event } = parsed({ ...smallest.incident, services: ['cart', 'shop'] })
    expect(event).toMatchObject({ services: ['shop', 'cart'] })
    expect(event).not.toHaveProperty('service')
  })

  it.each(types)('of %s reads back and goes round', (type) => {
    const { event, canonical } = parsed({ ...smallest[type], attributes: { x: true } })
    expect(readCanonical(JSON.parse(canonical))).toEqual(event)
    expect(parsed(toWire(event))).toMatchObject({ event, canonical })
  })
})

describe('times', () => {
  it.each([
    ['2026-03-02T09:00:00.123456Z', Date.UTC(2026, 2, 2, 9, 0, 0, 123)],
    ['2026-03-02T09:00:00,5Z', Date.UTC(2026, 2, 2, 9, 0, 0, 500)],
    ['2026-03-02t09:00:00-0330', Date.UTC(2026, 2, 2, 12, 30)],
    ['2026-03-02T09:00:00+05', Date.UTC(2026, 2, 2, 4)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
    ['2024-02-29T00:00Z', Date.UTC(2024, 1, 29)],
    ['1990-01-01T00:00:00Z', Date.UTC(1990, 0, 1)],
    ['2026-03-11T00:00:00Z', now + 86_400_000],
  ])('%s is read', (sent, instant) => {
    expect(parsed({ ...smallest.rollback, at: sent }).event).toMatchObject({ at: instant })
  })

  it.each([
    '1989-12-31T23:59:59.999Z',
    '1990-01-01T00:00:00+00:01',
    '2026-03-11T00:00:00.001Z',
    '9999-12-31T23:59:59Z',
  ])('%s is out of range', (sent) => {
    expect(refused({ ...smallest.rollback, at: sent })).toEqual({ code: 'TIME_OUT_OF_RANGE', field: 'at' })
  })

  it.each([
    '2026-03-02',
    '2026-03-02T09:00:00',
    '2026-02-30T09:00:00Z',
    '2025-02-29T09:00:00Z',
    '2026-13-01T09:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T09:60:00Z',
    '2026-03-02T09:00:61Z',
    '2026-03-02T09:00:00+24:00',
    '2026-03-02 09:00:00Z',
    'yesterday',
    '',
    '0000-01-01T00:00:00Z',
  ])('%j is no time', (sent) => {
    expect(refused({ ...smallest.rollback, at: sent })).toEqual({ code: 'WRONG_VALUE', field: 'at' })
  })

  it('as a number is the wrong type', () => {
    expect(refused({ ...smallest.rollback, at: now })).toEqual({ code: 'WRONG_TYPE', field: 'at' })
  })
})

describe('rules between fields', () => {
  const deployed = { type: 'deployment', ...inShop }

  it.each([
    { what: 'digest', fields: { digest: 'sha256:1' } },
    { what: 'sha', fields: { sha: 'c1' } },
    { what: 'image and tag', fields: { image: 'shop', tag: '1' } },
    { what: 'version', fields: { version: '1' } },
    { what: 'images', fields: { images: [{ image: 'shop', digest: 'sha256:1' }] } },
  ])('a deployment may be named by $what', ({ fields }) => {
    parsed({ ...deployed, startedAt: at, ...fields })
  })

  it.each([{}, { image: 'shop' }, { tag: '1' }, { images: [{ image: 'shop' }] }])(
    'a deployment is not named by %j',
    (fields) => {
      expect(refused({ ...deployed, startedAt: at, ...fields })).toEqual({ code: 'REQUIRED', field: 'version' })
    },
  )

  it('a deployment says when', () => {
    expect(refused({ ...deployed, sha: 'c1' })).toEqual({ code: 'REQUIRED', field: 'startedAt' })
    parsed({ ...deployed, sha: 'c1', liveAt: at })
    parsed({ ...deployed, sha: 'c1', finishedAt: at, outcome: 'failed' })
  })

  it('success is never assumed', () => {
    expect(refused({ ...deployed, sha: 'c1', finishedAt: at })).toEqual({ code: 'REQUIRED', field: 'outcome' })
    expect(refused({ ...deployed, sha: 'c1', finishedAt: at, liveAt: at })).toEqual({
      code: 'REQUIRED',
      field: 'outcome',
    })
  })

  it('an update without startedAt needs id', () => {
    const update = { ...deployed, sha: 'c1', finishedAt: at, outcome: 'succeeded', updatedAt: at }
    expect(refused(update)).toEqual({ code: 'REQUIRED', field: 'id' })
    parsed({ ...update, id: 'D1' })
    parsed({ ...update, startedAt: at })
  })

  it('a request has a number or an id', () => {
    parsed({ type: 'pull_request', service: 'shop', id: 'abc', openedAt: at })
    expect(refused({ type: 'pull_request', service: 'shop', openedAt: at })).toEqual({
      code: 'REQUIRED',
      field: 'number',
    })
  })

  it('an artifact is an image or a version', () => {
    parsed({ type: 'artifact', version: '1.2.0', publishedAt: at })
    expect(refused({ type: 'artifact', publishedAt: at })).toEqual({ code: 'REQUIRED', field: 'image' })
  })

  it.each([
    { incidentId: 'I1', deploymentId: 'D1' },
    { incidentId: 'I1', noDeployment: true },
    { deploymentId: 'D1', kind: 'CONFIG' },
    { incidentId: 'I1', service: 'shop' },
    { incidentId: 'I1', classification: 'drill' },
    { revoked: true },
    { incidentId: 'I1', deploymentId: 'D1', incidentSource: 'pager', deploymentSource: 'ci' },
  ])('an override settles %j', (fields) => {
    parsed({ type: 'override', id: 'O1', at, by: 'Ada', reason: 'seen', ...fields })
  })

  it.each([
    {},
    { incidentId: 'I1' },
    { deploymentId: 'D1' },
    { kind: 'CODE' },
    { service: 'shop' },
    { incidentId: 'I1', noDeployment: false },
    { revoked: false },
  ])('an override does not settle %j', (fields) => {
    expect(refused({ type: 'override', id: 'O1', at, by: 'Ada', reason: 'seen', ...fields }).code).toBe('REQUIRED')
  })

  it('an override may not name a deployment and say that there was none', () => {
    const both = { ...smallest.override, deploymentId: 'D1' }
    expect(refused(both)).toEqual({ code: 'CONTRADICTION', field: 'noDeployment' })
  })
})

describe('values', () => {
  it.each([
    [{ ...smallest.deployment, service: 'x'.repeat(301) }, 'TOO_LONG', 'service'],
    [{ ...smallest.deployment, environment: 'x'.repeat(301) }, 'TOO_LONG', 'environment'],
    [{ ...smallest.deployment, sha: 'x'.repeat(201) }, 'TOO_LONG', 'sha'],
    [{ ...smallest.deployment, digest: 'x'.repeat(201) }, 'TOO_LONG', 'digest'],
    [{ ...smallest.commit, message: 'x'.repeat(65_537) }, 'TOO_LONG', 'message'],
    [{ ...smallest.commit, message: 'x'.repeat(10_000_000) }, 'TOO_LONG', 'message'],
    [{ ...smallest.commit, parents: Array(201).fill('p') }, 'TOO_MANY', 'parents'],
    [{ ...smallest.commit, parents: ['p', null] }, 'WRONG_TYPE', 'parents[1]'],
    [{ ...smallest.commit, author: { nick: 'a' } }, 'UNKNOWN_FIELD', 'author.nick'],
    [{ ...smallest.commit, author: 'Ada' }, 'WRONG_TYPE', 'author'],
    [{ ...smallest.commit, sha: '' }, 'EMPTY', 'sha'],
    [{ ...smallest.commit, sha: ' \t' }, 'EMPTY', 'sha'],
    [{ ...smallest.commit, sha: 'a\0b' }, 'INVALID_TEXT', 'sha'],
    [{ ...smallest.commit, message: 'half \ud83d' }, 'INVALID_TEXT', 'message'],
    [{ ...smallest.commit, repository: 'https://' }, 'WRONG_VALUE', 'repository'],
    [{ ...smallest.commit, pullRequest: 1e300 }, 'WRONG_VALUE', 'pullRequest'],
    [{ ...smallest.commit, pullRequest: 1.5 }, 'WRONG_TYPE', 'pullRequest'],
    [{ ...smallest.commit, pullRequest: Number.POSITIVE_INFINITY }, 'WRONG_TYPE', 'pullRequest'],
    [{ ...smallest.pull_request, number: 0 }, 'WRONG_VALUE', 'number'],
    [{ ...smallest.pull_request, number: 2 ** 31 }, 'WRONG_VALUE', 'number'],
    [{ ...smallest.pull_request, number: '7' }, 'WRONG_TYPE', 'number'],
    [{ ...smallest.pull_request, additions: -1 }, 'WRONG_VALUE', 'additions'],
    [{ ...smallest.pull_request, state: 'MERGED' }, 'WRONG_VALUE', 'state'],
    [{ ...smallest.incident, severity: 6 }, 'WRONG_VALUE', 'severity'],
    [{ ...smallest.incident, severity: 0 }, 'WRONG_VALUE', 'severity'],
    [{ ...smallest.incident, service: null, services: [] }, 'REQUIRED', 'service'],
    [{ ...smallest.deployment, trafficPercent: 101 }, 'WRONG_VALUE', 'trafficPercent'],
    [{ ...smallest.deployment, outcome: 'success' }, 'WRONG_VALUE', 'outcome'],
    [{ ...smallest.deployment, kind: 'code' }, 'WRONG_VALUE', 'kind'],
    [{ ...smallest.deployment, images: [{ image: 'a', tags: 'b' }] }, 'UNKNOWN_FIELD', 'images[0].tags'],
    [{ ...smallest.deployment, placement: { zone: 'a' } }, 'UNKNOWN_FIELD', 'placement.zone'],
    [{ ...smallest.deployment, placement: 7 }, 'WRONG_TYPE', 'placement'],
    [{ ...smallest.cutover, placement: {} }, 'REQUIRED', 'placement'],
    [{ ...smallest.flag, enabled: 'true' }, 'WRONG_TYPE', 'enabled'],
    [{ ...smallest.flag, url: 'javascript:alert(1)' }, 'WRONG_VALUE', 'url'],
    [{ ...smallest.flag, attributes: { a: { b: 1 } } }, 'WRONG_TYPE', 'attributes.a'],
    [{ ...smallest.flag, attributes: { a: [1] } }, 'WRONG_TYPE', 'attributes.a'],
    [{ ...smallest.flag, attributes: 'a' }, 'WRONG_TYPE', 'attributes'],
    [{ ...smallest.flag, attributes: { ['a'.repeat(201)]: 1 } }, 'TOO_LONG', null],
    [
      { ...smallest.flag, attributes: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, 1])) },
      'TOO_MANY',
      'attributes',
    ],
    [{ type: 'deploy' }, 'UNKNOWN_TYPE', 'type'],
    [{ type: 'toString' }, 'UNKNOWN_TYPE', 'type'],
    [{ type: 7 }, 'WRONG_TYPE', 'type'],
    [{}, 'REQUIRED', 'type'],
    [null, 'WRONG_TYPE', null],
    ['text', 'WRONG_TYPE', null],
    [[], 'WRONG_TYPE', null],
    [7, 'WRONG_TYPE', null],
  ])('%# is refused', (value, code, field) => {
    const result = refused(value)
    expect(result.code).toBe(code)
    if (field !== null) expect(result.field).toBe(field)
  })

  it.each(['__proto__', 'constructor', 'prototype'])('a key %s is refused wherever it stands', (key) => {
    for (const text of [
      `{"type":"flag","${key}":{"admin":true}}`,
      `{"type":"flag","key":"k","environment":"e","at":"${at}","enabled":true,"attributes":{"${key}":1}}`,
      `{"type":"commit","sha":"c","service":"s","authoredAt":"${at}","author":{"${key}":{"x":1}}}`,
    ]) {
      expect(refused(JSON.parse(text)).code).toBe('UNKNOWN_FIELD')
    }
    expect({}).not.toHaveProperty('admin')
  })

  it('deep nesting is refused without a crash', () => {
    let deep: unknown = 1
    for (let i = 0; i < 100_000; i++) deep = { a: deep }
    expect(refused({ ...smallest.flag, attributes: deep }).code).toBe('TOO_DEEP')
  })

  it('a typo is guessed, and never echoed at length', () => {
    const typo = parseEvent({ ...smallest.rollback, deploymentid: 'x' }, sender)
    expect(typo).toMatchObject({ message: expect.stringContaining('Did you mean deploymentId?') as string })
    const long = parseEvent({ ...smallest.rollback, ['x'.repeat(1_000_000)]: 1 }, sender)
    expect(JSON.stringify(long).length).toBeLessThan(600)
  })

  it('names of 300 characters, and hashes of 200, are taken', () => {
    parsed({ ...smallest.deployment, service: 'x'.repeat(300), environment: '環'.repeat(300), sha: 'y'.repeat(200) })
  })
})

describe('source and recordedAt', () => {
  const foreign = { ...smallest.rollback, source: 'argocd' }

  it('a foreign source needs ingest:*', () => {
    expect(refused(foreign)).toEqual({ code: 'FOREIGN_SOURCE', field: 'source' })
    expect(parsed(foreign, { allowAnySource: true }).event.source).toBe('argocd')
    expect(parsed({ ...foreign, source: 'api' }).event.source).toBe('api')
  })

  it('recordedAt needs import, is not in the future, and is no part of the canonical text', () => {
    const restored = { ...smallest.rollback, recordedAt: at }
    expect(refused(restored)).toEqual({ code: 'IMPORT_ONLY', field: 'recordedAt' })
    const result = parsed(restored, { mayImport: true })
    expect(result.recordedAt).toBe(Date.parse(at))
    expect(result.canonical).toBe(parsed(smallest.rollback).canonical)
    const future = { ...restored, recordedAt: new Date(now + 1).toISOString() }
    expect(refused(future, { mayImport: true })).toEqual({ code: 'TIME_OUT_OF_RANGE', field: 'recordedAt' })
    parsed({ ...restored, recordedAt: new Date(now).toISOString() }, { mayImport: true })
  })
})

describe('the JSON Schema', () => {
  it('describes every type and forbids what is unknown', () => {
    const schema = eventJsonSchema() as {
      $defs: Record<string, { additionalProperties?: boolean; required?: string[] }>
    }
    for (const type of types) expect(schema.$defs[type]?.additionalProperties, type).toBe(false)
    expect(schema.$defs['commit']?.required).toEqual(['type', 'sha', 'authoredAt'])
  })
})
