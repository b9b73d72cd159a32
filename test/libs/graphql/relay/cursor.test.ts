import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connection } from '#graphql/relay/connection'
import { cursorOf, questionOf, readCursor } from '#graphql/relay/cursor'
import { globalId, nodeTypes, parseGlobalId } from '#graphql/relay/global-id'
import { partsOf } from '#graphql/relay/id-parts'
import { pageOfList, pageSize } from '#graphql/relay/page'

const key = fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant(null)), { minLength: 1, maxLength: 4 })

describe('a cursor', () => {
  it('gives back its key, to its own question only', () => {
    fc.assert(
      fc.property(key, fc.string(), fc.string(), (parts, one, other) => {
        const cursor = cursorOf(questionOf(one), parts)
        expect(readCursor(cursor, questionOf(one), parts.length)).toEqual(parts)
        expect(() => readCursor(cursor, questionOf(one), parts.length + 1)).toThrow('not a cursor')
        if (one !== other) expect(() => readCursor(cursor, questionOf(other), parts.length)).toThrow('another list')
      }),
    )
  })

  it('of any text is refused and never crashes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(() => readCursor(text, questionOf('q'), 2)).toThrow(/cursor/)
        },
      ),
    )
  })

  it('whose key was changed is refused', () => {
    const [check] = JSON.parse(Buffer.from(cursorOf('q', [1, 'a']), 'base64url').toString()) as [string]
    for (const changed of [
      ['x', 'a'],
      [1e17, 'a'],
      [1, null],
    ])
      expect(() => readCursor(Buffer.from(JSON.stringify([check, ...changed])).toString('base64url'), 'q', 2)).toThrow(
        'another list, or was changed',
      )
    expect(readCursor(Buffer.from(JSON.stringify([check, 1, 'a'])).toString('base64url'), 'q', 2)).toEqual([1, 'a'])
  })

  it('does not depend on the order of the keys of a question', () => {
    expect(questionOf({ a: 1, b: { c: 2, d: 3 } })).toBe(questionOf({ b: { d: 3, c: 2 }, a: 1 }))
    expect(questionOf({ a: [1, 2] })).not.toBe(questionOf({ a: [2, 1] }))
  })
})

describe('an id', () => {
  it('gives back its type and parts, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...nodeTypes),
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 3 }),
        (type, parts) => {
          expect(parseGlobalId(globalId(type, ...parts))).toEqual({ type, parts })
          expect(partsOf(globalId(type, ...parts), type, 'id')).toEqual(parts)
        },
      ),
    )
  })

  it('of any text is none and never crashes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseGlobalId(text)).toBeNull()
      }),
    )
    expect(() => partsOf('x', 'Service', 'id')).toThrow('not an id')
    expect(() => partsOf(globalId('Team', 1), 'Service', 'id')).toThrow('the id of a Team')
  })
})

describe('a page', () => {
  it.each([0, -1, 1.5, 101, Number.NaN, Number.POSITIVE_INFINITY])('of %d entries is refused', (first) => {
    expect(() => pageSize(first)).toThrow('ask for 1 to 100')
  })

  it('after page gives a list whole and in order, however long the pages', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer(), { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (items, first) => {
        const seen: number[] = []
        let after: string | null = null
        for (let page = 0; page <= items.length; page += 1) {
          const { nodes, pageInfo, totalCount }: Connection<number> = pageOfList(items, { first, after }, 'q', {
            key: (item) => [item],
            node: (item) => item,
          })
          expect(totalCount).toBe(items.length)
          seen.push(...nodes)
          after = pageInfo.endCursor
          if (!pageInfo.hasNextPage) break
        }
        expect(seen).toEqual(items.toSorted((a, b) => a - b))
      }),
    )
  })
})
