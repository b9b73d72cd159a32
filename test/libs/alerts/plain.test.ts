import { describe, expect, it } from 'vitest'
import type { AlertThreshold } from '#domain/alert-threshold'
import { DAY, HOUR } from '#domain/instant'
import { type KeptExcess, plainFindings } from '#alerts/plain'
import type { Watched } from '#alerts/watched'

const begin = Date.UTC(2026, 10, 2)
const noon = 12 * HOUR
const slow: AlertThreshold = { metric: 'leadTimeForChanges', above: 86_400, below: null, last: 'P7D' }
const rare: AlertThreshold = { metric: 'deploymentFrequency', above: null, below: 3, last: 'P7D' }

/** Six changes a day from a day on: of each day one deployment, at midday as days are kept. */
function service(hoursOfDays: readonly number[]): Watched {
  return {
    leadTimes: hoursOfDays.flatMap((hours, day) =>
      Array.from({ length: 6 }, () => ({ at: begin + day * DAY + noon, value: Math.log(hours) })),
    ),
    lives: hoursOfDays.map((_, day) => begin + day * DAY + noon),
    failures: [],
    reworks: [],
    merged: [],
    impacts: [],
  }
}

const days = (count: number, hours: number): number[] => Array.from({ length: count }, () => hours)
const utc = { timeZone: 'UTC' }

const kept: KeptExcess = {
  detector: 'leadTimeForChanges',
  state: 'OPEN',
  openedAt: begin + 13 * DAY + 10 * HOUR,
  endedAt: null,
  before: 86_400,
  after: 2 * 86_400,
  isPlain: true,
}

describe('a plain threshold', () => {
  it('began between the look before and the one that saw it, in a window that is one', () => {
    const [found] = plainFindings(service([...days(10, 2), ...days(4, 48)]), slow, { asOf: begin + 14 * DAY, ...utc })
    expect(found).toMatchObject({
      onset: { from: begin + 13 * DAY, to: begin + 14 * DAY },
      openedAt: begin + 14 * DAY,
      usualFrom: begin + 7 * DAY,
    })
  })

  it('is passed, and over, at the look within a day that sees so', () => {
    const passing = service([...days(10, 2), ...days(4, 48)])
    const asOf = begin + 13 * DAY + 13 * HOUR
    const [found] = plainFindings(passing, slow, { asOf, ...utc })
    expect(found).toMatchObject({ onset: { from: begin + 13 * DAY, to: asOf }, openedAt: asOf, ended: null })
    const back = service([...days(10, 48), ...days(4, 2)])
    const later = { asOf: begin + 13 * DAY + 13 * HOUR, ...utc }
    expect(plainFindings(back, slow, later).at(-1)?.ended).toEqual({ at: later.asOf, how: 'RETURNED' })
    expect(plainFindings(passing, slow, { asOf: begin + 13 * DAY, ...utc })).toEqual([])
  })

  it('that was passed within a day only was so for that day, as long as its limit is the same', () => {
    const usual = service(days(20, 2))
    const next = { asOf: kept.openedAt + HOUR, ...utc }
    const alert = { openedAt: kept.openedAt, ended: { at: next.asOf, how: 'RETURNED' } }
    expect(plainFindings(usual, slow, next, [kept])).toMatchObject([alert])
    const ended = { ...kept, state: 'RETURNED', endedAt: next.asOf }
    for (const hours of [1, 9, 40])
      expect(plainFindings(usual, slow, { asOf: next.asOf + hours * HOUR, ...utc }, [ended])).toMatchObject([alert])
    for (const other of [{ before: 3_600 }, { isPlain: false }, { state: 'WITHDRAWN' }, { detector: 'timeToRestore' }])
      expect(plainFindings(usual, slow, next, [{ ...kept, ...other }])).toEqual([])
    expect(plainFindings(usual, slow, { asOf: kept.openedAt - DAY, ...utc }, [kept])).toEqual([])
  })

  it('finds what it found before, however much later it is looked', () => {
    const all = service([...days(10, 2), ...days(10, 48), ...days(20, 2)])
    const first = plainFindings(all, slow, { asOf: begin + 25 * DAY, ...utc })
    expect(first).toHaveLength(1)
    for (let hours = 1; hours < 100; hours += 7)
      expect(plainFindings(all, slow, { asOf: begin + 25 * DAY + hours * HOUR, ...utc })).toEqual(first)
  })

  it('counts deployments a week of a day that is not over by as much of it as there was', () => {
    const daily = service(days(30, 2))
    for (let hour = 0; hour < 24; hour += 1)
      expect(plainFindings(daily, { ...rare, below: 6 }, { asOf: begin + 29 * DAY + hour * HOUR, ...utc })).toEqual([])
  })

  it('is passed by nothing that happens in a freeze, nor by its silence', () => {
    const all = service([...days(10, 2), ...days(10, 48)])
    const frozen = [{ from: begin + 10 * DAY, to: begin + 60 * DAY }]
    for (const asOf of [begin + 15 * DAY + 10 * HOUR, begin + 25 * DAY, begin + 62 * DAY]) {
      expect(plainFindings(all, slow, { asOf, ...utc, frozen })).toEqual([])
      expect(plainFindings(all, rare, { asOf, ...utc, frozen })).toEqual([])
    }
    expect(plainFindings(service(days(20, 2)), slow, { asOf: kept.openedAt + HOUR, ...utc, frozen }, [kept])).toEqual(
      [],
    )
    expect(plainFindings(all, rare, { asOf: begin + 25 * DAY, ...utc })).toHaveLength(1)
  })

  it('that was passed before a freeze stays so until it is known to be back', () => {
    const all = service([...days(10, 2), ...days(10, 48)])
    const frozen = [{ from: begin + 16 * DAY, to: begin + 60 * DAY }]
    const open = plainFindings(all, slow, { asOf: begin + 18 * DAY, ...utc, frozen })
    expect(open).toMatchObject([{ openedAt: begin + 14 * DAY, ended: null }])
    const after = service([...days(10, 2), ...days(10, 48), ...days(50, 2)])
    const over = plainFindings(after, slow, { asOf: begin + 63 * DAY, ...utc, frozen })
    expect(over).toMatchObject([{ openedAt: begin + 14 * DAY, ended: { at: begin + 61 * DAY } }])
  })
})
