import {
  type ASTVisitor,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { Refusal } from '../refusal.ts'

export const documentLimits = {
  /** Tokens of a document; the parser stops there. */
  tokens: 4_000,
  depth: 16,
  aliases: 100,
  /** Fields once fragments are spread: a small document must not unfold into a large one. */
  fields: 5_000,
  directives: 50,
}

interface Tally {
  fields: number
  aliases: number
  depth: number
  directives: number
}

/** What a document unfolds into; stops where a limit is passed, so that a bomb is not unfolded. */
class Unfold {
  readonly tally: Tally = { fields: 0, aliases: 0, depth: 0, directives: 0 }
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
    this.fragments = fragments
  }

  walk(set: SelectionSetNode, depth: number, within: readonly string[]): void {
    const { tally } = this
    tally.depth = Math.max(tally.depth, depth)
    for (const selection of set.selections) {
      if (tally.fields > documentLimits.fields || depth > documentLimits.depth + 1) return
      tally.directives += selection.directives?.length ?? 0
      if (selection.kind === Kind.FIELD) {
        this.field(selection, depth, within)
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        tally.fields += 1
        this.walk(selection.selectionSet, depth, within)
      } else {
        const name = selection.name.value
        const fragment = this.fragments.get(name)
        tally.fields += 1
        if (fragment !== undefined && !within.includes(name)) this.walk(fragment.selectionSet, depth, [...within, name])
      }
    }
  }

  private field(field: FieldNode, depth: number, within: readonly string[]): void {
    this.tally.fields += 1
    if (field.alias !== undefined) this.tally.aliases += 1
    // Introspection has rules and a cost of its own.
    if (field.selectionSet === undefined || field.name.value.startsWith('__')) return
    this.walk(field.selectionSet, depth + 1, within)
  }
}

function complaint(tally: Tally): Refusal | null {
  const { depth, aliases, fields, directives } = documentLimits
  if (tally.depth > depth)
    return new Refusal('TOO_DEEP', `The document nests more than ${depth} deep; ask in parts.`, { limit: depth })
  if (tally.aliases > aliases)
    return new Refusal('TOO_COSTLY', `The document has more than ${aliases} aliases; ask in parts.`, { limit: aliases })
  if (tally.fields > fields)
    return new Refusal('TOO_COSTLY', `The document unfolds into more than ${fields} fields; ask in parts.`, {
      limit: fields,
    })
  if (tally.directives > directives)
    return new Refusal('TOO_COSTLY', `The document has more than ${directives} directives.`, { limit: directives })
  return null
}

/** Bounds of a document whatever its variables: depth, aliases, fields and directives. */
export const documentRule: ValidationRule = (context: ValidationContext): ASTVisitor => ({
  Document(document) {
    const fragments = new Map<string, FragmentDefinitionNode>()
    for (const node of document.definitions)
      if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
    const unfold = new Unfold(fragments)
    for (const node of document.definitions) {
      if (node.kind === Kind.OPERATION_DEFINITION) unfold.walk(node.selectionSet, 1, [])
    }
    const found = complaint(unfold.tally)
    if (found !== null) context.reportError(found)
  },
})
