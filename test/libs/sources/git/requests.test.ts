import { describe, expect, it } from 'vitest'
import { Members, type SideCommit } from '#sources/git/members'
import { type RequestContext, requestOf } from '#sources/git/requests'
import { gitCommit } from '../../../support/git-commit.ts'

const context: RequestContext = {
  onLine: true,
  defaultBranch: 'main',
  memberOf: null,
  known: new Set(),
  complete: false,
}
const host = { name: 'GitHub', email: 'noreply@github.com' }
const merge = (message: string) => gitCommit({ message, parents: ['b'.repeat(40), 'c'.repeat(40)] })

describe('a merge', () => {
  it.each([
    ['Merge pull request #12 from ada/fix\n\nFix it', 12],
    ["Merge pull request 'Fix it' (#7) from ada/fix into main", 7],
    ['Merge pull request #3 in SHOP/api from feature/x to master', 3],
    ['Merged in feature/x (pull request #44)\n\nFix it', 44],
    ['Merged PR 91: Fix it', 91],
    ["Merge branch 'fix' into 'main'\n\nFix it\n\nSee merge request acme/sub/shop!15", 15],
    ["Merge branch 'fix' into 'main'\n\nSee merge request !16", 16],
    ['Auto merge of #880 - ada:fix, r=bo', 880],
    ['Merge #881', 881],
  ])('%j is of request %i', (message, number) => {
    expect(requestOf(merge(message), context)).toEqual({ number, as: 'MERGE' })
  })

  it.each([
    "Merge branch 'main' into fix",
    'Merge #1 #2 #3',
    'Merge pull request #0 from ada/fix',
    'Merge pull request #99999999999 from ada/fix',
    'Fix it (#12)',
    'Talk about\n\nMerge pull request #12 from ada/fix',
  ])('%j is of none', (message) => {
    expect(requestOf(merge(message), { ...context, memberOf: 5 })).toBeNull()
  })

  it('that takes in the branch it was forked from is not the request of that number', () => {
    const sync = merge('Merge pull request #3 from upstream/main')
    expect(requestOf(sync, { ...context, onLine: false })).toBeNull()
    expect(requestOf(sync, context)).toEqual({ number: 3, as: 'MERGE' })
    expect(requestOf(merge('Merge pull request #3 from ada/fix'), { ...context, onLine: false })?.number).toBe(3)
  })

  it('that the host made under another title is known by its number', () => {
    expect(requestOf({ ...merge('Fix it (#12)'), committer: host }, context)).toEqual({ number: 12, as: 'MERGE' })
  })
})

describe('a commit with one parent', () => {
  const titled = gitCommit({ message: 'Fix it (#12)\n\n* begin' })

  it('is a squash where the host wrote it, or where a request has its number', () => {
    expect(requestOf({ ...titled, committer: host }, context)).toEqual({ number: 12, as: 'SQUASH' })
    expect(requestOf(titled, { ...context, known: new Set([12]) })).toEqual({ number: 12, as: 'SQUASH' })
    expect(requestOf(gitCommit({ message: 'Merged PR 91: Fix it' }), context)).toEqual({ number: 91, as: 'SQUASH' })
    expect(requestOf(gitCommit({ message: 'x\n\nSee merge request acme/shop!5' }), context)?.number).toBe(5)
  })

  it('names an issue where it is neither', () => {
    expect(requestOf(titled, context)).toBeNull()
    expect(requestOf({ ...titled, committer: host }, { ...context, known: new Set([1]), complete: true })).toBeNull()
    expect(requestOf(gitCommit({ message: 'Fix (#12) in the middle', committer: host }), context)).toBeNull()
  })

  it('is of the last number of its title: of what reverts, not of what is reverted', () => {
    const revert = gitCommit({ message: 'Revert "Fix it (#12)" (#15)', committer: host })
    expect(requestOf(revert, context)).toEqual({ number: 15, as: 'SQUASH' })
  })

  it('that a head reaches is a member, unless the host squashed it there', () => {
    expect(requestOf(titled, { ...context, memberOf: 20, known: new Set([12, 20]) })).toEqual({
      number: 20,
      as: 'MEMBER',
    })
    expect(requestOf({ ...titled, committer: host }, { ...context, memberOf: 20 })).toEqual({
      number: 12,
      as: 'SQUASH',
    })
  })
})

describe('members', () => {
  const side = (...commits: [sha: string, parents: string[], at?: number, title?: string][]) =>
    new Map<string, SideCommit>(
      commits.map(([sha, parents, at = 0, title = sha]) => [
        sha,
        { sha, parents, authoredAt: at, committedAt: at + 10, title },
      ]),
    )

  it('are what a head reaches beside the default branch; of stacked requests the lowest has its own', () => {
    const members = new Members(
      [
        { number: 2, sha: 'c' },
        { number: 9, sha: 'a' },
        { number: 5, sha: 'main' },
      ],
      side(['a', ['main']], ['b', ['a']], ['c', ['b', 'main']]),
    )
    expect(['a', 'b', 'c', 'main'].map((sha) => members.of(sha))).toEqual([9, 2, 2, null])
  })

  it('are none of a head with more than a thousand commits', () => {
    const chain = Array.from({ length: 1_001 }, (_, n): [string, string[]] => [`c${n}`, n === 0 ? [] : [`c${n - 1}`]])
    expect(new Members([{ number: 1, sha: 'c1000' }], side(...chain)).size).toBe(0)
    expect(new Members([{ number: 1, sha: 'c999' }], side(...chain)).size).toBe(1_000)
  })

  it('are found again where a rebase copied them, and not where they copied themselves', () => {
    const members = new Members([{ number: 3, sha: 'a' }], side(['a', ['main'], 100, 'Fix']))
    const landed = { sha: 'x', parents: ['p'], authoredAt: 100, committedAt: 500, title: 'Fix' }
    expect(members.landed(landed)).toBe(3)
    expect(members.landed({ ...landed, committedAt: 105 })).toBeNull()
    expect(members.landed({ ...landed, title: 'Other' })).toBeNull()
    expect(members.landed({ ...landed, authoredAt: 101 })).toBeNull()
    expect(members.landed({ ...landed, parents: ['p', 'q'] })).toBeNull()
  })
})
