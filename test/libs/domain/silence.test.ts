import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '#domain/instant'
import { silentSince } from '#domain/silence'

/** Two weeks of working days: Monday to Friday, twice. */
const workingDays = [4, 5, 6, 7, 8, 11, 12, 13, 14, 15].map((day) => 20_000 + day)
const friday = 20_015 * DAY + 17 * HOUR

describe('silence', () => {
  it.each([
    { after: 'a weekend', days: 3, silent: false },
    { after: 'a long weekend', days: 5.9, silent: false },
    { after: 'over twice its longest pause', days: 6.1, silent: true },
  ])('of a source that works on weekdays, after $after: $silent', ({ days, silent }) => {
    expect(silentSince(workingDays, friday, friday + days * DAY)).toBe(silent ? friday : null)
  })

  it('begins after two days where something comes every day', () => {
    const days = Array.from({ length: 9 }, (_, index) => 20_000 + index)
    const last = 20_008 * DAY
    expect(silentSince(days, last, last + 2 * DAY)).toBeNull()
    expect(silentSince(days, last, last + 2 * DAY + 1)).toBe(last)
  })

  it('means nothing where no rhythm is known', () => {
    expect(silentSince(workingDays.slice(0, 7), friday, friday + 400 * DAY)).toBeNull()
    expect(silentSince(workingDays, null, friday)).toBeNull()
    expect(silentSince([], null, friday)).toBeNull()
  })
})
