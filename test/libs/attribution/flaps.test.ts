import { describe, expect, it } from 'vitest'
import { withoutFlaps } from '#attribution/flaps'
import type { IncidentState, OverrideState } from '#domain/entity-state'
import { MINUTE } from '#domain/instant'

const start = Date.UTC(2026, 2, 4, 10)

/** An alert that fired some minutes after the start, and ended some minutes after it; null: it did not. */
function alert(from: number, to: number | null, more: object = {}): IncidentState {
  const openedAt = start + from * MINUTE
  const resolvedAt = to === null ? undefined : start + to * MINUTE
  const id = `f1/${from}`
  return {
    entity: `incident alerts ${id}`,
    event: {
      type: 'incident',
      source: 'alerts',
      id,
      services: ['shop'],
      openedAt,
      ...(resolvedAt !== undefined && { resolvedAt }),
      attributes: { 'leadline.alert': 'f1' },
      ...more,
    },
    statements: [`hash ${id}`],
    sources: ['alerts'],
    resolutions: resolvedAt === undefined ? [] : [resolvedAt],
    reopenings: [],
  }
}

/** Minutes from start to end of each incident that is left. */
function spans(incidents: readonly IncidentState[]): (readonly [number, number | null])[] {
  return withoutFlaps(incidents, new Map()).incidents.map(({ event, resolutions }) => [
    (event.openedAt - start) / MINUTE,
    event.resolvedAt === undefined ? null : ((resolutions.at(-1) ?? 0) - start) / MINUTE,
  ])
}

describe('what one alert fires again', () => {
  it('is one of its own where one of both is no incident', () => {
    const warning = { classification: 'alert' }
    expect(spans([alert(0, 5, warning), alert(9, 20), alert(24, 30, warning)])).toEqual([
      [0, 5],
      [9, 20],
      [24, 30],
    ])
    expect(spans([alert(0, 5), alert(9, 20, { classification: 'incident' })])).toEqual([[0, 20]])
  })

  it.each([
    ['ten minutes after its end is one incident', [alert(0, 5), alert(15, 20)], [[0, 20]]],
    [
      'later is another',
      [alert(0, 5), alert(15.01, 20)],
      [
        [0, 5],
        [15.01, 20],
      ],
    ],
    ['again and again is one', [alert(0, 5), alert(6, 8), alert(9, 10), alert(19, 30)], [[0, 30]]],
    ['and still does is one that lasts', [alert(0, 5), alert(6, null)], [[0, null]]],
    ['though nobody told its end is one, for it ended in between', [alert(0, null), alert(6, 9)], [[0, 9]]],
    [
      'more than ten minutes after its beginning is another, where nobody told its end',
      [alert(0, null), alert(10.01, 12)],
      [
        [0, null],
        [10.01, 12],
      ],
    ],
    ['before its end is one, and ends as the later of both', [alert(0, 9), alert(6, 8)], [[0, 9]]],
    ['before its end, and later ends, is one', [alert(0, 9), alert(6, 20), alert(25, 26)], [[0, 26]]],
    ['before its end, and still does, lasts', [alert(0, 9), alert(6, null)], [[0, null]]],
    [
      'in another place is another',
      [alert(0, 5), alert(6, 9, { environment: 'staging' })],
      [
        [0, 5],
        [6, 9],
      ],
    ],
    [
      'of another source is another',
      [alert(0, 5), alert(6, 9, { source: 'more' })],
      [
        [0, 5],
        [6, 9],
      ],
    ],
    [
      'by another name is another',
      [alert(0, 5), alert(6, 9, { attributes: { 'leadline.alert': 'f2' } })],
      [
        [0, 5],
        [6, 9],
      ],
    ],
    [
      'without a name is another',
      [alert(0, 5, { attributes: {} }), alert(6, 9, { attributes: {} })],
      [
        [0, 5],
        [6, 9],
      ],
    ],
  ] as const)('%s', (_name, incidents, expected) => {
    expect(spans(incidents)).toEqual(expected)
    expect(spans(incidents.toReversed()).toSorted(([a], [b]) => a - b)).toEqual(expected)
  })

  it('rests on the statements of all of it, and was reopened when it fired again', () => {
    const [incident, ...others] = withoutFlaps([alert(0, 5), alert(6, 9)], new Map()).incidents
    expect(others).toEqual([])
    expect(incident).toMatchObject({
      event: { id: 'f1/0', reopenedAt: start + 6 * MINUTE },
      statements: ['hash f1/0', 'hash f1/6'],
      reopenings: [start + 6 * MINUTE],
      resolutions: [start + 5 * MINUTE, start + 9 * MINUTE],
    })
  })

  it('keeps what somebody corrected of any part of it', () => {
    const said = (name: string): OverrideState => ({ entity: name }) as OverrideState
    const [first, second] = [alert(0, 5), alert(6, 9)]
    const overrides = new Map([
      [first.entity, [said('a')]],
      [second.entity, [said('b')]],
    ])
    const settled = withoutFlaps([first, second], overrides)
    expect(settled.overrides.get(first.entity)?.map(({ entity }) => entity)).toEqual(['a', 'b'])
  })
})
