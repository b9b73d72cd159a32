import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { badge } from '#access/badge'

/** What stands between the marks of an SVG, and that no mark is but ours. */
const marks = (svg: string): string[] => svg.match(/<\/?[a-z]+/g) ?? []
const ours = marks(badge('shop lead time', '4.2 h'))

describe('a badge', () => {
  it('says its label and value, for those who see and those who hear', () => {
    const svg = badge('shop lead time', '4.2 h', 'last 90 days, n = 12, production')
    expect(svg).toMatch(
      /^<svg [^>]*role="img"><title>shop lead time: 4\.2 h \(last 90 days, n = 12, production\)<\/title>/,
    )
    expect(svg).toContain('>4.2 h</text>')
  })

  it('is shorter than 2 KB and holds no mark of anybody else, whatever the words', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({
        unit: fc.constantFrom('&', '<', '"', "'", '>', '\u202e', '😀', '👨‍👩‍👧‍👦', 'é', 'א', '\u0000', '\ud800'),
        maxLength: 300,
      }),
    )
    fc.assert(
      fc.property(hostile, hostile, hostile, (label, value, detail) => {
        const svg = badge(label, value, detail)
        expect(Buffer.byteLength(svg)).toBeLessThan(2_048)
        expect(marks(svg)).toEqual(ours)
        expect(svg).not.toMatch(/[\p{Cs}\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]|&(?!(?:amp|lt|gt|quot|#39);)/u)
      }),
      { numRuns: 300 },
    )
  })
})
