import { describe, expect, it } from 'vitest'
import { usualRule, type WatchedMetric, watchedMetrics } from '#domain/alert-rule'
import { DAY, HOUR } from '#domain/instant'
import { buckets } from '#domain/window'
import { lonelyDispersion } from '#alerts/detectors/deployment-frequency'
import { lonelyVariance } from '#alerts/detectors/lead-time'
import { defaultSensitivity } from '#alerts/detectors/sensitivity'
import type { Watched } from '#alerts/watched'
import { type Watching, watching, type WatchingScope } from '#alerts/watching'
import { rulesAgainst } from '#domain/alert-rule'

const monday = Date.UTC(2026, 0, 5)

/** So many deployments on the days of each week, each with one change of a day or so; the first ones failed for an hour. */
function service({ weeks, aWeek, failed = 0 }: { weeks: number; aWeek: number; failed?: number }): Watched {
  const lives = Array.from({ length: weeks * aWeek }, (_, index) => {
    const [week, place] = [Math.floor(index / aWeek), index % aWeek]
    return monday + (week * 7 + (place % 5)) * DAY + 10 * HOUR + Math.floor(place / 5) * HOUR
  })
  return {
    leadTimes: lives.map((at, index) => ({ at, value: Math.log(20 + ((index * 7) % 11)) })),
    lives,
    failures: lives.map((at, index) => ({ at, hit: index < failed })),
    reworks: lives.map((at) => ({ at, hit: false })),
    merged: lives.map((at) => ({ mergedAt: at - 5 * HOUR, liveAt: at })),
    impacts: lives
      .slice(0, failed)
      .map((startedAt, index) => ({ key: String(index), startedAt, restoredAt: startedAt + HOUR })),
  }
}

function scope(weeks: number, changed: Partial<WatchingScope> = {}): WatchingScope {
  const asOf = monday + weeks * 7 * DAY
  return {
    weeks: buckets({ from: monday, to: asOf, timeZone: 'UTC' }, 'WEEK'),
    asOf,
    timeZone: 'UTC',
    fleet: { variance: lonelyVariance, dispersion: lonelyDispersion, leadTimeRaise: () => 0 },
    sensitivityOf: () => defaultSensitivity,
    ruled: { metrics: new Set(watchedMetrics), thresholds: [] },
    against: () => [],
    ...changed,
  }
}

function byMetric(all: readonly Watching[]): Readonly<Record<WatchedMetric, Watching>> {
  return Object.fromEntries(all.map((one) => [one.metric, one])) as Record<WatchedMetric, Watching>
}

