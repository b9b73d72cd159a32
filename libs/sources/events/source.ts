import type { Source } from '../source.ts'

/** The event contract itself: what is posted is already in our words. */
export const events: Source = {
  id: 'events',
  title: 'Event contract',
  verified: 'live',
  translate: (body) => ({ statements: Array.isArray(body) ? body : [body] }),
}
