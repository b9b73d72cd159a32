import { before } from '#domain/duration'
import type { Window } from '#domain/window'

const year = { months: 12, days: 0, exact: 0 }

/** The window that another is held against; null for none. */
export function windowAgainst(
  window: Window,
  base: 'NONE' | 'PREVIOUS_WINDOW' | 'SAME_WINDOW_LAST_YEAR',
): Window | null {
  const { from, to, timeZone } = window
  switch (base) {
    case 'NONE':
      return null
    case 'PREVIOUS_WINDOW':
      return { from: from - (to - from), to: from, timeZone }
    case 'SAME_WINDOW_LAST_YEAR':
      return { from: before(from, year, timeZone), to: before(to, year, timeZone), timeZone }
  }
}
