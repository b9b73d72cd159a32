import { describe, expect, it } from 'vitest'
import { changeStart, commitStart } from '#attribution/change-start'
import type { CommitEvent } from '#domain/delivery-event'
import type { CommitState } from '#domain/entity-state'
import { defaultRules } from '#domain/rules'
import { at, baseline, commit, deploy, projectInMemory, request } from '../../support/stream.ts'

const { maxAuthorSkew } = defaultRules

describe('a clock that is years behind writes both dates of a commit wrong', () => {
  const wrong = { authoredAt: Date.parse('2001-01-01T00:00Z'), committedAt: Date.parse('2001-01-01T00:00Z') }
  const opened = { openedAt: at('2 10:00'), mergeSha: 'c2' }

  it.each([
    { what: 'alone: when the request was opened', more: [], start: '2 10:00' },
    { what: 'beside one that is right: that one', more: [commit('c2', '2 09:00')], start: '2 09:00' },
  ])('$what', ({ more, start }) => {
    const shas = ['c1', ...more.map(({ sha }) => sha)]
    const { changes, commits } = projectInMemory([
      baseline,
      commit('c1', '2 08:00', wrong),
      ...more,
      request(1, shas, '2 11:00', opened),
      deploy('D1', 'v1', '2 12:00', { includes: shas }),
    ])
    expect(changes.map(({ startedAt, flags }) => [startedAt, flags])).toEqual([[at(start), ['IMPLAUSIBLE_CLOCK']]])
    expect(commits.find(({ sha }) => sha === 'c1')?.startedAt).toBe(at('2 10:00'))
  })

  it('of a commit that nobody else saw is believed: git alone tells of it', () => {
    const event: CommitEvent = commit('c1', '2 08:00', wrong)
    const state: CommitState = { entity: 'c1', event, statements: [], sources: [] }
    const believed = { startedAt: wrong.authoredAt, implausible: false }
    expect(changeStart([state], null, maxAuthorSkew)).toEqual(believed)
    expect(commitStart(state, null, maxAuthorSkew)).toEqual(believed)
  })
})
