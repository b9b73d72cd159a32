import { readFileSync } from 'node:fs'
import { type DocumentNode, Kind, parse, print, visit } from 'graphql'
import { expect, it } from 'vitest'
import { documentOf } from '#graphql/embed/documents'

/** What a document asks of services, without its fragments' order and its own head. */
function asked(text: string): { readonly fields: readonly string[]; readonly fragments: readonly string[] } {
  const document: DocumentNode = visit(parse(text), {
    SelectionSet: {
      leave: (node) => ({ ...node, selections: node.selections.toSorted((a, b) => (print(a) < print(b) ? -1 : 1)) }),
    },
  })
  const fields = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? node.selectionSet.selections.map((field) => print(field)) : [],
  )
  const fragments = document.definitions.flatMap((node) =>
    node.kind === Kind.FRAGMENT_DEFINITION ? [print(node)] : [],
  )
  return { fields: fields.filter((field) => /^\w+: services/.test(field)), fragments: fragments.toSorted() }
}

it('an embedded dashboard asks of services what its page asks', () => {
  const page = asked(readFileSync('dashboards/queries/dashboard-data.graphql', 'utf8'))
  expect(page.fields.length).toBe(4)
  expect(asked(documentOf({ part: 'DASHBOARD', metric: null }))).toEqual(page)
})
