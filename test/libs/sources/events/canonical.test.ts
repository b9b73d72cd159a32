import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCanonical, toWire } from '#sources/events/canonical'
import { errorCodes } from '#sources/events/error-codes'
import { eventJsonSchema } from '#sources/events/json-schema'
import { parseEvent } from '#sources/events/parse-event'
import { payloads } from '#sources/events/payload'
import { arbitraryOf, type JsonSchema } from '../../../support/schema-arbitrary.ts'

const sender = { source: 'api', allowAnySource: true, mayImport: true, now: Date.UTC(2026, 2, 10) }
const definitions = eventJsonSchema()['$defs'] as Readonly<Record<string, JsonSchema>>
const types = Object.keys(payloads)

function shuffled(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, random))
  if (typeof value !== 'object' || value === null) return value
  const keys = Object.keys(value).map((key) => ({ key, at: random() }))
  const order = keys.toSorted((a, b) => a.at - b.at)
  return Object.fromEntries(order.map(({ key }) => [key, shuffled((value as Record<string, unknown>)[key], random)]))
}

describe.each(types)('%s', (type) => {
  const sent = arbitraryOf(definitions[type] ?? {})

  it('has one canonical form, which is its own canonical form, whatever the order of keys', () => {
    let taken = 0
    fc.assert(
      fc.property(sent, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (value, numbers) => {
        const parsed = parseEvent(value, sender)
        if (!parsed.ok) {
          expect(['REQUIRED', 'CONTRADICTION', 'EMPTY', 'WRONG_VALUE']).toContain(parsed.code)
          return
        }
        taken++
        const again = parseEvent(JSON.parse(JSON.stringify(toWire(parsed.event))), sender)
        expect(again).toMatchObject({ ok: true, canonical: parsed.canonical })
        expect(again.ok && again.event).toEqual(parsed.event)
        expect(readCanonical(JSON.parse(parsed.canonical))).toEqual(parsed.event)
        const mixed = shuffled(value, () => numbers.next().value ?? 0)
        expect(parseEvent(mixed, sender)).toMatchObject({ ok: true, canonical: parsed.canonical })
      }),
      { numRuns: 200 },
    )
    expect(taken).toBeGreaterThan(10)
  })

  it('is never taken with a field that it does not have, and refused by that name', () => {
    fc.assert(
      fc.property(sent, fc.string({ minLength: 1, maxLength: 30 }), (value, name) => {
        fc.pre(!Object.hasOwn(definitions[type]?.properties ?? {}, name) && !name.includes('\0'))
        const parsed = parseEvent({ ...(value as object), [name]: 1 }, sender)
        expect(parsed).toMatchObject({ ok: false, code: 'UNKNOWN_FIELD' })
      }),
    )
  })
})

it('answers any value with an event or with a code, a field and a message', () => {
  const almost = fc
    .tuple(fc.constantFrom(...types), fc.object({ maxDepth: 3 }))
    .map(([type, value]) => ({ ...value, type }))
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.anything(), almost), (value) => {
      const parsed = parseEvent(value, sender)
      if (parsed.ok) return
      expect(Object.keys(errorCodes)).toContain(parsed.code)
      expect(parsed.message.length).toBeGreaterThan(10)
      expect(parsed.message.length).toBeLessThan(1_000)
    }),
    { numRuns: 2_000 },
  )
})
