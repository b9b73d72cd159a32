import { type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from 'graphql'

/** Names of the fields that a question selects below a point, whatever their aliases and type conditions. */
export interface Selection {
  has(name: string): boolean
  at(name: string): Selection
  /** Whether nothing is selected but some of these. */
  only(names: ReadonlySet<string>): boolean
}

type Fragments = GraphQLResolveInfo['fragments']

function fieldsOf(sets: readonly SelectionSetNode[], fragments: Fragments): Map<string, SelectionSetNode[]> {
  const fields = new Map<string, SelectionSetNode[]>()
  const visit = (selection: SelectionNode): void => {
    if (selection.kind === Kind.FIELD) {
      const below = fields.get(selection.name.value) ?? []
      if (selection.selectionSet !== undefined) below.push(selection.selectionSet)
      fields.set(selection.name.value, below)
      return
    }
    const set =
      selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragments[selection.name.value]?.selectionSet
    for (const inner of set?.selections ?? []) visit(inner)
  }
  for (const set of sets) for (const selection of set.selections) visit(selection)
  return fields
}

function selectionOf(sets: readonly SelectionSetNode[], fragments: Fragments): Selection {
  let fields: Map<string, SelectionSetNode[]> | undefined
  const read = (): Map<string, SelectionSetNode[]> => (fields ??= fieldsOf(sets, fragments))
  return {
    has: (name) => read().has(name),
    at: (name) => selectionOf(read().get(name) ?? [], fragments),
    only: (names) => [...read().keys()].every((name) => names.has(name)),
  }
}

/** What is selected below the field that is being resolved. Fields behind `@skip` or `@include` count as selected. */
export function selected(info: Pick<GraphQLResolveInfo, 'fieldNodes' | 'fragments'>): Selection {
  const sets = info.fieldNodes.flatMap((node) => node.selectionSet ?? [])
  return selectionOf(sets, info.fragments)
}
