import { expect, it } from 'vitest'
import { openedByFragment } from '#dashboards/graphiql/documents'
import { sourceFiles } from '../support/source-files.ts'

it('every query that a page links to opens in GraphiQL', () => {
  const sources = sourceFiles('.ts').filter(({ path }) => path.startsWith('dashboards/'))
  const linked = sources.flatMap(({ text }) =>
    [...text.matchAll(/queryLink\('([^']+)'/g)].map(([, name]) => name ?? ''),
  )
  expect(linked.length).toBeGreaterThan(5)
  for (const name of linked) expect(openedByFragment(`#document=${name}`).query, name).toMatch(/^(query|#)/)
})
