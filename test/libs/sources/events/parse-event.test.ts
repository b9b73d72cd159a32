import { describe, expect, expectTypeOf, it } from 'vitest'
import type { z } from 'zod'
import type { DeliveryEvent, DeliveryEventType } from '#domain/delivery-event'
import { readCanonical, toWire } from '#sources/events/canonical'
import { eventJsonSchema } from '#sources/events/json-schema'
import type { payloads } from '#sources/events/payload'
import { at, inShop, now, parsed, refused, smallest, types } from '../../../support/smallest-events.ts'

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

describe('the JSON Schema', () => {
  it('describes every type and forbids what is unknown', () => {
    const schema = eventJsonSchema() as {
      $defs: Record<string, { additionalProperties?: boolean; required?: string[] }>
    }
    for (const type of types) expect(schema.$defs[type]?.additionalProperties, type).toBe(false)
    expect(schema.$defs['commit']?.required).toEqual(['type', 'sha', 'authoredAt'])
  })
})
