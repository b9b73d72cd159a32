import { describe, expect, it } from 'vitest'
import { isRepairable, shippedCount, shippedTitle, unknownShipped } from '#dashboards/shipped-words'

const shipped = (totalCount: number, changesUnavailableReason: string | null) => ({
  changes: { totalCount },
  changesUnavailableReason,
})

describe('what a deployment shipped', () => {
  it.each([
    [0, null, '0', 'Shipped no change'],
    [1, null, '1', 'Shipped 1 change'],
    [0, 'NO_COMMIT', 'unknown', 'What it shipped is not known'],
    [0, 'NO_PREDECESSOR', 'unknown', 'What it shipped is not known'],
    [2, 'MISSING_COMMIT', '≥ 2', 'Shipped at least 2 changes'],
  ])('%i with %s is %s: %s', (count, reason, cell, title) => {
    expect(shippedCount(shipped(count, reason)).replaceAll('\u00A0', ' ')).toBe(cell)
    expect(shippedTitle(shipped(count, reason))).toBe(title)
  })

  it('has words for why nobody knows, and knows what can be repaired', () => {
    expect(unknownShipped(null)).toBeNull()
    expect(unknownShipped('NO_COMMIT')).toMatch(/^Nobody knows which commit/)
    expect(unknownShipped('OF_A_NEWER_SERVER')).toContain('OF_A_NEWER_SERVER')
    expect([null, 'NO_COMMIT', 'MISSING_COMMIT', 'NO_PREDECESSOR'].map(isRepairable)).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('are not said to be none while it is on its way', () => {
    const title = shippedTitle({ ...shipped(0, null), outcome: 'IN_PROGRESS' })
    expect(title).toBe('Shipped nothing yet: what it brings counts when it is live')
  })
})
