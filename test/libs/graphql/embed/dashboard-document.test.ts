import { readFileSync } from 'node:fs'
import { type DocumentNode, Kind, parse, print, visit } from 'graphql'
import { expect, it } from 'vitest'
import { metricNames } from '#dashboards/metric-view'
import { documentOf } from '#graphql/embed/documents'

/**
 * What a document asks of services, without its fragments' order and its own head. Left out is the window before, which the
 * page asks apart, and why rules changed, which no embed is told.
 */
function asked(text: string): { readonly fields: readonly string[]; readonly fragments: readonly string[] } {
  const document: DocumentNode = visit(parse(text), {
    Field: ({ alias, name }) => (alias?.value === 'before' || name.value === 'reasons' ? null : undefined),
    FragmentDefinition: ({ name }) => (name.value === 'Before' ? null : undefined),
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

/** What is asked of the window before: below the field or the fragment of its name. */
function askedBefore(text: string): string {
  const found: string[] = []
  visit(parse(text), {
    Field: (node) => void (node.name.value === 'before' && found.push(print(node.selectionSet ?? node))),
    FragmentDefinition: (node) => void (node.name.value === 'Before' && found.push(print(node.selectionSet))),
  })
  return found.join('\n')
}

it('an embedded dashboard asks of services what its page asks', () => {
  const page = asked(readFileSync('dashboards/queries/dashboard-data.graphql', 'utf8'))
  expect(page.fields.length).toBe(4)
  expect(asked(documentOf({ part: 'DASHBOARD', metric: null }))).toEqual(page)
})

it('an embedded dashboard asks of the window before what its page asks', () => {
  const page = askedBefore(readFileSync('dashboards/queries/dashboard-before.graphql', 'utf8'))
  expect(page).toContain('medianSeconds')
  expect(askedBefore(documentOf({ part: 'DASHBOARD', metric: null }))).toBe(page)
})

const parts = (['DASHBOARD', 'SERVICE', 'STAGES'] as const).map((part) => ({ part, metric: null }))
const ofMetrics = metricNames.map((metric) => ({ part: 'METRIC' as const, metric }))

it.each([...parts, ...ofMetrics])('an embed of $part $metric is never told why rules changed', (of) => {
  const document = documentOf(of)
  expect(document).not.toMatch(/\breasons\b/)
  expect(document.match(/ruleChanges\(window: \$window\) \{ at \}/g)?.length ?? 0).toBe(of.part === 'STAGES' ? 0 : 1)
  expect(document.match(/ruleChanges/g)?.length ?? 0).toBe(of.part === 'STAGES' ? 0 : 1)
})

it('an embed of stages asks for no time but its own', () => {
  expect(documentOf({ part: 'STAGES', metric: null })).not.toMatch(/before/i)
})
