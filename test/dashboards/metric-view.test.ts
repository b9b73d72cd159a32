import { describe, expect, it } from 'vitest'
import { commonChips } from '#dashboards/doubts'
import { compareMetric } from '#dashboards/metric-change'
import { metricNames, reasonWords, viewMetric } from '#dashboards/metric-view'
import { defaultDefinition } from '#metrics/definition'
import { certainty, metricAnswers } from './answers.ts'

const plain = (text: string | undefined) => text?.replaceAll('\u00A0', ' ')
const unknown = {
  ...certainty({ sampleSize: 0, unavailableReason: 'NO_DEPLOYMENTS' }),
  rate: null,
  failed: 0,
  deployments: 0,
}
const provisional = { code: 'PROVISIONAL', count: 1, message: 'Late events may still change it.' }

describe('a metric', () => {
  it('is its value, n and interval', () => {
    const interval = { low: 50_400, high: 100_800, level: 0.9 }
    const answers = metricAnswers({
      leadTimeForChanges: { ...certainty({ interval, sampleSize: 41 }), medianSeconds: 66_000 },
    })
    const view = viewMetric('leadTimeForChanges', answers)
    expect(view.value).toBe(66_000)
    expect(plain(view.words?.text)).toBe('18 h 20 min')
    expect(plain(view.interval?.text)).toBe('14 h – 1 d 4 h')
    expect(view.interval?.spoken).toBe('90 % interval from 14 hours to 1 day 4 hours')
    expect(view.samples).toBe('41 changes')
  })

  it('without a value says why, and never 0', () => {
    const view = viewMetric('changeFailureRate', metricAnswers({ changeFailureRate: unknown }))
    expect(view.words).toBeNull()
    expect(view.reason).toBe('No deployments in this window')
  })

  it('of zero is zero', () => {
    const none = { ...certainty(), rate: 0, failed: 0, deployments: 20 }
    const view = viewMetric('changeFailureRate', metricAnswers({ changeFailureRate: none }))
    expect(plain(view.words?.text)).toBe('0 %')
    expect(view.reason).toBeNull()
    expect(view.samples).toBe('0 of 20 deployments')
  })

  it('shows the interval of the frequency by week, as its value', () => {
    const interval = { low: 0.4, high: 0.8, level: 0.9 }
    const view = viewMetric(
      'deploymentFrequency',
      metricAnswers({ deploymentFrequency: { ...certainty({ interval }), perWeek: 4.2 } }),
    )
    expect(view.interval).toMatchObject({ low: 0.4 * 7, high: 0.8 * 7, text: '2.8 – 5.6' })
  })

  it('says that an end of the interval is open', () => {
    const restore = (low: number | null, high: number | null) =>
      viewMetric(
        'timeToRestore',
        metricAnswers({
          timeToRestore: { ...certainty({ interval: { low, high, level: 0.9 } }), medianSeconds: 1_800 },
        }),
      ).interval
    expect(plain(restore(600, null)?.text)).toBe('at least 10 min')
    expect(plain(restore(null, 600)?.text)).toBe('at most 10 min')
    expect(restore(null, null)).toBeNull()
  })

  it('counts failures that are still open', () => {
    const open = {
      ...certainty({ sampleSize: 3 }),
      medianSeconds: null,
      openCount: 2,
      atLeastSeconds: 72_000,
      unavailableReason: 'NOT_REACHED' as const,
    }
    const view = viewMetric('timeToRestore', metricAnswers({ timeToRestore: open }))
    expect(view.samples).toBe('3 failures, 2 open')
    expect(plain(view.reason ?? '')).toBe('At least 20 h: still open')
  })

  it('does not say that nothing went live where commits are missing', () => {
    const flags = [{ code: 'MISSING_COMMIT', count: 1, message: '' }]
    const reason = (given: object) =>
      reasonWords(
        'leadTimeForChanges',
        'NO_DATA',
        metricAnswers({ leadTimeForChanges: { ...certainty(given), medianSeconds: null } }),
      )
    expect(reason({ flags })).toMatch(/^Not known/)
    expect(reason({})).toMatch(/^No changes went live/)
  })

  it('has words for every reason of every metric', () => {
    for (const name of metricNames) {
      for (const reason of [
        'NO_DATA',
        'NO_DEPLOYMENTS',
        'TOO_FEW',
        'NO_PREDECESSOR',
        'NOT_REACHED',
        'NOT_CONFIGURED',
        null,
      ] as const) {
        expect(reasonWords(name, reason, metricAnswers())).toMatch(/^[A-Z][a-z ,]+/)
      }
    }
  })
})

