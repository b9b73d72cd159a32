import { describe, expect, it } from 'vitest'
import { deploymentKinds } from '#domain/delivery-event'
import { HOUR } from '#domain/instant'
import { deploymentFrequency } from '#metrics/deployment-frequency'
import { pool } from '#metrics/facts'
import { at, deploymentFact, factsOf, scopeOf } from '../../support/facts.ts'

const { measure, series } = deploymentFrequency
const day = (text: string, given?: Parameters<typeof deploymentFact>[2]) =>
  deploymentFact(text, at(`${text}:00Z`), given)

describe('deployment frequency', () => {
  const fortnight = scopeOf('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z')
  const three = factsOf({ deployments: [day('2026-03-02T09:00'), day('2026-03-02T15:00'), day('2026-03-05T09:00')] })

  it('divides by all local days, empty ones too', () => {
    const measured = measure(three, fortnight)
    expect(measured).toMatchObject({
      count: 3,
      activeDays: 2,
      workingDays: 10,
      medianPerDay: 0,
      sampleSize: 3,
      insufficient: true,
    })
    expect(measured.perDay).toBeCloseTo(3 / 14, 12)
    expect(measured.perWeek).toBeCloseTo(1.5, 12)
    expect(measured.daysSinceLast).toBeCloseTo(10.625, 12)
    expect(measured.interval?.low).toBeLessThan(measured.perDay ?? 0)
    expect(measured.interval?.high).toBeGreaterThan(measured.perDay ?? 1)
  })

  it('counts a day of 23 hours as a day', () => {
    const scope = scopeOf('2026-03-28T23:00:00Z', '2026-03-30T22:00:00Z', { timeZone: 'Europe/Berlin' })
    const facts = factsOf({ deployments: [day('2026-03-30T00:30')] })
    expect(measure(facts, scope).perDay).toBe(0.5)
    expect(series(facts, scope, 'DAY').map(({ start, end, count }) => [(end - start) / HOUR, count])).toEqual([
      [23, 0],
      [24, 1],
    ])
  })

  it('leaves out days that have not come', () => {
    const scope = scopeOf('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z', { now: '2026-03-06T00:00:00Z' })
    const measured = measure(three, scope)
    expect(measured.perDay).toBe(0.75)
    expect(measured).toMatchObject({ workingDays: 4, activeDays: 2, daysSinceLast: 0.625 })
    expect(series(three, scope, 'DAY')).toHaveLength(4)
  })

  it('is zero where nothing was deployed, and unknown where nothing was ever seen', () => {
    expect(measure(factsOf({ lastLiveAt: at('2026-02-01T00:00:00Z') }), fortnight)).toMatchObject({
      perDay: 0,
      medianPerDay: 0,
      unavailableReason: null,
      daysSinceLast: 43,
    })
    expect(measure(factsOf({}), fortnight)).toMatchObject({
      perDay: null,
      perWeek: null,
      daysSinceLast: null,
      interval: null,
      unavailableReason: 'NO_DATA',
    })
    const future = scopeOf('2031-01-01T00:00:00Z', '2031-02-01T00:00:00Z')
    expect(measure(three, future)).toMatchObject({ perDay: null, unavailableReason: 'NO_DATA' })
    expect(series(three, future, 'MONTH')).toEqual([])
  })

  it('counts CODE and CONFIG, and lists all seven kinds', () => {
    const deployments = deploymentKinds.map((kind, hour) => day(`2026-03-03T0${hour}:00`, { kind }))
    const measured = measure(factsOf({ deployments }), fortnight)
    expect(measured.count).toBe(2)
    expect(measured.evidence.map(({ kind }) => kind)).toEqual(['CODE', 'CONFIG'])
    expect(measured.byKind).toEqual(deploymentKinds.map((kind) => ({ kind, count: 1 })))
    const onlyCode = scopeOf('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z', { definition: { kinds: ['CODE'] } })
    expect(measure(factsOf({ deployments }), onlyCode).count).toBe(1)
  })

  it('counts runs apart from deployments', () => {
    const time = at('2026-03-03T09:00:00Z')
    const retried = deploymentFact('a', time + HOUR, {
      arrivals: [
        { placement: '', at: time, outcome: 'FAILED' },
        { placement: '', at: time + HOUR, outcome: 'SUCCEEDED' },
        { placement: 'later', at: at('2026-04-01T00:00:00Z'), outcome: 'SUCCEEDED' },
      ],
    })
    const deployments = [
      retried,
      day('2026-03-04T09:00', { outcome: 'ABORTED' }),
      day('2026-03-05T09:00', { outcome: 'IN_PROGRESS' }),
      day('2026-03-06T09:00', { outcome: 'CANCELLED' }),
    ]
    expect(measure(factsOf({ deployments }), fortnight)).toMatchObject({
      count: 1,
      attempts: 4,
      failedAttempts: 1,
      aborted: 1,
    })
  })

  it('takes the first arrival where the definition says so', () => {
    const early = at('2026-03-01T23:00:00Z')
    const deployments = [day('2026-03-02T01:00', { firstLiveAt: early })]
    const first = scopeOf('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z', { definition: { arrival: 'FIRST' } })
    expect(measure(factsOf({ deployments }), fortnight).count).toBe(1)
    expect(measure(factsOf({ deployments }), first).count).toBe(0)
  })

  it('takes only deployments with one of the asked labels', () => {
    const deployments = [day('2026-03-03T09:00', { labels: ['canary', 'eu'] }), day('2026-03-04T09:00')]
    const scope = scopeOf('2026-03-02T00:00:00Z', '2026-03-16T00:00:00Z', { definition: { labels: ['eu'] } })
    expect(measure(factsOf({ deployments }), scope).count).toBe(1)
  })

  it('pools services by counting, over the same days', () => {
    const other = factsOf({ deployments: [day('2026-03-09T09:00')], lastLiveAt: at('2026-03-09T09:00:00Z') })
    const measured = measure(pool([three, other]), fortnight)
    expect(measured.count).toBe(4)
    expect(measured.perDay).toBeCloseTo(4 / 14, 12)
    expect(measured.daysSinceLast).toBeCloseTo(6.625, 12)
  })

  it('says how sure it is', () => {
    const flags = measure(factsOf({ deployments: [day('2026-03-03T09:00', { flags: ['NO_PREDECESSOR'] })] }), {
      ...fortnight,
      now: at('2026-03-20T00:00:00Z'),
    })
    expect(flags.provisional).toBe(true)
    expect(flags.flags.map(({ code, count }) => [code, count])).toEqual([
      ['NO_PREDECESSOR', 1],
      ['SMALL_SAMPLE', 1],
      ['PROVISIONAL', 1],
    ])
    for (const { message } of flags.flags) expect(message).toMatch(/^[A-Z0-9].*\.$/)
    expect(measure(three, { ...fortnight, now: at('2026-03-23T00:00:00Z') }).provisional).toBe(false)
  })

  it('gives points by week and month that add up to the count', () => {
    expect(series(three, fortnight, 'WEEK').map(({ count, perDay }) => [count, perDay])).toEqual([
      [3, 3 / 7],
      [0, 0],
    ])
    expect(series(three, fortnight, 'MONTH')).toHaveLength(1)
  })
})
