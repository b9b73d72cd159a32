import { describe, expect, it } from 'vitest'
import { problemOfError, problemOfStatus } from '#dashboards/api'
import { tokenOfFragment } from '#dashboards/session'

describe('the token of an address', () => {
  it.each([
    ['#token=lead_abc', 'lead_abc'],
    ['#token=a%2Bb&x=1', 'a+b'],
    ['#token=', null],
    ['#token=%20', null],
    ['#content', null],
    ['', null],
  ])('%s is %s', (fragment, token) => expect(tokenOfFragment(fragment)).toBe(token))
})

describe('a refusal', () => {
  it.each([
    [401, 'signed-out'],
    [403, 'forbidden'],
    [429, 'busy'],
    [503, 'busy'],
    [500, 'broken'],
  ])('with status %d is %s', (status, kind) => expect(problemOfStatus(status).kind).toBe(kind))

  it('of GraphQL is told in its own words', () => {
    expect(problemOfError('Two environments match.', 'BAD_USER_INPUT', 200)).toMatchObject({
      kind: 'refused',
      message: 'Two environments match.',
    })
    expect(problemOfError('no', 'UNAUTHENTICATED', 200).kind).toBe('signed-out')
    expect(problemOfError('no', 'FORBIDDEN', 200).kind).toBe('forbidden')
  })
})
