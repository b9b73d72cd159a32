import { describe, expect, it } from 'vitest'
import { differenceTable, fallsOf } from '#dashboards/charts/lead-time-difference'
import type { Difference } from '#dashboards/why-answers'
import { averagesWords, goneTitle, tailWords, whySentences } from '#dashboards/why-words'

const hour = 3_600
const stage = (name: string, before: number, after: number) => ({
  stage: name,
  beforeSeconds: before * hour,
  afterSeconds: after * hour,
  differenceSeconds: (after - before) * hour,
})

/** The worked example of docs/why.md, but for what is given. */
function difference(given: Partial<Difference> = {}): Difference {
  return {
    before: { sampleSize: 5, keptSize: 3, trimmedMeanSeconds: 5 * hour, medianSeconds: 5 * hour },
    after: { sampleSize: 5, keptSize: 3, trimmedMeanSeconds: 10 * hour, medianSeconds: 9 * hour },
    unavailableBecause: null,
    differenceSeconds: 5 * hour,
    interval: { low: 2 * hour, high: 8 * hour, level: 0.9 },
    clear: true,
    medianDifferenceSeconds: 4 * hour,
    tailSeconds: -hour,
    stageMovedMost: 'REVIEW',
    mixSeconds: 0,
    reversedByMix: false,
    stages: [stage('CODING', 2, 3), stage('REVIEW', 3, 7), stage('BUILD', 0, 0)],
    services: [],
    came: [],
    gone: [],
    ...given,
  }
}

const plain = (texts: readonly string[]) => texts.map((text) => text.replaceAll('\u00A0', ' '))
const service = (name: string) => ({
  service: { name },
  before: { sampleSize: 1, trimmedMeanSeconds: 1, keptSize: 1, meanSeconds: 1 },
  after: { sampleSize: 1, trimmedMeanSeconds: 1, keptSize: 1, meanSeconds: 1 },
  withinSeconds: 0,
  mixSeconds: 0,
  ownStageMovedMost: null,
})
/** Of a service with as many changes as are given in each window; `own` in hours. */
const moved = (name: string, own: readonly [number, number], within: number, sampleSize = 20) => ({
  ...service(name),
  before: { sampleSize, trimmedMeanSeconds: own[0] * hour, keptSize: 4, meanSeconds: 3 * hour },
  after: { sampleSize, trimmedMeanSeconds: own[1] * hour, keptSize: 14, meanSeconds: 5 * hour },
  withinSeconds: within * hour,
})

describe('why lead time changed, in words', () => {
  it.each<[string, Partial<Difference>, string]>([
    ['a rise', {}, 'Lead time rose from 5 h to 10 h (trimmed mean). Review explains 4 h of 5 h.'],
    [
      'a service whose share grew, and that by itself moved the other way',
      {
        services: [service('a'), moved('slow', [10, 8], 1)],
        mixSeconds: 0,
      },
      'Lead time rose from 5 h to 10 h (trimmed mean). Review explains 4 h of 5 h. slow by itself got faster (−2 h); it only seems slower here, because other of its changes count among all services than by itself.',
    ],
    [
      'first the service that by itself moved this way, where a part of another contradicts it',
      {
        services: [
          moved('slow', [10, 8], 1),
          moved('some', [1, 2], 0),
          { ...moved('most', [1, 36], 2), ownStageMovedMost: 'APPROVE' },
          moved('few', [1, 400], 1, 4),
        ],
      },
      'Lead time rose from 5 h to 10 h (trimmed mean). most by itself: +1 d 11 h, mostly Approve. Of all services together, their mix included, Review explains 4 h of 5 h. slow by itself got faster (−2 h); it only seems slower here, because other of its changes count among all services than by itself.',
    ],
    [
      'first that service, where half of it is the mix',
      { services: [service('a'), moved('most', [1, 3], 2)], mixSeconds: 2.5 * hour },
      'Lead time rose from 5 h to 10 h (trimmed mean). most by itself: +2 h. Of all services together, their mix included, Review explains 4 h of 5 h. The mix of services makes +2 h 30 min of it.',
    ],
    [
      'no clear change',
      { clear: false, interval: { low: -hour, high: 11 * hour, level: 0.9 } },
      'Lead time went from 5 h to 10 h (trimmed mean), which is no clear change: its 90 % interval is −1 h to +11 h. Review explains 4 h of 5 h.',
    ],
    [
      'a stage that the others made up for',
      { stages: [stage('CODING', 3, 1), stage('REVIEW', 2, 9)] },
      'Lead time rose from 5 h to 10 h (trimmed mean). Review took 7 h longer; the other stages made up for 2 h of it.',
    ],
    [
      'the mix of services',
      { services: [service('a'), service('b')], mixSeconds: 2 * hour },
      'Lead time rose from 5 h to 10 h (trimmed mean). Review explains 4 h of 5 h. The mix of services makes +2 h of it.',
    ],
    [
      'the mix alone',
      { services: [service('a'), service('b')], mixSeconds: 6 * hour, reversedByMix: true, stageMovedMost: null },
      'Lead time rose from 5 h to 10 h (trimmed mean). No service by itself moved this way: what moved is how many of the changes each of them has.',
    ],
    ['nothing known', { differenceSeconds: null }, ''],
  ])('%s', (_what, given, words) => {
    expect(plain(whySentences(difference(given))).join(' ')).toBe(words)
  })

  it('calls the changes of before what they are: far from what the stage takes now', () => {
    expect(goneTitle(difference())).toBe('Changes before that spent least in Review')
    const fell = difference({ stages: [stage('REVIEW', 9, 2)] })
    expect(goneTitle(fell)).toBe('Changes before that spent most in Review')
  })

  it('says what the tail is', () => {
    expect(plain([tailWords(difference())])).toEqual([
      'The median went from 5 h to 9 h (+4 h): −1 h beside the trimmed mean, which comes of changes in the tails and of no stage.',
    ])
    for (const average of ['median', 'trimmed mean', 'plain mean']) expect(averagesWords).toContain(average)
    expect(tailWords(difference({ tailSeconds: 0 }))).toMatch(/, as the trimmed mean did\.$/)
  })
})

describe('the waterfall', () => {
  it('goes from before to now, each stage from where the one before ended', () => {
    const falls = fallsOf(difference())
    expect(falls.map(({ from, to }) => [from / hour, to / hour])).toEqual([
      [0, 5],
      [5, 6],
      [6, 10],
      [0, 10],
    ])
    expect(plain(falls.map(({ label }) => label))).toEqual(['Before  5 h', 'Coding  +1 h', 'Review  +4 h', 'Now  10 h'])
    expect(falls.map(({ index }) => index)).toEqual([null, 0, 1, null])
  })

  it('is a table that adds up as well', () => {
    expect(differenceTable(difference()).rows.map(plain)).toEqual([
      ['Coding', '2 h', '3 h', '+1 h'],
      ['Review', '3 h', '7 h', '+4 h'],
      ['Build', '0 s', '0 s', '0 s'],
      ['All: trimmed mean', '5 h', '10 h', '+5 h'],
      ['Tail', '', '', '−1 h'],
      ['Median', '5 h', '9 h', '+4 h'],
    ])
  })
})
