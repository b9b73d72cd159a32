import type { FlagCode } from '#domain/stream-history'
import { type Facts, pool } from '#metrics/facts'
import { flagsOfAll } from '#metrics/flags-of-all'
import { metrics } from '#metrics/index'
import type { MetricId } from '#metrics/metric'
import { describe, expect, it } from 'vitest'
import { at, changeFact, deploymentFact, factsOf, failureFact, incidentFact, scopeOf } from '../../support/facts.ts'

const week = scopeOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z')

/** Epoch milliseconds of a time of Tuesday the 3rd. */
const tuesday = (time: string): number => at(`2026-03-03T${time}:00Z`)

function doubts(id: MetricId, facts: Facts, scope = week): string[] {
  return metrics[id].measure(facts, scope).flags.map(({ code, count, message }) => `${code} ${count}: ${message}`)
}

/** Deployments of which the first ones bear a flag, each with a change of an hour. */
function deployed(count: number, flagged: number, flag: FlagCode): Facts {
  const deployments = Array.from({ length: count }, (_, index) =>
    deploymentFact(`d${index}`, tuesday('10:00') + index, { flags: index < flagged ? [flag] : [] }),
  )
  const changes = deployments.map(({ key, at: live }) =>
    changeFact(key, live - 3_600_000, live, { deploymentKey: key }),
  )
  return factsOf({ deployments, changes })
}

/** Five samples of which some bear a flag. */
function sampled(flagged: number, flag: FlagCode): Facts {
  const facts = deployed(5, 0, flag)
  return {
    ...facts,
    changes: facts.changes.map((change, index) => (index < flagged ? { ...change, flags: [flag] } : change)),
  }
}

/** A failure and its incident that ended half an hour before they began, and another incident of that kind. */
function backwards(): Facts {
  const deployment = deploymentFact('d', tuesday('10:00'))
  const failure = failureFact(deployment, tuesday('09:30'))
  const incidents = [failure.key, null].map((failureKey, index) =>
    incidentFact(`i${index}`, tuesday('10:00'), tuesday('09:30'), { failureKey }),
  )
  return factsOf({ deployments: [deployment], failures: [failure], incidents })
}

const small = 'SMALL_SAMPLE 1: It rests on 1 sample only.'

describe('flags', () => {
  it.each<[string, MetricId, Facts, string]>([
    [
      'a first deployment',
      'leadTimeForChanges',
      deployed(6, 1, 'NO_PREDECESSOR'),
      'NO_PREDECESSOR 1: 1 deployment has no known predecessor, so what it shipped cannot be told.',
    ],
    [
      'times out of order',
      'leadTimeForChanges',
      sampled(2, 'NEGATIVE_SPAN'),
      'NEGATIVE_SPAN 2: 2 samples have times out of order: clocks of two systems disagree.',
    ],
    [
      'an author date that cannot be true',
      'leadTimeForChanges',
      sampled(1, 'IMPLAUSIBLE_CLOCK'),
      'IMPLAUSIBLE_CLOCK 1: 1 sample has an author date that cannot be true; the first sighting was taken instead.',
    ],
    [
      'commits that nobody told',
      'deploymentReworkRate',
      deployed(10, 2, 'MISSING_COMMIT'),
      'MISSING_COMMIT 2: The commits of 2 deployments are not all known; post them or connect the repository.',
    ],
    [
      'a request that nobody told',
      'leadTimeForChanges',
      sampled(3, 'MISSING_REQUEST'),
      'MISSING_REQUEST 3: 3 changes lack the times of their requests; connect the host of the repository.',
    ],
    [
      'what was not computed from all',
      'leadTimeForChanges',
      sampled(1, 'APPROXIMATE'),
      'APPROXIMATE 1: 1 value is approximate.',
    ],
    ['few samples', 'deploymentFrequency', deployed(1, 0, 'APPROXIMATE'), small],
    ['few deployments', 'changeFailureRate', deployed(1, 0, 'APPROXIMATE'), small],
  ])('say of %s what to doubt, and how often', (_what, id, facts, expected) => {
    expect(doubts(id, facts)).toEqual([expected])
  })

  it('say of fewer than five samples that they are few, and take them for insufficient', () => {
    for (const id of [
      'deploymentFrequency',
      'leadTimeForChanges',
      'changeFailureRate',
      'deploymentReworkRate',
    ] as const) {
      const [four, five] = [deployed(4, 0, 'APPROXIMATE'), deployed(5, 0, 'APPROXIMATE')]
      expect(metrics[id].measure(four, week).insufficient, id).toBe(true)
      expect(doubts(id, four), id).toEqual(['SMALL_SAMPLE 4: It rests on 4 samples only.'])
      expect(metrics[id].measure(five, week).insufficient, id).toBe(false)
      expect(doubts(id, five), id).toEqual([])
    }
  })

  it('say of a window that may still change that it is provisional, until its end is seven days old', () => {
    const provisional = 'PROVISIONAL 1: The end of the window is not 7 days old yet; late events may still change it.'
    for (const id of Object.keys(metrics) as MetricId[]) {
      const asked = (now: string) => scopeOf('2026-03-02T00:00:00Z', '2026-03-09T00:00:00Z', { now })
      expect(doubts(id, factsOf({}), asked('2026-03-15T23:59:59Z')), id).toEqual([provisional])
      expect(doubts(id, factsOf({}), asked('2026-03-16T00:00:00Z')), id).toEqual([])
    }
  })
})