describe('doubts', () => {
  it('are words, with the whole story behind them', () => {
    const flags = [provisional, { code: 'LOW_COVERAGE', count: 3, message: 'Three of nine are known.' }]
    const frequency = { ...certainty({ flags, coverage: 0.63 }), perWeek: 1 }
    const { chips } = viewMetric('deploymentFrequency', metricAnswers({ deploymentFrequency: frequency }))
    expect(chips.map(({ text, tone }) => [plain(text), tone])).toEqual([
      ['provisional', 'note'],
      ['low coverage: 63 %', 'warning'],
    ])
    expect(chips[1]?.explanation).toBe('Three of nine are known.')
  })

  it('say a share as the message beside them does, never more than is there', () => {
    const flags = [{ code: 'LOW_COVERAGE', count: 1, message: 'Only 66 % …' }]
    const texts = [2 / 3, 0.799, 0.004, 0].map((coverage) =>
      plain(
        viewMetric(
          'deploymentFrequency',
          metricAnswers({ deploymentFrequency: { ...certainty({ flags, coverage }), perWeek: 1 } }),
        ).chips[0]?.text ?? '',
      ),
    )
    expect(texts).toEqual(['low coverage: 66 %', 'low coverage: 79 %', 'low coverage: < 1 %', 'low coverage: 0 %'])
  })

  it('say why there is no interval where samples are not few', () => {
    const lead = (given: object) =>
      viewMetric(
        'leadTimeForChanges',
        metricAnswers({ leadTimeForChanges: { ...certainty({ sampleSize: 7, ...given }), medianSeconds: 60 } }),
      ).chips
    expect(lead({})).toMatchObject([
      { text: 'too few weeks', explanation: expect.stringMatching(/^7 changes of so few/) },
    ])
    expect(lead({ interval: { low: 1, high: null, level: 0.9 } })).toEqual([])
    expect(lead({ sampleSize: 3, insufficient: true }).map(({ text }) => text)).toEqual(['few samples'])
  })

  it('of few samples are said once, flagged or not', () => {
    const few = (flags: (typeof provisional)[]) =>
      viewMetric(
        'deploymentFrequency',
        metricAnswers({
          deploymentFrequency: { ...certainty({ sampleSize: 3, insufficient: true, flags }), perWeek: 1 },
        }),
      ).chips.map(({ text }) => text)
    expect(few([])).toEqual(['few samples'])
    expect(few([{ code: 'SMALL_SAMPLE', count: 3, message: '' }])).toEqual(['few samples'])
  })

  it('say so where most changes have no lead time', () => {
    const chips = (medianSeconds: number | null): readonly string[] =>
      viewMetric(
        'leadTimeForChanges',
        metricAnswers({ leadTimeForChanges: { ...certainty(), medianSeconds } }),
      ).chips.map(({ text }) => text)
    expect(chips(0)).toContain('no lead times')
    expect(chips(60)).not.toContain('no lead times')
    expect(chips(null)).not.toContain('no lead times')
  })

  it('say so where going back may have been no failure', () => {
    const missing = [{ code: 'MISSING_COMMIT', count: 3, message: '' }]
    const chips = (failed: number, flags: typeof missing): readonly string[] =>
      viewMetric(
        'changeFailureRate',
        metricAnswers({ changeFailureRate: { ...certainty({ flags }), rate: 0.1, failed, deployments: 20 } }),
      ).chips.map(({ text }) => text)
    expect(chips(2, missing)).toContain('try-outs may count')
    expect(chips(0, missing)).not.toContain('try-outs may count')
    expect(chips(2, [])).not.toContain('try-outs may count')
  })

  it('of a newer server are shown as they come', () => {
    const flags = [{ code: 'SOLAR_FLARE', count: 1, message: 'Bits may have turned.' }]
    const view = viewMetric(
      'deploymentFrequency',
      metricAnswers({ deploymentFrequency: { ...certainty({ flags }), perWeek: 1 } }),
    )
    expect(view.chips).toEqual([{ text: 'solar flare', explanation: 'Bits may have turned.', tone: 'warning' }])
  })

  it('that all share are found, those of values without samples apart', () => {
    const view = (flags: (typeof provisional)[], sampleSize = 20) =>
      viewMetric(
        'deploymentFrequency',
        metricAnswers({ deploymentFrequency: { ...certainty({ flags, sampleSize }), perWeek: 1 } }),
      )
    expect(commonChips([view([provisional]), view([provisional]), view([], 0)])).toHaveLength(1)
    expect(commonChips([view([provisional]), view([])])).toEqual([])
    expect(commonChips([view([provisional], 0), view([provisional], 0)])).toHaveLength(1)
    expect(commonChips([])).toEqual([])
  })

  it('and where each has its own count, say what is true of all', () => {
    const few = (count: number) =>
      viewMetric(
        'deploymentFrequency',
        metricAnswers({ deploymentFrequency: { ...certainty({ insufficient: true, sampleSize: count }), perWeek: 1 } }),
      )
    expect(commonChips([few(2), few(3)]).map(({ explanation }) => explanation)).toEqual([
      `Each of these numbers rests on few samples: fewer than ${defaultDefinition.minN.p50}.`,
    ])
    expect(commonChips([few(2), few(2)]).map(({ explanation }) => explanation)).toEqual([
      'Only 2 samples: too few to judge by.',
    ])
  })
})

