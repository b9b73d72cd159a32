import { expect, it } from 'vitest'
import { nameFault } from '#domain/given-name'

it.each([
  ['Payments, weekly', 'It holds “,” (U+002C).'],
  ['so\u202Enamed', 'It holds U+202E.'],
  ['two\nlines', 'It holds U+000A.'],
  ['all 🚀', 'It holds “🚀” (U+1F680).'],
  ['-x', 'It begins with “-” (U+002D).'],
  ['', 'It is empty.'],
  ['x'.repeat(301), 'It is too long.'],
])('%j can be no name: %s', (text, words) => {
  expect(nameFault(text)).toBe(
    `${words} A name has 1 to 300 letters, digits and . _ : / @ + - or blanks, and begins with a letter or digit. For example: payments weekly.`,
  )
})

it('a name that can be given has no fault', () => {
  expect(nameFault('Zahlungen/wöchentlich @ 9:00')).toBeNull()
})
