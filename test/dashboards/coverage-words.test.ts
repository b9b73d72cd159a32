import { expect, it } from 'vitest'
import { gapsShown } from '#dashboards/coverage-words'
import type { GapAnswer } from '#dashboards/setup-answers'

const gap: GapAnswer = { kind: 'MISSING_COMMIT', count: 1, of: 2, example: null, meaning: '', mend: '' }
const rows = (withGaps: number, whole: number) => [
  ...Array.from({ length: withGaps }, () => ({ gaps: [gap] })),
  ...Array.from({ length: whole }, () => ({ gaps: [] })),
]

it.each([
  { shown: rows(3, 97), total: 250, words: '3 of the first 100 with gaps' },
  { shown: rows(0, 100), total: 101, words: 'none of the first 100 with gaps' },
  { shown: rows(3, 97), total: 100, words: '3 with gaps' },
  { shown: rows(0, 2), total: 2, words: 'nothing is missing' },
])('of $total rows, $words', ({ shown, total, words }) => {
  expect(gapsShown(shown, total)).toBe(words)
})