describe('against the window before', () => {
  const lead = (medianSeconds: number | null, low: number, high: number, insufficient = false) =>
    metricAnswers({
      leadTimeForChanges: { ...certainty({ interval: { low, high, level: 0.9 }, insufficient }), medianSeconds },
    })

  it.each([
    { story: 'intervals apart, shorter', now: lead(100, 50, 150), before: lead(400, 300, 500), verdict: 'better' },
    { story: 'intervals apart, longer', now: lead(400, 300, 500), before: lead(100, 50, 150), verdict: 'worse' },
    { story: 'intervals that overlap', now: lead(400, 100, 500), before: lead(100, 50, 150), verdict: 'unclear' },
    {
      story: 'few samples, and intervals apart',
      now: lead(400, 300, 500, true),
      before: lead(100, 50, 150),
      verdict: 'worse',
    },
    { story: 'no value before', now: lead(400, 300, 500), before: lead(null, 50, 150), verdict: 'unknown' },
    { story: 'no value now', now: lead(null, 300, 500), before: lead(100, 50, 150), verdict: 'unknown' },
  ])('$story → $verdict', ({ now, before, verdict }) => {
    expect(compareMetric('leadTimeForChanges', now, before).verdict).toBe(verdict)
  })

  it('more deployments are better', () => {
    const often = (perWeek: number, low: number, high: number) =>
      metricAnswers({ deploymentFrequency: { ...certainty({ interval: { low, high, level: 0.9 } }), perWeek } })
    expect(compareMetric('deploymentFrequency', often(14, 1.5, 2.5), often(7, 0.6, 1.4)).verdict).toBe('better')
  })

  it('none at all, after many, is worse', () => {
    const often = (perWeek: number, low: number, high: number, insufficient: boolean) =>
      metricAnswers({
        deploymentFrequency: { ...certainty({ interval: { low, high, level: 0.9 }, insufficient }), perWeek },
      })
    expect(compareMetric('deploymentFrequency', often(0, 0, 0.033, true), often(3.1, 0.32, 0.616, false))).toEqual({
      verdict: 'worse',
      text: 'Worse than 3.1\u00A0/\u00A0week before',
    })
  })
})
