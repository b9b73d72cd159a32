import { describe, expect, it } from 'vitest'
import { revertClaim, type RevertLookup, settleRevert, titlesOf } from '#sources/git/reverts'
import { gitCommit } from '../../../support/git-commit.ts'

const sha = (letter: string): string => letter.repeat(40)
const repository = 'git.example/acme/shop'
const claimOf = (message: string) => revertClaim(gitCommit({ sha: sha('f'), message }), repository)

/** Commits 1 and 2 are on the line; request 12 was merged as 2; `Add search` is the title of 1. */
const line: RevertLookup = {
  onLine: (name) => ['1', '2'].map(sha).find((known) => known.startsWith(name)) ?? null,
  titled: (title) => (title === 'Add search' ? sha('1') : null),
  merged: (number) => (number === 12 ? sha('2') : null),
}

describe('a revert', () => {
  it.each([
    ['Revert "Add search"\n\nThis reverts commit 1111111.', ['1'], 'TITLE_AND_SHA', 'HIGH'],
    [`revert: add search\n\nThis reverts commit ${sha('1')}.`, ['1'], 'TITLE_AND_SHA', 'HIGH'],
    [`Revert the search\n\nThis reverts commit ${sha('1')}.`, ['1'], 'TITLE_AND_SHA', 'HIGH'],
    [`Revert "A" and "B"\n\nThis reverts commits 1111111 and 2222222.`, ['1', '2'], 'TITLE_AND_SHA', 'HIGH'],
    ['Revert "Add it (#12)" (#15)', ['2'], 'REQUEST', 'HIGH'],
    ['Revert "Add it (#12)" (#15) (#16)', ['2'], 'REQUEST', 'HIGH'],
    ['revert: "Add it (#12)" (#15)', ['2'], 'REQUEST', 'HIGH'],
    ['revert(12): take it back', ['2'], 'REQUEST', 'HIGH'],
    ['revert: take back PR#12 (#15)', ['2'], 'REQUEST', 'HIGH'],
    ['revert: take it back (PR 12) (#15)', ['2'], 'REQUEST', 'HIGH'],
    ['chore: revert #12 (#15)', ['2'], 'REQUEST', 'HIGH'],
    ['Revert PR #12', ['2'], 'REQUEST', 'HIGH'],
    ['revert(1111111): take it back', ['1'], 'TITLE_AND_SHA', 'HIGH'],
    ['revert: "Add search" (#15)', ['1'], 'TITLE', 'MEDIUM'],
    ['Undo it (#15)\n\nReverts acme/shop#12', ['2'], 'REQUEST', 'HIGH'],
    ['Undo it\n\nThis reverts merge request !12', ['2'], 'REQUEST', 'HIGH'],
    ['Undo it\n\nThis reverts merge request acme/shop!12', ['2'], 'REQUEST', 'HIGH'],
    [`Clean up\n\nThis reverts commit ${sha('1')}.`, ['1'], 'SHA', 'MEDIUM'],
    ['Revert "Add search"', ['1'], 'TITLE', 'MEDIUM'],
    [`Revert "Add search"\n\nThis reverts commit ${sha('9')}.`, ['1'], 'TITLE', 'MEDIUM'],
    ['Revert "Add search" (#15)', ['1'], 'TITLE', 'MEDIUM'],
  ])('%j takes back %j by %s, %s', (message, reverts, method, confidence) => {
    const claim = claimOf(message)
    expect(claim).not.toBeNull()
    expect(claim === null ? null : settleRevert(claim, line)).toEqual({
      reverts: reverts.map(sha),
      method,
      confidence,
    })
  })

  it('that names only commits which never were on the line was undone before it was merged', () => {
    const claim = claimOf(`Add it (#15)\n\n* add\n\n* This reverts commit ${sha('9')}.`)
    expect(claim === null ? null : settleRevert(claim, line)).toEqual({ rejected: true })
  })

  it.each([
    'Revert "Never there"',
    `Revert "x"\n\nThis reverts commit ${sha('9')}.`,
    'Undo\n\nReverts other/repo#1\nReverts #99',
    'Revert "Follow PR #12 up"',
    'Revert "Revert #12 by hand"',
  ])('%j is left unsettled', (message) => {
    const claim = claimOf(message)
    expect(claim === null ? null : settleRevert(claim, line)).toBeNull()
  })

  it.each(['Add search', 'Reverting is hard', 'This reverts nothing', 'Undo\n\nReverts other/repo#12', 'revert'])(
    '%j claims nothing',
    (message) => {
      expect(claimOf(message)).toBeNull()
    },
  )

  it('of a revert, and what is applied again, takes the revert back', () => {
    expect(claimOf('Revert "Revert "Add search""')?.title).toBe('Revert "Add search"')
    expect(claimOf('Reapply "Add search"')?.title).toBe('Revert "Add search"')
    expect(claimOf('Reapply "Add search (#12)" (#15)')).toMatchObject({
      title: 'Revert "Add search (#12)"',
      requests: [],
    })
  })

  it('never takes itself back', () => {
    const claim = claimOf(`Revert "Add search"\n\nThis reverts commit ${sha('f')}.`)
    const lookup = { ...line, onLine: () => sha('f'), titled: () => sha('f') }
    expect(claim === null ? null : settleRevert(claim, lookup)).toBeNull()
  })

  it('costs nothing to look for in a message made to be costly', () => {
    const started = performance.now()
    for (const message of [
      `revert: ${' '.repeat(1_000_000)}x`,
      `Revert "${'"'.repeat(1_000_000)}`,
      `a\n\nThis reverts commit ${'a'.repeat(1_000_000)}`,
      `a\n\n${'Reverts a.'.repeat(100_000)}`,
      '(#1'.repeat(300_000),
    ])
      claimOf(message)
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

it('a merge is known by its own title and by that of its request', () => {
  const message = 'Merge pull request #12 from ada/search\n\nAdd search\n\nmore'
  expect(titlesOf(gitCommit({ message, parents: ['a', 'b'] }))).toEqual([
    'Merge pull request #12 from ada/search',
    'Add search',
  ])
  expect(titlesOf(gitCommit({ message }))).toHaveLength(1)
  expect(titlesOf(gitCommit({ message: 'Add search (#12)' }))).toEqual(['Add search (#12)', 'Add search'])
  expect(titlesOf(gitCommit({ message: "Merge branch 'x'", parents: ['a', 'b'] }))).toEqual(["Merge branch 'x'"])
})
