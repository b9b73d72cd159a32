import { expect, it } from 'vitest'
import { blockingError } from '#dashboards/api'

const ambiguous = { message: 'several', extensions: { code: 'AMBIGUOUS_ENVIRONMENT' } }
const ofOne = { ...ambiguous, path: ['services', 'nodes', '3', 'metrics'] }
const fault = { message: 'ours', path: ['services', 'nodes', '3'], extensions: { code: 'INTERNAL' } }

it('shows a list of which one entry has no answer', () => {
  expect(blockingError({ data: {}, errors: [ofOne] })).toBeUndefined()
  expect(blockingError({ data: {} })).toBeUndefined()
})

it('shows nothing for any other error, nor without data, nor where the one is all that was asked for', () => {
  expect(blockingError({ data: {}, errors: [ofOne, fault] })).toBe(fault)
  expect(blockingError({ data: null, errors: [ofOne] })).toBe(ofOne)
  const alone = { ...ambiguous, path: ['service', 'metrics'] }
  expect(blockingError({ data: {}, errors: [alone] })).toBe(alone)
})
