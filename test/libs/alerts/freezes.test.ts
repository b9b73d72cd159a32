import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { detect, type DetectScope } from '#alerts/detect'
import { lonelyDispersion } from '#alerts/detectors/deployment-frequency'
import { lonelyVariance } from '#alerts/detectors/lead-time'
import { defaultSensitivity } from '#alerts/detectors/sensitivity'
import type { Finding } from '#alerts/finding'
import { plainFindings } from '#alerts/plain'
import type { Watched } from '#alerts/watched'
import type { WatchedMetric } from '#domain/alert-rule'
import type { ThresholdMetric } from '#domain/alert-threshold'
import { DAY, HOUR } from '#domain/instant'
import { buckets } from '#domain/window'

const monday = Date.UTC(2025, 0, 6)
const begun = 50
const weeks = begun + 6
const from = monday + begun * 7 * DAY
const asOf = monday + weeks * 7 * DAY
const freeze = { from, to: asOf + 30 * DAY }

const scope: DetectScope = {
  weeks: buckets({ from: monday, to: asOf, timeZone: 'UTC' }, 'WEEK'),
  asOf,
  timeZone: 'UTC',
  fleet: { variance: lonelyVariance, dispersion: lonelyDispersion, leadTimeRaise: () => 0 },
  sensitivityOf: () => defaultSensitivity,
}

/** What goes wrong in the last six weeks. */
interface Trouble {
  /** Days of a week on which something goes live. */
  readonly aWeek?: number
  readonly hours?: number
  readonly fails?: boolean
  readonly lasts?: number
}

/** Two deployments on each working day, one failure a week that lasts about an hour; and then trouble. */
function service({ aWeek = 5, hours = 24, fails = false, lasts = 1 }: Trouble): Watched {
  const days = Array.from({ length: weeks * 5 }, (_, index) => {
    const [week, day] = [Math.floor(index / 5), index % 5]
    return { at: monday + (week * 7 + day) * DAY + 10 * HOUR, day, isLate: week >= begun }
  })
  const live = days
    .filter(({ day, isLate }) => !isLate || day < aWeek)
    .flatMap(({ at, isLate }) => [0, 1].map((place) => ({ at: at + place * HOUR, isLate })))
  const failing = days.filter(({ day, isLate }) => day === 0 || (isLate && lasts > 1 && day < 3))
  return {
    leadTimes: live.map(({ at, isLate }, index) => ({ at, value: Math.log((isLate ? hours : 24) + (index % 7)) })),
    lives: live.map(({ at }) => at),
    failures: live.map(({ at, isLate }, index) => ({ at, hit: (isLate && fails) || index % 10 === 0 })),
    reworks: live.map(({ at, isLate }, index) => ({ at, hit: (isLate && fails) || index % 10 === 0 })),
    merged: days.map(({ at, day, isLate }) => ({
      mergedAt: at - 2 * HOUR,
      liveAt: isLate && day >= aWeek ? null : at,
    })),
    impacts: failing.map(({ at, isLate }, index) => ({
      key: String(index),
      startedAt: at,
      restoredAt: at + (isLate ? lasts : 1) * HOUR + (index % 5) * 10 * 60_000,
    })),
  }
}

const raised = (found: readonly Finding[]): Set<string> =>
  new Set(found.filter(({ level, openedAt }) => level === 'ALERT' && openedAt >= from).map(({ detector }) => detector))

const tests: readonly (readonly [WatchedMetric, Trouble, 'raises none' | 'raises it as ever'])[] = [
  ['leadTimeForChanges', { hours: 240 }, 'raises none'],
  ['pendingAge', { aWeek: 0 }, 'raises none'],
  ['deploymentFrequency', { aWeek: 1 }, 'raises none'],
  ['silence', { aWeek: 0 }, 'raises none'],
  ['changeFailureRate', { fails: true }, 'raises none'],
  ['deploymentReworkRate', { fails: true }, 'raises none'],
  ['timeToRestore', { lasts: 48 }, 'raises it as ever'],
  ['openFailure', { lasts: 48 }, 'raises it as ever'],
]

it.each(tests)('of %s %j in a freeze %s', (metric, trouble, what) => {
  const watched = service(trouble)
  expect(raised(detect(watched, scope))).toContain(metric)
  expect(raised(detect(watched, { ...scope, frozen: [freeze] })).has(metric)).toBe(what !== 'raises none')
})

it.each<[ThresholdMetric, Trouble, { readonly above?: number; readonly below?: number }]>([
  ['leadTimeForChanges', { hours: 240 }, { above: 172_800 }],
  ['deploymentFrequency', { aWeek: 1 }, { below: 5 }],
  ['changeFailureRate', { fails: true }, { above: 0.5 }],
  ['deploymentReworkRate', { fails: true }, { above: 0.5 }],
  ['timeToRestore', { lasts: 48 }, { above: 7_200 }],
])('a plain threshold of %s is passed by nothing in a freeze', (metric, trouble, limit) => {
  const threshold = { above: null, below: null, ...limit, metric, last: 'P28D' }
  const watched = service(trouble)
  expect(raised(plainFindings(watched, threshold, scope))).toContain(metric)
  expect(plainFindings(watched, threshold, { ...scope, frozen: [freeze] })).toEqual([])
})

it.each(tests.filter(([metric]) => /^(lead|changeF|deploymentR)/.test(metric)))(
  'of %s %j before a freeze is raised in it, where that is when the evidence is enough',
  (metric, trouble) => {
    const watched = service(trouble)
    const first = (found: readonly Finding[]) =>
      found.find(({ detector, level }) => detector === metric && level === 'ALERT')
    const openedAt = first(detect(watched, scope))?.openedAt ?? 0
    const frozen = [{ from: openedAt - HOUR, to: freeze.to }]
    expect(first(detect(watched, { ...scope, frozen }))?.openedAt).toBe(openedAt)
  },
)

it('docs/alert-rules.md says so of each alert', () => {
  const page = readFileSync('docs/alert-rules.md', 'utf8').split('## A freeze')[1]?.split('\n## ')[0] ?? ''
  const said = new Map(
    Array.from(page.matchAll(/^\| (`.*?) \| (yes|no): /gm), ([, names = '', word = '']) =>
      Array.from(names.matchAll(/`(\w+)`/g), ([, name = '']) => [name, word] as const),
    ).flat(),
  )
  expect(Object.fromEntries(said)).toEqual(
    Object.fromEntries(tests.map(([metric, , what]) => [metric, what === 'raises none' ? 'no' : 'yes'])),
  )
})
