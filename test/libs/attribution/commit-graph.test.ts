import { CommitGraph, type CommitNode } from '#attribution/commit-graph/commit-graph'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

/** A random history: each commit has up to three earlier ones as parents. */
const history = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((choices): CommitNode[] =>
    choices.map((parents, at) => ({
      sha: `c${at}`,
      parents: at === 0 ? [] : [...new Set(parents.map((parent) => `c${parent % at}`))],
    })),
  )

/** The plain definition: everything that can be walked to. */
function reachable(nodes: readonly CommitNode[], heads: readonly string[]): Set<string> {
  const parents = new Map(nodes.map((node) => [node.sha, node.parents]))
  const seen = new Set<string>()
  const open = [...heads]
  for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
    if (seen.has(sha)) continue
    seen.add(sha)
    open.push(...(parents.get(sha) ?? []))
  }
  return seen
}

function pick(nodes: readonly CommitNode[], at: number): string {
  return (nodes[at % nodes.length] as CommitNode).sha
}

describe('CommitGraph', () => {
  it('gives the commits of a head that no older head reaches', () => {
    fc.assert(
      fc.property(history, fc.nat(), fc.array(fc.nat(), { maxLength: 3 }), (nodes, head, old) => {
        const graph = CommitGraph.of(nodes)
        const frontier = old.map((at) => pick(nodes, at))
        const live = reachable(nodes, frontier)
        const expected = [...reachable(nodes, [pick(nodes, head)])].filter((sha) => !live.has(sha))
        expect(graph.newCommits(pick(nodes, head), frontier).shas.toSorted()).toEqual(expected.toSorted())
      }),
    )
  })

  it('answers the same whatever order the commits came in', () => {
    fc.assert(
      fc.property(
        history.chain((nodes) => fc.tuple(fc.constant(nodes), fc.shuffledSubarray(nodes, { minLength: nodes.length }))),
        fc.nat(),
        fc.nat(),
        ([nodes, shuffled], from, to) => {
          const straight = CommitGraph.of(nodes)
          const other = new CommitGraph()
          for (const node of shuffled) {
            other.add([node])
            // A question in between must not spoil later answers.
            other.newCommits(pick(nodes, to), [pick(nodes, from)])
          }
          const [a, b] = [pick(nodes, from), pick(nodes, to)]
          expect(other.newCommits(b, [a]).shas.toSorted()).toEqual(straight.newCommits(b, [a]).shas.toSorted())
          expect(other.newCommits(b, [a], 3).shas.toSorted()).toEqual(straight.newCommits(b, [a], 3).shas.toSorted())
          expect(other.isAncestor(a, b)).toBe(reachable(nodes, [b]).has(a))
          expect(straight.count(a, b)).toBe(other.count(a, b))
        },
      ),
    )
  })

  it('keeps only heads that no other head reaches', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (nodes, heads) => {
        const graph = CommitGraph.of(nodes)
        const shas = heads.map((at) => pick(nodes, at))
        const frontier = shas.reduce<string[]>((known, sha) => graph.advance(known, sha), [])
        expect(reachable(nodes, frontier)).toEqual(reachable(nodes, shas))
        for (const a of frontier) for (const b of frontier) if (a !== b) expect(graph.isAncestor(a, b)).toBe(false)
      }),
    )
  })

  it('says where a hole is', () => {
    const graph = CommitGraph.of([
      { sha: 'c', parents: ['b'] },
      { sha: 'a', parents: [] },
    ])
    expect(graph.newCommits('c', ['a'])).toEqual({ shas: ['c'], missing: ['b'] })
    expect(graph.count('a', 'c')).toBeNull()
    graph.add([{ sha: 'b', parents: ['a'] }])
    expect(graph.newCommits('c', ['a'])).toEqual({ shas: ['c', 'b'], missing: [] })
    expect(graph.newCommits('nobody', [])).toEqual({ shas: [], missing: ['nobody'] })
  })

  it('ends when parents go round in a circle', () => {
    const graph = CommitGraph.of([
      { sha: 'a', parents: ['b'] },
      { sha: 'b', parents: ['a'] },
    ])
    expect(graph.newCommits('a', []).shas.toSorted()).toEqual(['a', 'b'])
    expect(graph.isAncestor('a', 'b')).toBe(true)
  })

  it('counts a range at the end of a long history', () => {
    const nodes: CommitNode[] = []
    for (let at = 0; at < 100_000; at += 1) nodes.push({ sha: `c${at}`, parents: at === 0 ? [] : [`c${at - 1}`] })
    const graph = CommitGraph.of(nodes)
    expect(graph.newCommits('c99999', ['c99990']).shas).toHaveLength(9)
    expect(graph.count('c0', 'c99999')).toBe(99_999)
  })
})
