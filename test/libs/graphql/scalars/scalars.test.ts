import { type GraphQLScalarType, parseValue } from 'graphql'
import { describe, expect, it } from 'vitest'
import { CalendarDate } from '#graphql/scalars/date'
import { DateTime } from '#graphql/scalars/date-time'
import { Duration } from '#graphql/scalars/duration'
import { Json } from '#graphql/scalars/json'

function both(scalar: GraphQLScalarType<unknown, unknown>, text: string): unknown[] {
  return [scalar.parseValue(text), scalar.parseLiteral(parseValue(JSON.stringify(text)))]
}

describe('DateTime', () => {
  it.each([
    ['2026-03-02T09:00:00Z', 1_772_442_000_000],
    ['2026-03-02T10:30:00+01:30', 1_772_442_000_000],
    ['2026-03-02T09:00Z', 1_772_442_000_000],
    ['2026-03-02T09:00:00.123456Z', 1_772_442_000_123],
  ])('reads %s', (text, instant) => {
    expect(both(DateTime, text)).toEqual([instant, instant])
    expect(DateTime.serialize(instant)).toMatch(/^2026-03-02T09:00:00\.\d{3}Z$/)
  })

  it.each([
    '2026-03-02',
    '2026-03-02T09:00:00',
    'now',
    '',
    '2026-13-02T09:00:00Z',
    '2026-03-02T25:00:00Z',
    `${'9'.repeat(400)}Z`,
  ])('refuses %j', (text) => {
    expect(() => both(DateTime, text)).toThrow('is not a moment')
  })

  it('takes and gives moments only', () => {
    expect(() => DateTime.parseValue(1_772_442_000_000)).toThrow('is not a moment')
    expect(() => DateTime.serialize('2026-03-02T09:00:00Z')).toThrow('milliseconds')
    expect(() => DateTime.serialize(Number.NaN)).toThrow('milliseconds')
  })
})

describe('Date', () => {
  it('reads a day that there is', () => {
    expect(both(CalendarDate, '2024-02-29')).toEqual(['2024-02-29', '2024-02-29'])
    for (const text of ['2026-02-29', '2026-3-2', '2026-03-02T00:00:00Z', ''])
      expect(() => CalendarDate.parseValue(text)).toThrow('calendar day')
  })
})

describe('Duration', () => {
  it.each(['P90D', 'P12W', 'P1Y6M', 'PT6H', 'P1DT12H30M'])('reads %s', (text) => {
    expect(both(Duration, text)).toEqual([text, text])
  })

  it.each(['90 days', 'P', 'PT', 'P-1D', '', '90', 'P1S'])('refuses %j', (text) => {
    expect(() => Duration.parseValue(text)).toThrow('is not a duration')
  })
})

describe('JSON', () => {
  it('reads values and literals alike', () => {
    const value = { a: [1, 2.5, 'x', true, null], b: { c: 'd' } }
    expect(Json.parseValue(value)).toBe(value)
    expect(Json.parseLiteral(parseValue('{ a: [1, 2.5, "x", true, null], b: { c: "d" } }'))).toEqual(value)
    expect(Json.parseLiteral(parseValue('{ a: $v }'), { v: 7 })).toEqual({ a: 7 })
    expect(Json.serialize(value)).toBe(value)
  })

  it('keeps a literal from changing what objects are', () => {
    const read = Json.parseLiteral(parseValue('{ __proto__: { polluted: true } }')) as object
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })
})
