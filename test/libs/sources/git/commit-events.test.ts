import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseEvent } from '#sources/events/parse-event'
import { commitEvent } from '#sources/git/commit-events'
import { gitCommit } from '../../../support/git-commit.ts'

const now = Date.UTC(2026, 2, 1)
const context = { repository: 'git.example/acme/shop', now }
const sender = { source: 'git', allowAnySource: false, mayImport: false, now }

describe('the event of a commit', () => {
  it('says what git says', () => {
    const commit = gitCommit({ paths: ['a', 'b'], trailers: [{ key: 'Co-authored-by', value: 'Bo <bo@example.com>' }] })
    expect(commitEvent(commit, { ...context, patchId: 'p', request: { number: 4, as: 'SQUASH' } })).toEqual({
      type: 'commit',
      repository: 'git.example/acme/shop',
      sha: 'a'.repeat(40),
      parents: ['b'.repeat(40)],
      authoredAt: '2026-01-05T09:00:00.000Z',
      committedAt: '2026-01-05T10:00:00.000Z',
      author: { name: 'Ada', email: 'ada@example.com' },
      message: 'Change something',
      paths: ['a', 'b'],
      coAuthors: [{ name: 'Bo', email: 'bo@example.com' }],
      patchId: 'p',
      pullRequest: 4,
      attributes: { 'leadline.requestMerge': 'SQUASH' },
    })
  })

  it('says what it reverts and how that is known, and that nothing is reverted where that is known', () => {
    const revert = { reverts: ['1'], method: 'TITLE', confidence: 'MEDIUM' } as const
    expect(commitEvent(gitCommit(), { ...context, revert })).toMatchObject({
      reverts: ['1'],
      attributes: { 'leadline.revertMethod': 'TITLE', 'leadline.revertConfidence': 'MEDIUM' },
    })
    expect(commitEvent(gitCommit(), { ...context, revert: { rejected: true } })).toMatchObject({ reverts: [] })
    expect(commitEvent(gitCommit(), { ...context, revert: null })).not.toHaveProperty('reverts')
  })

  it.each([
    [{ authoredAt: 0 }, '2026-01-05T10:00:00.000Z', '2026-01-05T10:00:00.000Z', 'authoredAt'],
    [{ committedAt: Date.UTC(2099, 0, 1) }, '2026-01-05T09:00:00.000Z', '2026-01-05T09:00:00.000Z', 'committedAt'],
    [
      { authoredAt: Number.NaN, committedAt: 0 },
      '1990-01-01T00:00:00.000Z',
      '1990-01-01T00:00:00.000Z',
      'authoredAt, committedAt',
    ],
    [
      { authoredAt: 1e300, committedAt: 1e300 },
      '2026-03-01T00:00:00.000Z',
      '2026-03-01T00:00:00.000Z',
      'authoredAt, committedAt',
    ],
  ])('has times that can be: %j', (times, authoredAt, committedAt, corrected) => {
    expect(commitEvent(gitCommit(times), context)).toMatchObject({
      authoredAt,
      committedAt,
      attributes: { 'git.impossibleTimes': corrected },
    })
  })

  it('says all paths or none', () => {
    const paths = (list: string[]) => commitEvent(gitCommit({ paths: list }), context)
    expect(paths([])).toMatchObject({ paths: [] })
    expect(paths(Array.from({ length: 10_001 }, (_, n) => `${n}`))).not.toHaveProperty('paths')
    expect(paths(['a', ' '])).not.toHaveProperty('paths')
    expect(paths(['x'.repeat(4_097)])).not.toHaveProperty('paths')
    expect(commitEvent(gitCommit(), context)).not.toHaveProperty('paths')
  })

  it('keeps the beginning of a message that is too long, and says so', () => {
    const event = commitEvent(gitCommit({ message: `${'x'.repeat(65_535)}😀` }), context)
    expect(event).toMatchObject({ attributes: { 'git.messageCut': 'true' } })
    expect(parseEvent(event, sender)).toMatchObject({ ok: true })
  })

  it('is one that the contract takes, whatever the commit holds', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom('\0', '\ud800', ' ', '[bot]'))
    const person = fc.record({ name: text, email: text })
    const commit = fc.record({
      sha: fc.stringMatching(/^[0-9a-f]{40}$/),
      parents: fc.array(fc.stringMatching(/^[0-9a-f]{40}$/), { maxLength: 300 }),
      authoredAt: fc.oneof(fc.double(), fc.integer()),
      committedAt: fc.oneof(fc.double(), fc.integer()),
      author: person,
      committer: person,
      message: text,
      trailers: fc.array(fc.record({ key: fc.constantFrom('Co-authored-by', 'Assisted-by', 'x'), value: text })),
      paths: fc.option(fc.array(text), { nil: undefined }),
    })
    fc.assert(
      fc.property(commit, (given) => {
        expect(parseEvent(commitEvent(given, context), sender)).toMatchObject({ ok: true })
      }),
      { numRuns: 500 },
    )
  })
})
