import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR } from '#domain/instant'
import { type DigestAlert, type DigestFacts, digestOf } from '#reports/digest'
import { digestData } from '#reports/digest-data'

const to = Date.parse('2026-03-23T08:00:00Z')
const from = to - 7 * DAY

const nothing: DigestFacts = {
  from,
  to,
  alerts: [],
  leadTime: null,
  waiting: [],
  failures: [],
  gaps: [],
  sources: [],
  unknown: [],
}

const alert: DigestAlert = {
  service: 'shop',
  metric: 'leadTimeForChanges',
  level: 'ALERT',
  direction: 'WORSE',
  state: 'OPEN',
  openedAt: to - DAY,
  noticedAt: to - DAY,
  endedAt: null,
  text: 'Lead time got longer.',
  moved: null,
}
const changed = (changes: Partial<DigestAlert>) => digestOf({ ...nothing, alerts: [{ ...alert, ...changes }] })

describe('a digest', () => {
  it('is not told where there is nothing to say', () => {
    expect(digestOf(nothing)).toBeNull()
  })

  it.each<[string, Partial<DigestAlert>, boolean]>([
    ['an alert that opened in the window', {}, true],
    ['one that opened before it', { openedAt: from - 1, noticedAt: from - 1 }, false],
    ['one that opened as it ends', { openedAt: to, noticedAt: to }, false],
    ['one that late data showed in the window', { openedAt: from - DAY, noticedAt: from }, true],
    ['one of long ago that was noticed now', { openedAt: from - 30 * DAY, noticedAt: to - DAY }, false],
    ['one that ended in it', { openedAt: from - 30 * DAY, noticedAt: from - 30 * DAY, endedAt: to - 1 }, true],
    ['one that ended before', { openedAt: from - 30 * DAY, noticedAt: from - 30 * DAY, endedAt: from - 1 }, false],
    ['what is watched only', { level: 'WATCH' }, true],
    ['what got better', { level: 'WATCH', direction: 'BETTER' }, true],
    ['what was watched and withdrawn', { level: 'WATCH', state: 'WITHDRAWN', endedAt: to - 1 }, false],
    ['an alert that was withdrawn', { state: 'WITHDRAWN', endedAt: to - 1 }, true],
  ])('of %s: %#', (_what, changes, isTold) => {
    expect(changed(changes)?.changed.length ?? 0).toBe(isTold ? 1 : 0)
  })

  it.each<[string, Partial<DigestAlert>, boolean]>([
    ['an alert that opened before the window', { openedAt: from - 1, noticedAt: from - 1 }, true],
    ['one of long ago that was noticed now', { openedAt: from - 300 * DAY, noticedAt: to - DAY }, true],
    ['one that is taken on', { openedAt: from - 1, noticedAt: from - 1, state: 'ACKNOWLEDGED' }, true],
    ['one that opened in the window, which is what changed', {}, false],
    ['one that opened as it ends', { openedAt: to, noticedAt: to }, false],
    ['one that is over', { openedAt: from - DAY, noticedAt: from - DAY, endedAt: from - 1, state: 'RETURNED' }, false],
    ['what is watched only', { openedAt: from - 1, noticedAt: from - 1, level: 'WATCH' }, false],
  ])('lists as still open %s: %#', (_what, changes, isListed) => {
    expect(changed(changes)?.open.length ?? 0).toBe(isListed ? 1 : 0)
  })

  it('lists those that are open for longest first', () => {
    const alerts = [3, 9, 5].map((ago) => ({ ...alert, openedAt: from - ago * DAY, noticedAt: from - ago * DAY }))
    expect(digestOf({ ...nothing, alerts })?.open).toEqual([alerts[1], alerts[2], alerts[0]])
  })

  it('tells alerts first, then what is watched, then improvements', () => {
    const alerts: DigestAlert[] = [
      { ...alert, service: 'a', level: 'WATCH', direction: 'BETTER' },
      { ...alert, service: 'b', level: 'WATCH' },
      { ...alert, service: 'd' },
      { ...alert, service: 'c' },
      { ...alert, service: 'a', endedAt: to - 1, state: 'RETURNED' },
    ]
    expect(digestOf({ ...nothing, alerts })?.changed.map(({ service }) => service)).toEqual(['c', 'd', 'a', 'b', 'a'])
  })

  it.each([
    ['longer than nine of ten took', 3 * 86_400, 2 * 86_400, 1],
    ['no longer than that', 2 * 86_400, 2 * 86_400, 0],
    ['longer than a week, where nothing is usual', 8 * 86_400, null, 1],
    ['less, where nothing is usual', 6 * 86_400, null, 0],
  ])('tells of what waits for %s', (_what, oldestSeconds, usualSeconds, told) => {
    const waiting = [{ service: 'shop', count: 2, bound: 'EXACT' as const, oldestSeconds, usualSeconds }]
    expect(digestOf({ ...nothing, waiting })?.waiting.length ?? 0).toBe(told)
  })

  it('tells that lead time moved only where the difference is clear and a stage did it', () => {
    const moved = { stage: 'REVIEW', beforeSeconds: 3_600, afterSeconds: 7_200 }
    const leadTime = { clear: true, beforeSeconds: 1, afterSeconds: 2, moved, movers: [] }
    expect(digestOf({ ...nothing, leadTime })?.leadTime).toBe(leadTime)
    for (const other of [{ clear: null }, { clear: false }, { moved: null }])
      expect(digestOf({ ...nothing, leadTime: { ...leadTime, ...other } })).toBeNull()
  })

  it('tells of gaps that make a number doubtful, and of each incident and sync that nobody can place', () => {
    const gap = { service: 'shop', kind: 'MISSING_COMMIT', count: 2, of: 10 }
    expect(digestOf({ ...nothing, gaps: [gap] })).toBeNull()
    const gaps = [
      { ...gap, count: 3 },
      { ...gap, kind: 'UNLINKED_INCIDENT', count: 1 },
    ]
    expect(digestOf({ ...nothing, gaps })?.gaps).toEqual(gaps)
  })

  it('tells of sources that are silent or fail, and of no other', () => {
    const well = { name: 'a', silentSince: null, failure: null }
    expect(digestOf({ ...nothing, sources: [well] })).toBeNull()
    const sources = [well, { ...well, name: 'b', silentSince: from }, { ...well, name: 'c', failure: 'No token.' }]
    expect(digestOf({ ...nothing, sources })?.sources.map(({ name }) => name)).toEqual(['b', 'c'])
  })

  it('says what is not known beside the rest, and sends nothing for it alone', () => {
    const unknown = [{ service: 'shop', what: 'LEAD_TIME' as const, reason: 'Too few samples.' }]
    expect(digestOf({ ...nothing, unknown })).toBeNull()
    expect(digestOf({ ...nothing, unknown, alerts: [alert] })?.unknown).toEqual(unknown)
  })
})

