import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { pool } from '#metrics/facts'
import { allIncidentsSeries, timeToRestore } from '#metrics/time-to-restore'
import { at, deploymentFact, factsOf, failureFact, incidentFact, scopeOf } from '../../support/facts.ts'

const { measure, series } = timeToRestore
const week = scopeOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z', { now: '2026-03-20T00:00:00Z' })
const start = at('2026-03-03T10:00:00Z')

/** One failed deployment for each length in minutes; null: still open. */
function failed(minutes: readonly (number | null)[], given: Parameters<typeof failureFact>[2] = {}) {
  const deployments = minutes.map((_, index) => deploymentFact(`D${index}`, start + index * HOUR))
  const failures = deployments.map((deployment, index) => {
    const length = minutes[index] ?? null
    return failureFact(deployment, length === null ? null : deployment.at + length * MINUTE, given)
  })
  return { deployments, failures }
}

describe('time to restore', () => {
  it('is the median over failed deployments of the window', () => {
    const measured = measure(factsOf(failed([30, 60, 240])), week)
    expect(measured).toMatchObject({
      medianSeconds: 3600,
      meanSeconds: 6600,
      sampleSize: 3,
      openCount: 0,
      atLeastSeconds: null,
      unavailableReason: null,
    })
    expect(measured.samples.map(({ seconds, open }) => [seconds, open])).toEqual([
      [1800, false],
      [3600, false],
      [14400, false],
    ])
  })

  it('counts an open one as lasting at least until now', () => {
    const measured = measure(factsOf(failed([30, null, null])), week)
    const observed = (week.now - start - HOUR) / 1000
    expect(measured).toMatchObject({
      medianSeconds: null,
      meanSeconds: null,
      openCount: 2,
      sampleSize: 3,
      atLeastSeconds: observed - HOUR / 1000,
      unavailableReason: 'NOT_REACHED',
    })
    expect(measured.survival).toEqual([{ seconds: 1800, share: expect.closeTo(2 / 3, 12) }])
    expect(measured.impactSeconds).toBe(1800 + observed)
  })

  it('says at least what the median will be however soon the open ones end', () => {
    const now = start + 300 * HOUR
    const given = failed([6, null, null])
    const [short, long, last] = given.failures
    if (short === undefined || long === undefined || last === undefined) throw new Error('no failures')
    const recent = { ...last, impactStartedAt: now - HOUR, impact: [{ from: now - HOUR, to: null }] }
    const facts = factsOf({ ...given, failures: [short, long, recent] })
    const digest = { days: [], rare: facts, past: null }
    for (const found of [measure(facts, { ...week, now }), timeToRestore.measureDays(digest, { ...week, now })])
      expect(found).toMatchObject({ medianSeconds: null, atLeastSeconds: 3600 })
    const resolved = { ...recent, restoredAt: now, duration: HOUR, impact: [{ from: now - HOUR, to: now }] }
    const after = factsOf({ ...given, failures: [short, long, resolved] })
    expect(measure(after, { ...week, now })).toMatchObject({ medianSeconds: 3600, atLeastSeconds: null })
    const half = failed([30, null])
    expect(measure(factsOf(half), { ...week, now: start + 42 * HOUR })).toMatchObject({ atLeastSeconds: 74_700 })
  })

  it('has no value without failures', () => {
    expect(measure(factsOf({ deployments: [deploymentFact('ok', start)] }), week)).toMatchObject({
      medianSeconds: null,
      unavailableReason: 'NO_DATA',
      impactSeconds: null,
      allIncidentsCount: 0,
      allIncidentsMedianSeconds: null,
      samples: [],
    })
  })

  it('takes the failures that change failure counts, and no other', () => {
    const { deployments, failures } = failed([30])
    const [deployment] = deployments
    if (deployment === undefined) throw new Error('no deployment')
    for (const other of [
      { ...deployment, kind: 'ROLLBACK' as const },
      { ...deployment, liveAt: week.window.to, firstLiveAt: week.window.to },
    ]) {
      expect(measure(factsOf({ deployments: [other], failures }), week).sampleSize).toBe(0)
    }
  })

  it('takes long gaps without impact out, and weekends where the definition does', () => {
    const friday = at('2026-03-06T22:00:00Z')
    const impact = [
      { from: friday, to: friday + 4 * HOUR },
      { from: friday + 3 * DAY, to: friday + 3 * DAY + HOUR },
    ]
    const { deployments, failures } = failed([1], { impact, duration: 5 * HOUR })
    expect(measure(factsOf({ deployments, failures }), week).medianSeconds).toBe(5 * 3600)
    const scope = { ...week, definition: { ...week.definition, excludeWeekend: true } }
    expect(measure(factsOf({ deployments, failures }), scope).medianSeconds).toBe(3 * 3600)
  })

  it('tells the time by kind of remedy', () => {
    const { deployments, failures } = failed([10, 20, 40, null])
    const remedies = ['ROLLBACK', 'FLAG', 'ROLLBACK', null] as const
    const named = failures.map((failure, index) => ({ ...failure, remedy: remedies[index] ?? null }))
    expect(measure(factsOf({ deployments, failures: named }), week).byRemedy).toEqual([
      { remedy: 'ROLLBACK', count: 2, medianSeconds: 1500 },
      { remedy: 'FLAG', count: 1, medianSeconds: 1200 },
    ])
  })

  it('covers impact once where failures overlap', () => {
    // 10:00-12:00, 11:00-11:30, 12:00-12:10.
    expect(measure(factsOf(failed([120, 30, 10])), week).impactSeconds).toBe(130 * 60)
  })

  it('keeps all incidents beside it, by their opening', () => {
    const incidents = [
      incidentFact('a', start, start + HOUR),
      incidentFact('b', start + DAY, start + DAY + 3 * HOUR),
      incidentFact('open', start, null),
      incidentFact('drill', start, start + MINUTE, { classification: 'drill' }),
      incidentFact('earlier', week.window.from - 1, start),
      incidentFact('again', start, start + 2 * DAY, {
        impact: [
          { from: start, to: start + HOUR },
          { from: start + 2 * DAY - HOUR, to: start + 2 * DAY },
        ],
      }),
    ]
    const measured = measure(factsOf({ incidents }), week)
    expect(measured).toMatchObject({
      allIncidentsCount: 3,
      allIncidentsMedianSeconds: 7200,
      allIncidentsMeanSeconds: 7200,
    })
    expect(
      allIncidentsSeries(factsOf({ incidents }), week, 'DAY')
        .map(({ sampleSize, medianSeconds }) => [sampleSize, medianSeconds])
        .slice(0, 4),
    ).toEqual([
      [0, null],
      [2, 5400],
      [1, 10800],
      [0, null],
    ])
  })

  it('has an interval from five failures on', () => {
    expect(measure(factsOf(failed([1, 2, 3])), week).interval).toBeNull()
    const ten = measure(factsOf(failed([10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120])), week)
    expect(ten.interval?.low).toBeLessThan(ten.medianSeconds ?? 0)
    expect(ten.interval?.high ?? Number.POSITIVE_INFINITY).toBeGreaterThan(ten.medianSeconds ?? 0)
  })

  it('gives points by the time of the deployment', () => {
    const points = series(factsOf(failed([30, 60, null])), week, 'WEEK')
    expect(points).toMatchObject([{ sampleSize: 3, medianSeconds: 3600, p75Seconds: null }])
    const many = failed(Array.from({ length: 11 }, (_, index) => index))
    expect(series(factsOf(many), week, 'WEEK')).toMatchObject([
      { sampleSize: 11, p75Seconds: 7.5 * 60, p90Seconds: 9 * 60 },
    ])
  })

  it('knows the time by which nine of ten were restored while the tenth is open', () => {
    const ten = failed([1, 2, 3, 4, 5, 6, 7, 8, 9, null])
    expect(series(factsOf(ten), week, 'WEEK')).toMatchObject([{ p75Seconds: 8 * 60, p90Seconds: 9 * 60 }])
  })

  it('pools samples', () => {
    const measured = measure(pool([factsOf(failed([30])), factsOf(failed([90]))]), week)
    expect(measured).toMatchObject({ sampleSize: 2, medianSeconds: 3600 })
  })
})
