import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { shippedBefore } from '#attribution/shipped-before'
import { beforeTail, tailStart } from '#attribution/tail'
import { DAY, HOUR } from '#domain/instant'
import { defaultRules } from '#domain/rules'
import type { Deployment } from '#domain/stream-history'

const report = (at: number) => ({ source: 'api', externalId: null, at, entity: String(at) })
const deployment = (...times: number[]) => ({ at: Math.max(...times), reports: times.map(report) })

describe('the start of a tail', () => {
  it('lies a wave and a merge of reporters before the change', () => {
    const start = tailStart(100 * DAY, [], defaultRules)
    expect(start).toBeLessThanOrEqual(100 * DAY - defaultRules.waveWindow - defaultRules.mergeWindow)
    expect(start).toBeGreaterThan(98 * DAY)
  })

  it('moves back to the first report of a deployment that it would cut, and of those which that one cuts', () => {
    const long = deployment(98.5 * DAY, 99 * DAY)
    const longer = deployment(98 * DAY, 98.6 * DAY)
    expect(tailStart(100 * DAY, [long, longer], defaultRules)).toBe(98 * DAY)
  })

  it('never lies inside a deployment', () => {
    const times = fc.array(fc.integer({ min: 0, max: 50 * DAY }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(times, { maxLength: 30 }), fc.integer({ min: 0, max: 60 * DAY }), (all, since) => {
        const deployments = all.map((each) => deployment(...each))
        const start = tailStart(since, deployments, defaultRules)
        const before = beforeTail(deployments, start)
        for (const each of deployments) {
          const isBefore = before.includes(each)
          expect(each.reports.every(({ at }) => at < start)).toBe(isBefore)
          expect(each.reports.some(({ at }) => at >= start)).toBe(!isBefore)
        }
        expect(start).toBeGreaterThanOrEqual(0)
        expect(start).toBeLessThanOrEqual(Math.max(0, since - DAY - HOUR / 2))
      }),
    )
  })
})

describe('what was shipped before a tail', () => {
  const graph = CommitGraph.of([
    { sha: 'a', parents: [] },
    { sha: 'b', parents: ['a'] },
    { sha: 'side', parents: ['a'] },
    { sha: 'merge', parents: ['b', 'side'] },
    { sha: 'later', parents: ['merge'] },
  ])
  const live = (key: string, head: string, previousKey: string | null, included: readonly string[] = []): Deployment =>
    ({ key, liveAt: 1, frontier: [`r@${head}`], previousKey, included }) as unknown as Deployment
  const before = [
    live('d1', 'a', null, ['r@listed first']),
    live('d2', 'merge', 'd1', ['r@listed']),
    live('d3', 'merge', 'd2'),
  ]

  it('is told by the first frontier that holds a commit', () => {
    const wanted = ['r@side', 'r@merge', 'r@a', 'r@later', 'r@unknown', 'r@listed', 'r@listed first', 'other@a']
    expect(
      [...shippedBefore(before, new Map([['r', graph]]), wanted)].toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ).toEqual([
      ['r@listed', 'd2'],
      ['r@merge', 'd2'],
      ['r@side', 'd2'],
    ])
  })
})
