import { describe, expect, it } from 'vitest'
import { budgetOf, lesser } from '#domain/api-budget'

const now = Date.parse('2026-03-10T12:00:00Z')

function budget(headers: Readonly<Record<string, string>>) {
  return budgetOf((name) => headers[name] ?? null, now)
}

describe('what is left of the budget of an API', () => {
  it.each([
    ['GitHub', { 'x-ratelimit-remaining': '4812', 'x-ratelimit-limit': '5000', 'x-ratelimit-reset': '1773147600' }],
    ['GitLab', { 'ratelimit-remaining': '4812', 'ratelimit-limit': '5000', 'ratelimit-reset': '1773147600' }],
    ['PagerDuty', { 'ratelimit-remaining': '4812', 'ratelimit-limit': '5000', 'ratelimit-reset': '3600' }],
    [
      'Jira',
      { 'x-ratelimit-remaining': '4812', 'x-ratelimit-limit': '5000', 'x-ratelimit-reset': '2026-03-10T13:00Z' },
    ],
  ])('is read of the headers of %s', (_, headers) => {
    expect(budget(headers)).toEqual({ remaining: 4_812, limit: 5_000, resetsAt: Date.parse('2026-03-10T13:00:00Z') })
  })

  it('is not known where the headers say nothing, or nothing that is a number', () => {
    expect(budget({})).toBeNull()
    expect(budget({ 'x-ratelimit-remaining': 'many' })).toBeNull()
    expect(budget({ 'x-ratelimit-remaining': '-1' })).toBeNull()
    expect(budget({ 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': 'soon' })).toEqual({
      remaining: 7,
      limit: null,
      resetsAt: null,
    })
  })

  it('of two is the one of which less is left', () => {
    const [more, less] = [budget({ 'x-ratelimit-remaining': '7' }), budget({ 'x-ratelimit-remaining': '5' })]
    expect([lesser(more, less), lesser(less, more), lesser(null, more), lesser(more, null)]).toEqual([
      less,
      less,
      more,
      more,
    ])
  })
})
