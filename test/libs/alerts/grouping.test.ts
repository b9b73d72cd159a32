import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Begun, eventOfGroup, groupOf, groupSpan, isToldOver } from '#alerts/grouping'
import type { AlertEvent } from '#alerts/notification'
import { DAY } from '#domain/instant'

/** One alert of each letter on a day: `a0 b3`. */
function begun(story: string): Begun[] {
  return story.split(' ').map((each, id) => ({ id, service: each[0] ?? '', onsetFrom: Number(each.slice(1)) * DAY }))
}

function grouped(story: string, services: number): string {
  const [own, ...others] = begun(story)
  if (own === undefined) return ''
  return groupOf(own, others, services)
    .map(({ service }) => service)
    .join('')
}

it.each([
  ['three of nine within a week', 'a0 b3 c7', 9, 'abc'],
  ['three of ten are no more than 30 %', 'a0 b3 c7', 10, ''],
  ['two are none, of however few', 'a0 b3', 2, ''],
  ['three alerts of two services are none', 'a0 b3 b4', 3, ''],
  ['those that began more than a week apart', 'a0 b3 c8', 9, ''],
  ['the week with most of them, before or after', 'e8 a0 b1 c12 d13 f14', 9, 'ecdf'],
  ['of equals the earlier', 'c7 a0 b1 d13 e14', 9, 'abc'],
])('%s: %s of %d → %s', (_, story, services, names) => {
  expect(grouped(story, services)).toBe(names)
})

const alerts = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 40 }),
    service: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    onsetFrom: fc.integer({ min: 0, max: 21 }).map((day) => day * DAY),
  }),
  { selector: ({ id }) => id, minLength: 1, maxLength: 12 },
)

describe('a group', () => {
  it('holds its own alert, spans a week at most, and is of enough services', () => {
    fc.assert(
      fc.property(alerts, fc.integer({ min: 1, max: 30 }), ([own, ...others], services) => {
        if (own === undefined) return
        const group = groupOf(own, others, services)
        if (group.length === 0) return
        const onsets = group.map(({ onsetFrom }) => onsetFrom)
        const count = new Set(group.map(({ service }) => service)).size
        expect(group).toContainEqual(own)
        expect(Math.max(...onsets) - Math.min(...onsets)).toBeLessThanOrEqual(groupSpan)
        expect(count).toBeGreaterThanOrEqual(3)
        expect(count / services).toBeGreaterThan(0.3)
      }),
    )
  })

  it('is the same in whatever order alerts come, and whether its own is among them or not', () => {
    fc.assert(
      fc.property(alerts, fc.integer({ min: 1, max: 30 }), ([own, ...others], services) => {
        if (own === undefined) return
        const group = groupOf(own, others, services)
        expect(groupOf(own, [own, ...others].toReversed(), services)).toEqual(group)
      }),
    )
  })

  it('that there is for so many services of a channel, there is for fewer', () => {
    fc.assert(
      fc.property(alerts, fc.integer({ min: 2, max: 30 }), ([own, ...others], services) => {
        if (own === undefined || groupOf(own, others, services).length === 0) return
        expect(groupOf(own, others, services - 1)).toEqual(groupOf(own, others, services))
      }),
    )
  })
})

const events: readonly AlertEvent[] = ['OPENED', 'CHANGED', 'ACKNOWLEDGED', 'RESOLVED', 'WITHDRAWN']

it('ends once, with the last of its alerts, in whatever order they end', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom<AlertEvent>('RESOLVED', 'WITHDRAWN'), { minLength: 1, maxLength: 8 }),
      (ends) => {
        const told: AlertEvent[] = ends.map(() => 'OPENED')
        const said = ends.map((end, at) => {
          told[at] = end
          return eventOfGroup(end, told)
        })
        expect(said.slice(0, -1).every((event) => event === 'CHANGED')).toBe(true)
        expect(said.at(-1)).toBe(ends.includes('RESOLVED') ? 'RESOLVED' : 'WITHDRAWN')
      },
    ),
  )
})

it('is taken on when all that are open are, and never opened a second time', () => {
  expect(eventOfGroup('ACKNOWLEDGED', ['ACKNOWLEDGED', 'OPENED'])).toBe('CHANGED')
  expect(eventOfGroup('ACKNOWLEDGED', ['ACKNOWLEDGED', 'RESOLVED'])).toBe('ACKNOWLEDGED')
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.array(fc.constantFrom(...events)), (event, others) => {
      const said = eventOfGroup(event, [event, ...others])
      expect(said).not.toBe('OPENED')
      expect(isToldOver(said)).toBe([event, ...others].every(isToldOver))
    }),
  )
})
