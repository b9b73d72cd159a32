import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { leadTimeStages, type StageSpan } from '#domain/stream-history'
import { type Facts, pool } from '#metrics/facts'
import { leadTimeForChanges } from '#metrics/lead-time-for-changes'
import { at, changeFact, commitFact, deploymentFact, factsOf, scopeOf } from '../../support/facts.ts'

const { measure, series } = leadTimeForChanges
const week = scopeOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z')
const live = at('2026-03-04T12:00:00Z')

const deployment = deploymentFact('D1', live)
const change = (key: string, hours: number, given: Parameters<typeof changeFact>[3] = {}) =>
  changeFact(key, live - hours * HOUR, live, { deploymentKey: 'D1', ...given })

describe('lead time for changes', () => {
  it('is the median over changes that went live in the window', () => {
    const outside = [changeFact('early', 0, week.window.from - 1), changeFact('late', 0, week.window.to)]
    const edge = changeFact('edge', week.window.from - 2 * HOUR, week.window.from)
    const facts = factsOf({ deployments: [deployment], changes: [change('a', 20), change('b', 24), edge, ...outside] })
    const measured = measure(facts, week)
    expect(measured.samples.map(({ change: shipped }) => shipped?.key)).toEqual(['edge', 'a', 'b'])
    expect(measured).toMatchObject({
      sampleSize: 3,
      medianSeconds: 20 * 3600,
      insufficient: true,
      interval: null,
      p75Seconds: null,
    })
    expect(measured.samples[1]?.deployment).toBe(deployment)
  })

  it('gives p75 and p90 from ten samples on, and an interval of the median', () => {
    const changes = Array.from({ length: 10 }, (_, index) => change(`c${index}`, index + 1))
    const nine = measure(factsOf({ deployments: [deployment], changes: changes.slice(1) }), week)
    expect(nine).toMatchObject({ p75Seconds: null, p90Seconds: null })
    const ten = measure(factsOf({ deployments: [deployment], changes }), week)
    expect(ten).toMatchObject({
      medianSeconds: 5.5 * 3600,
      p75Seconds: 7.75 * 3600,
      insufficient: false,
      band: { year: 2024, level: 'elite' },
    })
    expect(ten.p90Seconds).toBeCloseTo(9.1 * 3600, 6)
    expect(ten.meanSeconds).toBe(5.5 * 3600)
    expect(ten.interval).toMatchObject({ level: 0.9, method: expect.stringContaining('order statistics') })
    expect(ten.interval?.low).toBeLessThan(5.5 * 3600)
  })

  it('says why there is no value', () => {
    const first = deploymentFact('D0', live, { flags: ['NO_PREDECESSOR'] })
    expect(measure(factsOf({}), week).unavailableReason).toBe('NO_DEPLOYMENTS')
    expect(measure(factsOf({ deployments: [first] }), week).unavailableReason).toBe('NO_PREDECESSOR')
    const empty = measure(factsOf({ deployments: [first, deployment] }), week)
    expect(empty).toMatchObject({ unavailableReason: 'NO_DATA', medianSeconds: null, sampleSize: 0, coverage: 1 })
    expect(empty.flags.map(({ code }) => code)).toEqual(['NO_PREDECESSOR'])
    expect(empty.stages.every(({ medianSeconds, share }) => medianSeconds === null && share === null)).toBe(true)
  })

  it.each([
    ['COMMITTED', 5, 'MISSING_START', /^1 change lacks the `committedAt` of the commits;/],
    ['PUSHED', 4, 'MISSING_START', /^1 sample lacks the time of a push;/],
    ['PR_OPENED', 3, 'MISSING_REQUEST', /times of its request/],
    ['MERGED', 2, 'MISSING_REQUEST', /times of its request/],
  ] as const)('starts from %s', (start, hours, lack, words) => {
    const told = change('a', 10, {
      committedAt: live - 5 * HOUR,
      pushedAt: live - 4 * HOUR,
      openedAt: live - 3 * HOUR,
      mergedAt: live - 2 * HOUR,
    })
    const scope = { ...week, definition: { ...week.definition, start } }
    const measured = measure(factsOf({ deployments: [deployment], changes: [told, change('b', 1)] }), scope)
    expect(measured.samples.map(({ seconds }) => seconds)).toEqual([hours * 3600])
    // The one that nobody told the time of is not dropped in silence.
    expect(measured.coverage).toBe(0)
    expect(measured.flags.map(({ code, count }) => [code, count])).toEqual([
      [lack, 1],
      ['LOW_COVERAGE', 1],
      ['SMALL_SAMPLE', 1],
    ])
    expect(measured.flags[0]?.message).toMatch(words)
  })

  it('says of single commits which time they lack', () => {
    const commits = ['a', 'b'].map((sha) => commitFact(sha, live - HOUR, live))
    const scope = { ...week, definition: { ...week.definition, unit: 'COMMIT' as const, start: 'COMMITTED' as const } }
    expect(measure(factsOf({ deployments: [deployment], commits }), scope)).toMatchObject({
      sampleSize: 0,
      flags: [
        {
          code: 'MISSING_START',
          count: 2,
          message: '2 commits lack their `committedAt`; post it with the commits, or connect the repository.',
        },
      ],
    })
  })

  it('takes commits as the unit, with the times of their change', () => {
    const stages: StageSpan[] = [
      { stage: 'CODING', from: live - 10 * HOUR, to: live - 4 * HOUR },
      { stage: 'RECONCILE', from: live - 4 * HOUR, to: live },
    ]
    const scope = { ...week, definition: { ...week.definition, unit: 'COMMIT' as const } }
    const facts = factsOf({
      deployments: [deployment],
      changes: [change('a', 10, { stages, mergedAt: live - 3 * HOUR })],
      commits: [10, 6].map((hours) =>
        commitFact(`sha${hours}`, live - hours * HOUR, live, {
          committedAt: live - (hours - 1) * HOUR,
          changeKey: 'a',
          deploymentKey: 'D1',
        }),
      ),
    })
    const measured = measure(facts, scope)
    expect(measured.samples.map(({ commit, seconds }) => [commit?.sha, seconds / 3600])).toEqual([
      ['sha10', 10],
      ['sha6', 6],
    ])
    expect(measured.samples[1]?.stages.map(({ stage, seconds }) => [stage, seconds / 3600])).toEqual([
      ['CODING', 2],
      ['RECONCILE', 4],
    ])
    const merged = measure(facts, { ...scope, definition: { ...scope.definition, start: 'MERGED' } })
    expect(merged.samples.map(({ seconds }) => seconds / 3600)).toEqual([3, 3])
    const committed = measure(facts, { ...scope, definition: { ...scope.definition, start: 'COMMITTED' } })
    expect(committed.samples.map(({ seconds }) => seconds / 3600)).toEqual([9, 5])
  })

  it('takes deployments as the unit by the mean of their changes', () => {
    const second = deploymentFact('D2', live + DAY)
    const facts = factsOf({
      deployments: [deployment, second],
      changes: [
        change('a', 1, { stages: [{ stage: 'CODING', from: live - HOUR, to: live }] }),
        change('b', 3, { flags: ['IMPLAUSIBLE_CLOCK'] }),
        changeFact('c', live, live + DAY, { deploymentKey: 'D2' }),
      ],
    })
    const measured = measure(facts, { ...week, definition: { ...week.definition, unit: 'DEPLOYMENT' } })
    expect(measured.samples.map(({ deployment: wave, seconds, change: none }) => [wave, seconds / 3600, none])).toEqual(
      [
        [deployment, 2, null],
        [second, 24, null],
      ],
    )
    expect(measured.medianSeconds).toBe(13 * 3600)
    expect(measured.samples[0]?.stages).toEqual([
      { stage: 'CODING', from: live - 2 * HOUR, to: live - 1.5 * HOUR, seconds: 1800 },
      { stage: 'UNACCOUNTED', from: live - 1.5 * HOUR, to: live, seconds: 5400 },
    ])
    expect(measured.samples[0]?.flags).toEqual(['IMPLAUSIBLE_CLOCK'])
  })

  it('leaves weekends out where the definition does', () => {
    const friday = at('2026-03-06T16:00:00Z')
    const monday = at('2026-03-09T08:00:00Z')
    const scope = scopeOf('2026-03-02T00:00:00Z', '2026-03-10T00:00:00Z', { definition: { excludeWeekend: true } })
    const stages: StageSpan[] = [{ stage: 'REVIEW', from: friday, to: monday }]
    const measured = measure(factsOf({ changes: [changeFact('a', friday, monday, { stages })] }), scope)
    expect(measured.medianSeconds).toBe(960 * 60)
    expect(measured.stages.find(({ stage }) => stage === 'REVIEW')?.meanSeconds).toBe(960 * 60)
  })

  it('never takes what rollbacks, redeploys and other kinds are said to ship', () => {
    const deployments = (['ROLLBACK', 'REDEPLOY', 'PLATFORM', 'CONFIG'] as const).map((kind) =>
      deploymentFact(kind, live, { kind }),
    )
    const changes = deployments.map(({ key }) => changeFact(`by ${key}`, 0, live, { deploymentKey: key }))
    const keys = (kinds: readonly (typeof deployments)[number]['kind'][]) =>
      measure(factsOf({ deployments, changes }), { ...week, definition: { ...week.definition, kinds } }).samples.map(
        ({ change: shipped }) => shipped?.key,
      )
    expect(keys(['CODE', 'CONFIG'])).toEqual(['by CONFIG'])
    expect(keys(['CODE'])).toEqual([])
    expect(keys(['ROLLBACK', 'REDEPLOY', 'PLATFORM'])).toEqual(['by PLATFORM'])
  })

  it('filters by who wrote it, and by confidence', () => {
    const changes = [change('a', 1, { authorship: 'BOT' }), change('b', 2, { confidence: 'LOW' }), change('c', 3)]
    const facts = factsOf({ deployments: [deployment], changes })
    const by = (leaves: Partial<typeof week.definition>) => {
      const measured = measure(facts, { ...week, definition: { ...week.definition, ...leaves } })
      return [measured.samples.map(({ change: shipped }) => shipped?.key), measured.coverage]
    }
    expect(by({})).toEqual([['a', 'c'], 0])
    expect(by({ minimumConfidence: 'LOW' })).toEqual([['a', 'b', 'c'], 1])
    expect(by({ authorship: ['HUMAN'], minimumConfidence: 'LOW' })).toEqual([['b', 'c'], 1])
  })

  it('flags what is behind it once each', () => {
    const backwards = changeFact('b', live + MINUTE, live, { deploymentKey: 'D1' })
    const deployments = [deploymentFact('D1', live), deploymentFact('D2', live, { flags: ['MISSING_COMMIT'] })]
    const measured = measure(
      factsOf({ deployments, changes: [change('a', 1, { flags: ['IMPLAUSIBLE_CLOCK'] }), backwards] }),
      week,
    )
    expect(measured.coverage).toBe(0.5)
    expect(Object.fromEntries(measured.flags.map(({ code, count }) => [code, count]))).toEqual({
      MISSING_COMMIT: 1,
      IMPLAUSIBLE_CLOCK: 1,
      NEGATIVE_SPAN: 1,
      LOW_COVERAGE: 1,
      SMALL_SAMPLE: 2,
    })
    expect(measured.samples.find(({ change: shipped }) => shipped?.key === 'b')?.seconds).toBe(-60)
  })

  it('takes what waits for lasting at least until now in its censored variant, and never in the headline', () => {
    const waiting = { key: 'p', startedAt: week.window.to - 10 * HOUR, mergedAt: week.window.to - 9 * HOUR }
    const found = measure(factsOf({ changes: [change('r', 1), change('s', 2)], pending: [waiting] }), week)
    expect(found).toMatchObject({ medianSeconds: 5_400, withPending: { medianSeconds: 7_200, atLeastSeconds: null } })
    const blocked = measure(factsOf({ changes: [change('r', 1)], pending: [waiting, { ...waiting, key: 'q' }] }), week)
    expect(blocked.withPending).toMatchObject({ medianSeconds: null, atLeastSeconds: 36_000 })
  })

  it('shows what waits, as it waited at the end of the window', () => {
    const merged = (text: string) => ({ startedAt: at(text) - DAY, mergedAt: at(text) })
    const facts = factsOf({
      pending: [
        { key: 'p', ...merged('2026-03-03T00:00:00Z') },
        { key: 'q', ...merged('2026-03-10T00:00:00Z') },
      ],
      changes: [
        changeFact('r', at('2026-03-01T00:00:00Z'), at('2026-03-11T00:00:00Z'), {
          mergedAt: at('2026-03-08T00:00:00Z'),
        }),
        change('s', 2, { mergedAt: live - HOUR }),
      ],
    })
    expect(measure(facts, week).pending).toEqual({
      count: 2,
      bound: 'EXACT',
      unknownReason: null,
      oldestSinceStartSeconds: (8 * DAY) / 1000,
      oldestSinceMergeSeconds: (6 * DAY) / 1000,
    })
    const earlier = measure(facts, { ...week, now: at('2026-03-04T00:00:00Z') }).pending
    expect(earlier).toMatchObject({ count: 1, oldestSinceMergeSeconds: DAY / 1000 })
    expect(measure(factsOf({}), week).pending).toEqual({
      count: 0,
      bound: 'EXACT',
      unknownReason: null,
      oldestSinceStartSeconds: null,
      oldestSinceMergeSeconds: null,
    })
  })

  it('says beside what waits that nobody knows of all of it', () => {
    const waits = { key: 'p', startedAt: live, mergedAt: live }
    const known = factsOf({ pending: [waits] })
    const unknown = factsOf({ unknownWaits: { reason: 'Nobody knows.', bound: 'AT_LEAST' } })
    const pending = (...parts: readonly Facts[]) => measure(pool(parts), week).pending
    expect(pending(unknown)).toMatchObject({ count: 0, unknownReason: 'Nobody knows.' })
    expect(pending(unknown, unknown)).toMatchObject({ count: 0, unknownReason: 'Nobody knows. And so of 1 more.' })
    expect(pending(unknown, known)).toMatchObject({ count: 1, unknownReason: 'Nobody knows.' })
    expect(pending(unknown, factsOf({}))).toMatchObject({ count: 0, unknownReason: 'Nobody knows.' })

    const most = { unknownWaits: { reason: 'Who brought it?', bound: 'AT_MOST' } } as const
    const fewer = factsOf({ pending: [waits], ...most })
    expect(pending(fewer)).toMatchObject({ count: 1, bound: 'AT_MOST', unknownReason: 'Who brought it?' })
    expect(pending(fewer, unknown)).toMatchObject({ count: 1, bound: 'NEITHER' })
    expect(pending(factsOf(most))).toMatchObject({ count: 0, bound: 'EXACT', unknownReason: null })
  })

  it('tells the size of batches and changes', () => {
    const deployments = [
      deployment,
      deploymentFact('D2', live),
      deploymentFact('D0', live, { flags: ['NO_PREDECESSOR'] }),
    ]
    const sizes = [10, 1000, 20].map((additions, index) => change(`c${index}`, 1, { additions, deletions: 1 }))
    const measured = measure(factsOf({ deployments, changes: [...sizes, change('d', 1)] }), week)
    expect(measured).toMatchObject({ changesPerDeployment: 2, linesPerChange: 21 })
    expect(measure(factsOf({}), week)).toMatchObject({ changesPerDeployment: null, linesPerChange: null })
  })

  it('summarises stages: means add up to the mean, a stage that none has is unknown', () => {
    const spans = (...hours: [StageSpan['stage'], number, number][]): StageSpan[] =>
      hours.map(([stage, from, to]) => ({ stage, from: live - from * HOUR, to: live - to * HOUR }))
    const changes = [
      change('a', 10, { stages: spans(['CODING', 10, 6], ['REVIEW', 6, 2], ['ROLLOUT', 2, 0]) }),
      change('b', 4, { stages: spans(['CODING', 4, 3], ['UNACCOUNTED', 3, 0]) }),
    ]
    const { stages, meanSeconds } = measure(factsOf({ deployments: [deployment], changes }), week)
    expect(stages.map(({ stage }) => stage)).toEqual(leadTimeStages)
    const of = (name: string) => stages.find(({ stage }) => stage === name)
    expect(of('CODING')).toEqual({
      stage: 'CODING',
      sampleSize: 2,
      medianSeconds: 2.5 * 3600,
      meanSeconds: 2.5 * 3600,
      share: 5 / 14,
    })
    expect(of('REVIEW')).toEqual({
      stage: 'REVIEW',
      sampleSize: 1,
      medianSeconds: 4 * 3600,
      meanSeconds: 2 * 3600,
      share: 4 / 14,
    })
    expect(of('BUILD')).toEqual({ stage: 'BUILD', sampleSize: 0, medianSeconds: null, meanSeconds: null, share: null })
    expect(stages.reduce((sum, stage) => sum + (stage.meanSeconds ?? 0), 0)).toBeCloseTo(meanSeconds ?? -1, 6)
  })

  it('pools samples, and keeps equal keys of two services apart', () => {
    const mine = factsOf({ deployments: [deployment], changes: [change('a', 1)] })
    const theirs = factsOf({
      deployments: [deploymentFact('D1', live, { kind: 'ROLLBACK' })],
      changes: [change('a', 3), changeFact('b', live - 5 * HOUR, live, { deploymentKey: 'D9' })],
    })
    const measured = measure(pool([mine, theirs]), week)
    expect(measured.samples.map(({ seconds }) => seconds / 3600)).toEqual([1, 5])
    expect(measured.medianSeconds).toBe(3 * 3600)
  })

  it('gives points with their own n, medians and intervals', () => {
    const changes = Array.from({ length: 12 }, (_, index) =>
      changeFact(`c${index}`, live - (index + 1) * HOUR, live + (index % 2) * DAY),
    )
    const days = series(factsOf({ changes }), week, 'DAY')
    expect(days.map(({ sampleSize }) => sampleSize)).toEqual([0, 0, 6, 6, 0, 0, 0])
    expect(days[0]).toMatchObject({ medianSeconds: null, interval: null })
    expect(days[2]).toMatchObject({ medianSeconds: 6 * 3600, p90Seconds: null })
    expect(series(factsOf({ changes }), week, 'WEEK')[0]?.p90Seconds).not.toBeNull()
  })
})
