import { describe, expect, it } from 'vitest'
import { parseEvent } from '#sources/events/parse-event'
import { at, now, parsed, refused, sender, smallest } from '../../../support/smallest-events.ts'

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
    [{ ...smallest.artifact, sha: 'SHA' }, 'REQUIRED', 'sha'],
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
    [
      { ...smallest.deployment, attributes: { 'leadline.liveRule': 'MERGE' } },
      'WRONG_VALUE',
      'attributes.leadline.liveRule',
    ],
    [
      { ...smallest.deployment, attributes: { 'leadline.liveRule': true } },
      'WRONG_VALUE',
      'attributes.leadline.liveRule',
    ],
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

  it.each(['__proto__', 'constructor', 'prototype'])('a field %s is refused wherever it stands', (key) => {
    for (const text of [
      `{"type":"flag","${key}":{"admin":true}}`,
      `{"type":"commit","sha":"c","service":"s","authoredAt":"${at}","author":{"${key}":{"x":1}}}`,
    ]) {
      expect(refused(JSON.parse(text)).code).toBe('UNKNOWN_FIELD')
    }
    expect({}).not.toHaveProperty('admin')
  })

  it('of all names of attributes only __proto__ is refused', () => {
    const withKey = (key: string): unknown =>
      JSON.parse(
        `{"type":"flag","key":"k","environment":"e","at":"${at}","enabled":true,"attributes":{"${key}":"${key}"}}`,
      )
    expect(refused(withKey('__proto__'))).toEqual({ code: 'UNKNOWN_FIELD', field: 'attributes.__proto__' })
    for (const key of [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then', 'toJSON', 'length']) {
      if (key === '__proto__') continue
      expect(Object.entries(parsed(withKey(key)).event.attributes ?? {})).toEqual([[key, key]])
    }
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
