import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText, fitPieces, oneLine, shortPieces } from '#alerts/markdown/fit'
import { readLine } from '#alerts/markdown/inline'
import { plainLines } from '#alerts/markdown/plain-text'
import { readMarkdown } from '#alerts/markdown/read'
import { markdownInline, markdownTable } from '#reports/markdown'

describe('a line of Markdown', () => {
  it.each([
    ['a **b** c', [{ text: 'a ' }, { text: 'b', style: 'BOLD' }, { text: ' c' }]],
    ['*b* and _c_', [{ text: 'b', style: 'ITALIC' }, { text: ' and ' }, { text: 'c', style: 'ITALIC' }]],
    ['my_own_name', [{ text: 'my_own_name' }]],
    ['`a*b`', [{ text: 'a*b', style: 'CODE' }]],
    ['[**a** b](https://x.example/y)', [{ text: 'a b', href: 'https://x.example/y' }]],
    ['**[a](https://x.example/y)**', [{ text: 'a', style: 'BOLD', href: 'https://x.example/y' }]],
    ['<https://x.example/>', [{ text: 'https://x.example/', href: 'https://x.example/' }]],
    ['[x](javascript:alert)', [{ text: '[x](javascript:alert)' }]],
    [String.raw`\*\*a\*\* \<b\>`, [{ text: '**a** <b>' }]],
    [String.raw`**a \* b**`, [{ text: 'a * b', style: 'BOLD' }]],
  ])('%s', (markdown, words) => {
    expect(readLine(markdown)).toEqual(words)
  })

  it('gives back what was escaped, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const said = readLine(markdownInline(text))
        expect(said.every(({ style, href }) => style === undefined && href === undefined)).toBe(true)
        expect(markdownInline(said.map((words) => words.text).join(''))).toBe(markdownInline(text))
      }),
    )
  })
})

it('a table is a list of its rows, with the names of its columns', () => {
  const table = markdownTable(
    ['Metric', 'Value', '90 % interval'],
    [
      ['a|b', '5 h', '4 to 6 h'],
      ['c', '', '1'],
    ],
  )
  expect(readMarkdown(`# Title\n\n${table}\n- item\ntext`)).toEqual([
    { kind: 'HEADING', words: [{ text: 'Title' }], isApart: false },
    {
      kind: 'ITEM',
      words: [{ text: 'a|b', style: 'BOLD' }, { text: ' 5 h · 90 % interval: 4 to 6 h' }],
      isApart: true,
    },
    { kind: 'ITEM', words: [{ text: 'c', style: 'BOLD' }, { text: ' 90 % interval: 1' }], isApart: false },
    { kind: 'ITEM', words: [{ text: 'item' }], isApart: false },
    { kind: 'TEXT', words: [{ text: 'text' }], isApart: false },
  ])
})

it('a text for mail has no marks, and says where it leads', () => {
  const text = String.raw`# Week

- **[a\_b](https://x.example/a)**: *3* changes
<https://x.example/>`
  expect(plainLines(text).join('\n')).toBe(`Week

- a_b (https://x.example/a): 3 changes
https://x.example/`)
})

describe('a text that is too long', () => {
  it('is cut between signs, with an ellipsis', () => {
    expect(cutText('🚀🚀🚀', 6)).toBe('🚀🚀🚀')
    expect(cutText('🚀🚀🚀', 5)).toBe('🚀🚀…')
    expect(cutText('ab cd', 4)).toBe('ab…')
  })

  it('is cut between pieces, which are all of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.integer({ min: 1, max: 300 }), (text, most) => {
        const pieces = shortPieces(text)
        expect(pieces.join('')).toBe(text)
        expect(fitPieces(pieces, most).length).toBeLessThanOrEqual(most)
        expect(fitPieces(pieces, 1_000)).toBe(text)
      }),
    )
  })

  it('of one line turns nothing around', () => {
    expect(oneLine('of\u202E\u2066 shop\r\nBcc: x\u0007')).toBe('of shop Bcc: x')
  })
})