describe('what is watched', () => {
  it('says of a young service what each detector lacks, in words and numbers', () => {
    const all = watching(service({ weeks: 5, aWeek: 3 }), scope(5))
    expect(all.map(({ metric }) => metric)).toEqual([...watchedMetrics])
    const young = byMetric(all)
    for (const one of all.filter(({ metric }) => metric !== 'pendingAge'))
      expect(one).toMatchObject({
        state: 'INSUFFICIENT_DATA',
        smallest: null,
        smallestReason: 'Not known until there is enough to watch.',
        falseAlarmsPerYear: null,
      })
    expect(young.leadTimeForChanges.reason).toBe('5 of 8 weeks that hold three changes')
    expect(young.deploymentFrequency.reason).toBe('4 of 8 weeks')
    expect(young.silence.reason).toBe('15 of 21 deployments in a year')
    expect(young.changeFailureRate.reason).toBe('15 of 20 deployments')
    expect(young.timeToRestore.reason).toBe('0 of 8 failures in the last 91 days')
    expect(young.openFailure.reason).toBe('0 of 8 failures of a year that are over')
    expect(young.pendingAge).toMatchObject({ state: 'WATCHING', reason: null })
  })

  it('says of one that is known what is usual, what is seen at least, and how often that is wrong', () => {
    const known = byMetric(watching(service({ weeks: 30, aWeek: 10, failed: 30 }), scope(30)))
    for (const metric of ['leadTimeForChanges', 'deploymentFrequency', 'changeFailureRate', 'silence'] as const)
      expect(known[metric], metric).toMatchObject({ state: 'WATCHING', reason: null, smallestReason: null })
    const { usual, smallest, falseAlarmsPerYear } = known.leadTimeForChanges
    expect(usual).toBeGreaterThan(20 * 3_600)
    expect(smallest?.value).toBeCloseTo((usual ?? 0) * (smallest?.factor ?? 0))
    expect(smallest?.factor).toBeGreaterThanOrEqual(1.25)
    expect(smallest?.text).toMatch(/^×1\.\d: from 2\d\.\d hours to [34]\d\.\d hours$/)
    expect(falseAlarmsPerYear).toBeGreaterThan(0)
    expect(falseAlarmsPerYear).toBeLessThan(0.5)
    expect(known.deploymentFrequency.smallest?.text).toMatch(/^to [3-7]\d %: from 10\.0 to \d\.\d a week$/)
    expect(known.changeFailureRate.smallest?.text).toMatch(/^from 0\.0 % to \d+\.\d %$/)
    expect(known.changeFailureRate.smallest?.factor).toBeNull()
    expect(known.silence.smallest?.text).toBe('no deployment for 8.0 days of working time')
    expect(known.openFailure.smallest?.text).toBe('a failure that lasts for 1.0 hours')
    expect(known.pendingAge.smallest?.text).toMatch(
      /^three changes or more, half of which wait for \d+\.\d (days|hours) of working time: the limit, and more than a day of it in which nothing goes live$/,
    )
  })

  it('says that a freeze is on, of all whose alerts it holds back', () => {
    const asOf = monday + 30 * 7 * DAY
    const threshold = { metric: 'timeToRestore', above: 3_600, below: null, last: 'P28D' } as const
    const look = (to: number, thresholds: (typeof threshold)[] = []) =>
      byMetric(
        watching(
          service({ weeks: 30, aWeek: 10, failed: 30 }),
          scope(30, { frozen: [{ from: asOf - DAY, to }], ruled: { metrics: new Set(watchedMetrics), thresholds } }),
        ),
      )
    const words = 'A freeze is on until 2026-08-06: what happens in it raises no alert.'
    const on = look(asOf + 3 * DAY)
    for (const metric of ['leadTimeForChanges', 'pendingAge', 'silence', 'changeFailureRate'] as const)
      expect(on[metric], metric).toMatchObject({ state: 'WATCHING', reason: words })
    expect(on.openFailure).toMatchObject({ state: 'WATCHING', reason: null })
    expect(look(asOf + 3 * DAY, [threshold]).timeToRestore).toMatchObject({ state: 'WATCHING', reason: words })
    expect(look(asOf).leadTimeForChanges.reason).toBeNull()
    expect(look(asOf + HOUR).silence.reason).toContain('until 2026-08-03T01:00Z:')
  })

  it('says where nothing can be seen within eight weeks', () => {
    const sensitivityOf = () => ({ ...defaultSensitivity, falseAlarmsPerServiceYear: 0.05 })
    const rare = byMetric(watching(service({ weeks: 60, aWeek: 1 }), scope(60, { sensitivityOf })))
    expect(rare.leadTimeForChanges).toMatchObject({
      state: 'WATCHING',
      smallest: null,
      smallestReason: 'Not even 20 times as long: 8 weeks hold 2.3 blocks of three changes.',
    })
    expect(rare.deploymentFrequency.smallestReason).toBe('Not even a stop: silence watches for that.')
    expect(rare.changeFailureRate.smallestReason).toMatch(/^Not even all of them/)
  })

  it('tells no false alarms of a service that deploys more rarely than any that was simulated', () => {
    const twice = byMetric(watching(service({ weeks: 60, aWeek: 2 }), scope(60)))
    for (const metric of ['deploymentFrequency', 'silence'] as const) {
      expect(twice[metric], metric).toMatchObject({ falseAlarmsReason: null })
      expect(twice[metric].falseAlarmsPerYear, metric).toBeGreaterThan(0)
    }
    for (const metric of ['leadTimeForChanges', 'changeFailureRate', 'pendingAge'] as const)
      expect(twice[metric], metric).toMatchObject({
        state: 'WATCHING',
        falseAlarmsPerYear: null,
        falseAlarmsReason: 'Not known: it deploys 2.0 times a week, and 3 is the least that was simulated.',
      })
  })

  it('sees less where fewer false alarms are put up with', () => {
    const seen = (falseAlarmsPerServiceYear: number) => {
      const sensitivityOf = () => ({ ...defaultSensitivity, falseAlarmsPerServiceYear })
      const { leadTimeForChanges: one } = byMetric(
        watching(service({ weeks: 30, aWeek: 10 }), scope(30, { sensitivityOf })),
      )
      return { factor: one.smallest?.factor ?? 0, falseAlarms: one.falseAlarmsPerYear ?? 0 }
    }
    expect(seen(0.05).factor).toBeGreaterThan(seen(0.25).factor)
    expect(seen(0.05).falseAlarms).toBeLessThan(seen(0.25).falseAlarms)
  })

  it('lacks coverage where it is not known what deployments shipped', () => {
    const coverage = [{ at: monday + 29 * 7 * DAY, following: 10, covered: 6 }]
    const { leadTimeForChanges } = byMetric(watching({ ...service({ weeks: 30, aWeek: 10 }), coverage }, scope(30)))
    expect(leadTimeForChanges).toMatchObject({
      state: 'INSUFFICIENT_DATA',
      reason: '60.0 % of 80.0 % of deployments with known changes',
    })
  })

  it('names the rules that turn a metric off, and the plain threshold that stands in place of a test', () => {
    const metrics = new Set(watchedMetrics.filter((metric) => metric !== 'silence'))
    const threshold = { metric: 'leadTimeForChanges', above: 2 * 86_400, below: null, last: 'P28D' } as const
    const ruled = { metrics, thresholds: [threshold] }
    const against = (metric: WatchedMetric) => (metric === 'silence' ? ['quiet'] : [])
    const told = byMetric(watching(service({ weeks: 30, aWeek: 10 }), scope(30, { ruled, against })))
    expect(told.silence).toMatchObject({ state: 'OFF', reason: 'Turned off by "quiet".', smallestReason: 'It is off.' })
    expect(told.leadTimeForChanges).toMatchObject({
      state: 'WATCHING',
      smallestReason: 'A plain threshold stands in the place of the test: above P2D over P28D.',
      falseAlarmsPerYear: null,
    })
    const none = { metrics: new Set<WatchedMetric>(), thresholds: [] }
    for (const { reason } of watching(service({ weeks: 30, aWeek: 10 }), scope(30, { ruled: none })))
      expect(reason).toBe('No rule watches this environment.')
  })
})

describe('the rules by which a metric is off', () => {
  const stream = { service: 'till', team: 'shop', environment: 'production', tier: 'PRODUCTION' } as const
  const off = { ...usualRule, name: 'own', services: ['till'], metrics: ['silence'], isOn: false } as const

  it('are those of the most specific rank, where none of them is on', () => {
    expect(rulesAgainst([off, usualRule], stream, 'silence')).toEqual([off])
    expect(rulesAgainst([off, usualRule], stream, 'pendingAge')).toEqual([])
    expect(rulesAgainst([off, { ...off, isOn: true }], stream, 'silence')).toEqual([])
    expect(rulesAgainst([off], { ...stream, environment: 'staging', tier: 'STAGING' }, 'silence')).toEqual([])
  })
})
