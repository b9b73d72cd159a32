import { describe, expect, it } from 'vitest'
import { wantedChange } from '#dashboards/find-change'

describe('what is looked for', () => {
  it.each([
    ['ABCDEF0', { sha: 'abcdef0' }],
    [` ${'a'.repeat(40)} `, { sha: 'a'.repeat(40) }],
    ['https://github.com/acme/shop/commit/abcdef0123', { sha: 'abcdef0123' }],
    ['https://gitlab.example/acme/group/shop/-/commit/abcdef0123?x=1', { sha: 'abcdef0123' }],
    ['github.com/acme/shop#7', { repository: 'github.com/acme/shop', number: 7 }],
    ['acme/shop!7', { repository: 'acme/shop', number: 7 }],
    ['https://GitHub.com/acme/Shop/pull/7/files', { repository: 'github.com/acme/Shop', number: 7 }],
    [
      'https://gitlab.example/acme/group/shop/-/merge_requests/12',
      { repository: 'gitlab.example/acme/group/shop', number: 12 },
    ],
  ])('%s is %o', (text, wanted) => expect(wantedChange(text)).toEqual(wanted))

  it.each(['', 'main', 'abc', 'v1.2.3', '#7', 'shop#7', 'github.com/acme/shop#0', `${'9'.repeat(12)}x`])(
    '%s is none',
    (text) => expect(wantedChange(text)).toBeNull(),
  )
})
