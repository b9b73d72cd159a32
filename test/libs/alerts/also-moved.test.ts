import { expect, it } from 'vitest'
import { type AlsoMoved, alsoMovedText } from '#alerts/also-moved'

const lead = { metric: 'leadTimeForChanges', direction: 'WORSE' } as const
const silence = { metric: 'silence', direction: 'WORSE' } as const
const none: AlsoMoved = { services: 0, names: [], moved: [], own: [] }

it.each([
  [
    { ...none, services: 1, names: ['cart'], moved: [{ ...lead, services: 1 }] },
    'Within a week of it one other service of this environment moved too, cart: lead time got longer.',
  ],
  [
    {
      services: 7,
      names: ['a', 'b', 'c', 'd', 'e'],
      moved: [
        { ...lead, services: 6 },
        { ...silence, services: 2 },
      ],
      own: [silence],
    },
    'Within a week of it 7 other services of this environment moved too, a, b, c, d, e, 2 more: lead time got longer (6), nothing is deployed any more (2). Of the same service: nothing is deployed any more.',
  ],
  [{ ...none, own: [lead] }, 'Of the same service: lead time got longer.'],
  [none, null],
] satisfies [AlsoMoved, string | null][])('%j reads as %s', (moved, text) => {
  expect(alsoMovedText(moved)).toBe(text)
})