const anyInstant = fc.integer({ min: from - 60 * DAY, max: to + 2 * DAY })
const anyService = fc.constantFrom('a', 'b', 'c')
const anyAlert = fc.record({
  service: anyService,
  metric: fc.constantFrom('leadTimeForChanges', 'silence'),
  level: fc.constantFrom('ALERT' as const, 'WATCH' as const),
  direction: fc.constantFrom('WORSE' as const, 'BETTER' as const),
  state: fc.constantFrom('OPEN', 'RETURNED', 'WITHDRAWN'),
  openedAt: anyInstant,
  noticedAt: anyInstant,
  endedAt: fc.option(anyInstant),
  text: fc.string(),
  moved: fc.constant(null),
})
const anyFacts: fc.Arbitrary<DigestFacts> = fc.record({
  from: fc.constant(from),
  to: fc.constant(to),
  alerts: fc.array(anyAlert, { maxLength: 6 }),
  leadTime: fc.constant(null),
  waiting: fc.array(
    fc.record({
      service: anyService,
      count: fc.nat(9),
      bound: fc.constantFrom('EXACT' as const, 'AT_LEAST' as const),
      oldestSeconds: fc.option(fc.nat(1_000_000)),
      usualSeconds: fc.option(fc.nat(1_000_000)),
    }),
    { maxLength: 4 },
  ),
  failures: fc.array(
    fc.record({ service: anyService, title: fc.string(), url: fc.constant(null), since: anyInstant }),
    {
      maxLength: 3,
    },
  ),
  gaps: fc.array(
    fc.record({
      service: anyService,
      kind: fc.constantFrom('MISSING_COMMIT', 'HELD_BACK_SYNC'),
      count: fc.nat(9),
      of: fc.nat(9),
    }),
    { maxLength: 4 },
  ),
  sources: fc.array(fc.record({ name: fc.string(), silentSince: fc.option(anyInstant), failure: fc.constant(null) }), {
    maxLength: 3,
  }),
  unknown: fc.array(fc.record({ service: anyService, what: fc.constant('WAITING' as const), reason: fc.string() }), {
    maxLength: 3,
  }),
})

describe('whatever the facts', () => {
  it('a digest has something to say, and nothing that is no fact', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const digest = digestOf(facts)
        if (digest === null) return
        const { changed: told, open, waiting, failures, gaps, sources, unknown } = digest
        expect(
          told.length + open.length + waiting.length + failures.length + gaps.length + sources.length,
        ).toBeGreaterThan(0)
        for (const each of [...told, ...open]) expect(facts.alerts).toContain(each)
        for (const each of open) expect(told).not.toContain(each)
        for (const each of waiting) expect(each.count).toBeGreaterThan(0)
        expect(new Set(failures)).toEqual(new Set(facts.failures))
        expect(unknown).toHaveLength(facts.unknown.length)
      }),
    )
  })

  it('their order means nothing, and no alert that is over is told in two windows that follow each other', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const names = (digest: ReturnType<typeof digestOf>) =>
          digest?.changed.map(({ openedAt }) => openedAt).toSorted()
        expect(names(digestOf({ ...facts, alerts: facts.alerts.toReversed() }))).toEqual(names(digestOf(facts)))
        const next = digestOf({ ...facts, from: to, to: to + 7 * DAY })?.changed ?? []
        const twice = next.filter((each) => digestOf(facts)?.changed.includes(each))
        expect(twice).toEqual([])
      }),
    )
  })

  it('what machines are told is JSON with ISO times', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const digest = digestOf(facts)
        if (digest === null) return
        const data = digestData(digest, {
          team: null,
          services: [],
          environment: 'production',
          from,
          to,
          timeZone: 'UTC',
        })
        expect(JSON.parse(JSON.stringify(data))).toEqual(data)
        expect(data['window']).toEqual({
          from: new Date(from).toISOString(),
          to: new Date(from + 7 * 24 * HOUR).toISOString(),
          timeZone: 'UTC',
        })
      }),
    )
  })
})
