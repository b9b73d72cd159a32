import { describe, expect, it } from 'vitest'
import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import { aheadOfLive, mostWaitingCommits } from '#attribution/pending'
import type { DeliveryEvent } from '#domain/delivery-event'
import { at, commit, deploy, projectInMemory, request } from '../../support/stream.ts'
import { shuffled } from '../../support/shuffle.ts'

function branchAt(sha: string, when: string): DeliveryEvent {
  return {
    type: 'push',
    source: 'api',
    service: 'api',
    branch: 'main',
    at: at(when),
    after: sha,
    attributes: { 'leadline.branchRole': 'DEFAULT' },
  }
}

/** `a` is live; `b` and `d` came onto the branch without a request, `c` by one; `x` is on another branch. */
const story: readonly DeliveryEvent[] = [
  commit('a', '2 08:00', { parents: [] }),
  deploy('d1', 'a', '2 10:00', { sha: 'a' }),
  commit('b', '2 11:00', { parents: ['a'], committedAt: at('2 11:30') }),
  commit('c', '2 12:00', { parents: ['b'] }),
  request(7, ['c'], '2 13:00', { mergeSha: 'c' }),
  commit('d', '3 08:00', { parents: ['c'], committedAt: at('3 09:00'), paths: ['api/x'] }),
  commit('x', '2 12:00', { parents: ['a'] }),
]

const waiting = (events: readonly DeliveryEvent[], paths: readonly string[] = []) =>
  projectInMemory(events, { paths }).pending.map(({ key, mergedAt }) => [key, mergedAt])

describe('what is merged and not live', () => {
  it('is every commit of the default branch beyond what is live, a request and its commits as one', () => {
    expect(waiting([...story, branchAt('d', '3 09:01')])).toEqual([
      ['api@b', at('2 11:30')],
      ['api#7', at('2 13:00')],
      ['api@d', at('3 09:00')],
    ])
  })

  it('is as old as its commit, and known by it', () => {
    expect(projectInMemory([...story, branchAt('d', '3 09:01')]).pending[0]).toEqual({
      key: 'api@b',
      repository: 'api',
      number: null,
      sha: 'b',
      startedAt: at('2 11:00'),
      mergedAt: at('2 11:30'),
      deploymentKey: null,
    })
  })

  it('is what requests say alone while nobody tells where the branch is', () => {
    expect(waiting(story)).toEqual([['api#7', at('2 13:00')]])
  })

  it('ends where the newest push put the branch, in any order', () => {
    const moves = [branchAt('b', '2 11:30'), branchAt('d', '3 09:01'), branchAt('c', '2 13:00')]
    for (let seed = 0; seed < 5; seed += 1) {
      expect(waiting(shuffled([...story, ...moves], seed)).map(([key]) => key)).toEqual(['api@b', 'api#7', 'api@d'])
    }
  })

  it('is nothing more once a later deployment holds it, also after a rollback', () => {
    const shipped = [...story, branchAt('d', '3 09:01'), deploy('d2', 'd', '3 10:00', { sha: 'd' })]
    expect(waiting(shipped)).toEqual([])
    expect(waiting([...shipped, deploy('d3', 'a', '3 11:00', { sha: 'a' })])).toEqual([])
  })

  it('is no commit whose patch is live, and none of other paths', () => {
    const picked = story.map((event) =>
      event.type === 'commit' && 'ab'.includes(event.sha) ? { ...event, patchId: 'same' } : event,
    )
    expect(waiting([...picked, branchAt('d', '3 09:01')]).map(([key]) => key)).toEqual(['api#7', 'api@d'])
    expect(waiting([...story, branchAt('d', '3 09:01')], ['web/**']).map(([key]) => key)).toEqual(['api@b', 'api#7'])
  })

  it('waits to be told where a commit between is unknown', () => {
    const { pending, waits } = projectInMemory([
      ...story.filter((event) => event.type !== 'commit' || event.sha !== 'b'),
      branchAt('d', '3 09:01'),
    ])
    expect(pending.map(({ key }) => key)).toEqual(['api#7'])
    expect(waits).toContainEqual({ kind: 'commit', reference: 'api@b', since: at('2 10:00') })
  })

  it('is known of a request that git alone tells', () => {
    const told = story.filter((event) => event.type !== 'pull_request')
    const merge = commit('m', '3 09:30', { parents: ['d', 'x'], pullRequest: 9, committedAt: at('3 10:00') })
    expect(waiting([...told, merge, branchAt('m', '3 10:00')]).map(([key]) => key)).toEqual([
      'api@b',
      'api@c',
      'api@d',
      'api#9',
    ])
  })
})

describe('a stream that is far behind its branch', () => {
  const nodes = Array.from({ length: 60_000 }, (_, n) => ({ sha: `c${n}`, parents: n === 0 ? [] : [`c${n - 1}`] }))

  it('counts the newest commits only, the same ones in any order of telling', () => {
    const ahead = (told: typeof nodes) => aheadOfLive(CommitGraph.of(told), 'api', 'c59999', ['api@c0']).shas
    expect(ahead(nodes)).toEqual(
      nodes
        .slice(-mostWaitingCommits)
        .map(({ sha }) => sha)
        .toReversed(),
    )
    expect(new Set(ahead(shuffled(nodes, 3)))).toEqual(new Set(ahead(nodes)))
    const isMore = (live: string) => aheadOfLive(CommitGraph.of(nodes), 'api', 'c59999', [`api@${live}`]).isMore
    expect(['c0', `c${59_999 - mostWaitingCommits + 1}`].map(isMore)).toEqual([true, false])
  })

  it('counts nothing where no commit of the repository was live', () => {
    expect(aheadOfLive(CommitGraph.of(nodes), 'api', 'c9', ['other@c0'])).toEqual({
      shas: [],
      hole: null,
      isMore: false,
    })
  })
})
