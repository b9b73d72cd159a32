import { describe, expect, it } from 'vitest'
import { DAY } from '#domain/instant'
import { frequencyLacks } from '#alerts/detectors/deployment-frequency'
import { shareLacks } from '#alerts/detectors/failure-share'
import { blocksMissing } from '#alerts/detectors/lead-time'
import { expectedFalseAlarms, thresholdOf } from '#alerts/detectors/sensitivity'
import { pausesMissing } from '#alerts/detectors/silence'

const monday = Date.UTC(2026, 0, 5)
const weeksOf = (...counts: number[]) =>
  counts.map((count, week) => ({ from: monday + week * 7 * DAY, to: monday + (week + 1) * 7 * DAY, count }))
const trialsOver = (count: number, days: number) =>
  Array.from({ length: count }, (_, index) => {
    const at = monday + Math.round((index * days * DAY) / (count - 1))
    return { from: at, to: at + 3 * DAY, hit: false }
  })

describe('what is missing before a metric can be watched', () => {
  it('counts blocks of lead time up to eight', () => {
    const block = { from: monday, to: monday + 7 * DAY, level: 3, size: 4 }
    expect(blocksMissing(Array.from({ length: 5 }, () => block))).toBe(3)
    expect(blocksMissing(Array.from({ length: 9 }, () => block))).toBe(0)
  })

  it('asks for weeks first, then for one deployment a week', () => {
    expect(frequencyLacks(weeksOf(3, 4, 2))).toBe('3 of 8 weeks')
    expect(frequencyLacks(weeksOf(1, 0, 0, 1, 0, 1, 0, 1))).toBe('0.5 of 1 deployments a week')
    expect(frequencyLacks(weeksOf(2, 2, 2, 2, 2, 2, 2, 2))).toBeNull()
  })

  it('asks for twenty deployments over four weeks', () => {
    expect(shareLacks(trialsOver(12, 60))).toBe('12 of 20 deployments')
    expect(shareLacks(trialsOver(25, 10))).toBe('10 of 28 days')
    expect(shareLacks(trialsOver(25, 40))).toBeNull()
  })

  it('asks for twenty pauses between deployments', () => {
    expect(pausesMissing([monday, monday + DAY])).toBe(19)
    expect(pausesMissing(trialsOver(21, 40).map(({ from }) => from))).toBe(0)
  })
})

describe('the threshold of a budget', () => {
  const usual = { falseAlarmsPerServiceYear: 0.25, servicesOfRecipient: 1 }

  it('rises where fewer false alarms are put up with, and says how many are left', () => {
    const strict = { ...usual, falseAlarmsPerServiceYear: 0.05 }
    expect(thresholdOf('leadTimeForChanges', 10, strict)).toBeGreaterThan(thresholdOf('leadTimeForChanges', 10, usual))
    expect(expectedFalseAlarms('leadTimeForChanges', 10, strict)).toBeCloseTo(
      expectedFalseAlarms('leadTimeForChanges', 10, usual) / 5,
    )
  })

  it('rises for a recipient of three hundred services by about one, and not for one of forty', () => {
    const of = (servicesOfRecipient: number) =>
      thresholdOf('leadTimeForChanges', 10, { ...usual, servicesOfRecipient }) -
      thresholdOf('leadTimeForChanges', 10, usual)
    expect(of(40)).toBe(0)
    expect(of(300)).toBeCloseTo(Math.log(300 / 40) / 2)
  })

  it('lies between those that were simulated for a volume between theirs', () => {
    const of = (perWeek: number) => thresholdOf('leadTimeForChanges', perWeek, usual)
    expect(of(5)).toBeGreaterThan(of(3))
    expect(of(5)).toBeLessThan(of(10))
    expect(of(400)).toBe(of(40))
    expect(of(0)).toBe(of(3))
  })
})