describe('a span that runs backwards', () => {
  it('is kept as a sample with its negative time, and flagged, in lead time and in time to restore', () => {
    const live = tuesday('10:00')
    const facts = factsOf({
      deployments: [deploymentFact('d1', live)],
      changes: [changeFact('c1', live + 600_000, live, { deploymentKey: 'd1' })],
      failures: [
        failureFact(deploymentFact('d1', live), live - 60_000, { impact: [{ from: live, to: live - 60_000 }] }),
      ],
    })
    expect(metrics.leadTimeForChanges.measure(facts, week)).toMatchObject({ sampleSize: 1, medianSeconds: -600 })
    expect(doubts('leadTimeForChanges', facts)).toContain(
      'NEGATIVE_SPAN 1: 1 sample has times out of order: clocks of two systems disagree.',
    )
    expect(metrics.timeToRestore.measure(facts, week)).toMatchObject({ sampleSize: 1, medianSeconds: -60 })
    expect(doubts('timeToRestore', facts)).toContain(
      'NEGATIVE_SPAN 1: 1 sample has times out of order: clocks of two systems disagree.',
    )
  })
})

/** Incidents of which the first ones belong to the deployment. */
function opened(count: number, linked: number): Facts {
  const deployment = deploymentFact('d1', tuesday('10:00'), { failureKey: 'd1' })
  const incidents = Array.from({ length: count }, (_, index) =>
    incidentFact(`i${index}`, tuesday('10:30'), tuesday('11:00'), { failureKey: index < linked ? 'd1' : null }),
  )
  return factsOf({
    deployments: [deployment],
    incidents,
    failures: [failureFact(deployment, tuesday('11:00'), { key: 'd1' })],
  })
}

describe('an incident that ended before it began', () => {
  it('keeps its time, and is counted once with its failure', () => {
    expect(metrics.timeToRestore.measure(backwards(), week)).toMatchObject({
      medianSeconds: -1800,
      allIncidentsMedianSeconds: -1800,
      allIncidentsCount: 2,
      impactSeconds: 0,
    })
    expect(doubts('timeToRestore', backwards())).toContain(
      'NEGATIVE_SPAN 2: 2 samples have times out of order: clocks of two systems disagree.',
    )
  })
})

it('the doubts about all metrics say which they are about, and keep each number apart', () => {
  const known = opened(4, 3)
  const facts = { ...known, deployments: deployed(4, 2, 'MISSING_COMMIT').deployments }
  const all = flagsOfAll(Object.values(metrics).map((metric) => metric.measure(facts, week)))
  const low = all.filter(({ code }) => code === 'LOW_COVERAGE')
  expect(low.map(({ metrics: about, message }) => [about, message.slice(0, 9)])).toEqual([
    [['leadTimeForChanges', 'deploymentReworkRate'], 'Only 50 %'],
    [['changeFailureRate', 'timeToRestore'], 'Only 75 %'],
  ])
})

describe('coverage', () => {
  it.each<[MetricId, (of: number, known: number) => Facts]>([
    ['leadTimeForChanges', (of, known) => deployed(of, of - known, 'MISSING_COMMIT')],
    ['deploymentReworkRate', (of, known) => deployed(of, of - known, 'MISSING_COMMIT')],
    ['changeFailureRate', opened],
    ['timeToRestore', opened],
  ])('of %s is the share that is known; below four fifths it is flagged', (id, facts) => {
    const low = 'LOW_COVERAGE 1: Only 75 % of what this number rests on is known; it raises no alert.'
    expect(metrics[id].measure(facts(4, 3), week).coverage).toBe(0.75)
    expect(doubts(id, facts(4, 3))).toContain(low)
    expect(metrics[id].measure(facts(5, 4), week).coverage).toBe(0.8)
    expect(doubts(id, facts(5, 4)).filter((text) => text.startsWith('LOW'))).toEqual([])
    expect(metrics[id].measure(facts(1, 0), week).coverage).toBe(0)
  })

  it('is nothing where nothing has to be known, and whole where what is told is counted', () => {
    for (const id of Object.keys(metrics) as MetricId[])
      expect(metrics[id].measure(factsOf({}), week).coverage, id).toBeNull()
    expect(metrics.deploymentFrequency.measure(deployed(2, 2, 'MISSING_COMMIT'), week).coverage).toBe(1)
  })

  it('of several services is that of all their records', () => {
    const both = pool([deployed(1, 1, 'MISSING_COMMIT'), deployed(3, 0, 'MISSING_COMMIT')])
    expect(metrics.leadTimeForChanges.measure(both, week).coverage).toBe(0.75)
    expect(metrics.deploymentReworkRate.measure(both, week).coverage).toBe(0.75)
  })

  it('takes an incident with another stated cause for settled', () => {
    const facts = opened(1, 0)
    const [incident] = facts.incidents
    const settled = { ...facts, incidents: incident === undefined ? [] : [{ ...incident, cause: 'external' as const }] }
    expect(metrics.changeFailureRate.measure(settled, week).coverage).toBe(1)
  })
})
