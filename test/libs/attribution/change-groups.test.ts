import { expect, it } from 'vitest'
import { pathMatcher } from '#attribution/change-groups'

it.each([
  { globs: ['services/shop'], path: 'services/shop/main.ts', touches: true },
  { globs: ['./services/shop/'], path: 'services/shop/deep/er/.env', touches: true },
  { globs: ['services/shop'], path: 'services/shop-admin/main.ts', touches: false },
  { globs: ['go.mod'], path: 'go.mod', touches: true },
  { globs: ['libs/*'], path: 'libs/a/b.ts', touches: false },
  { globs: ['libs/**'], path: 'libs/a/b.ts', touches: true },
  { globs: ['/services/shop'], path: 'services/shop/main.ts', touches: true },
  { globs: ['/'], path: 'a/b', touches: true },
  { globs: ['./'], path: 'a', touches: true },
  { globs: ['.'], path: '.env', touches: true },
  { globs: ['', 'docs'], path: 'a', touches: true },
  { globs: [], path: 'anything', touches: true },
])('$globs and $path: $touches', ({ globs, path, touches }) => {
  expect(pathMatcher(globs)([[path]])).toBe(touches)
})

it('a change of which no commit tells its files touches every path', () => {
  expect(pathMatcher(['services/shop'])([])).toBe(true)
  expect(pathMatcher(['services/shop'])([['docs/a.md'], ['services/shop/b']])).toBe(true)
})
