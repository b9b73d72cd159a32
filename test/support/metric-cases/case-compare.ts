import type { CaseAnswer } from './case-answer.ts'
import type { Expectation } from './case-file.ts'

/** Names of the case format that the API spells otherwise. */
const spelling: Readonly<Record<string, string>> = {
  REVERT_REFERENCE: 'REVERT',
  HEURISTIC_LAST_DEPLOYMENT_SAME_SERVICE: 'TIME_ONLY',
}

const toFourDecimals = /(?:rate|perDay|perWeek|attemptSuccess|daysSinceLast|kaplanMeier)/
const toHundredths = /(?:Min\b|pending)/

/** Kinds of expectation that are answered by another question: a changed setting, another time, another case. */
export function isVariant(key: string): boolean {
  return key.startsWith('if') || key.startsWith('asOf=') || key === 'sameAs' || key === 'services'
}

/** Where an answer differs from what is expected; empty when it does not. */
export function differences(expected: Expectation, answer: CaseAnswer, path = ''): string[] {
  return Object.entries(expected)
    .filter(([key]) => !isVariant(key))
    .flatMap(([key, value]) => differ(value, answer[key], path === '' ? key : `${path}.${key}`))
}

function differ(expected: unknown, actual: unknown, path: string): string[] {
  if (Array.isArray(expected)) return sameSet(expected, actual, path)
  if (expected !== null && typeof expected === 'object') {
    if (actual === null || typeof actual !== 'object') return [said(path, expected, actual)]
    return differences(expected as Expectation, actual as CaseAnswer, path)
  }
  return same(expected, actual, path) ? [] : [said(path, expected, actual)]
}

function same(expected: unknown, actual: unknown, path: string): boolean {
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(expected - actual) <= toleranceOf(path)
  if (typeof expected === 'string') return (spelling[expected] ?? expected) === actual
  return expected === actual
}

function toleranceOf(path: string): number {
  if (/(?:\.n|\.open|numerator|denominator)$/.test(path)) return 0
  if (toFourDecimals.test(path)) return 0.000_05
  return toHundredths.test(path) ? 0.01 : 0
}

/** Lists compare as sets with repetition; curves in their order. */
function sameSet(expected: readonly unknown[], actual: unknown, path: string): string[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [said(path, expected, actual)]
  const sorted = (values: readonly unknown[]): unknown[] =>
    values.toSorted((a, b) =>
      typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)),
    )
  const left = sorted(expected)
  const right = sorted(actual as readonly unknown[])
  const fits = left.every((value, index) => {
    const other = right[index]
    if (Array.isArray(value) && Array.isArray(other))
      return value.every((part, at) => same(part, (other as readonly unknown[])[at], path))
    return same(value, other, path)
  })
  return fits ? [] : [said(path, expected, actual)]
}

function said(path: string, expected: unknown, actual: unknown): string {
  return `${path}: expected ${JSON.stringify(expected)}, answered ${JSON.stringify(actual)}`
}
