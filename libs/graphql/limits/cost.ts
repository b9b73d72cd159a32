import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql'
import { defaultDefinition } from '#metrics/definition'

/** What one question may cost: about as many objects as may be answered. */
export const costLimit = 50_000

type Parent = GraphQLObjectType | GraphQLInterfaceType
type Variables = Readonly<Record<string, unknown>>

/** Entries that a list is taken to have where nothing in the question says how many. */
const usualLength: Readonly<Record<string, number>> = {
  'Comparison.rows': 100,
  'TeamMetrics.services': 20,
  'LeadTimeDifference.services': 20,
  'LeadTimeDifference.came': 10,
  'LeadTimeDifference.gone': 10,
  'Query.running': 100,
  'Query.environments': 10,
  'Query.sources': 10,
  'Query.tokens': 1_000,
  'Query.alertRules': 1_000,
  'Query.notifyRules': 1_000,
  'Query.freezeWindows': 1_000,
  'Query.watching': 8,
  'ChangeFailureRate.rolledPast': 10,
  'SourceRepositories.repositories': 1_000,
  'SourceHistory.progress': 1_000,
}
const otherwise = 5

/** What a field costs beside its parts: those that read or compute more than a row. */
const ownCost: Readonly<Record<string, number>> = {
  'Service.metrics': 10,
  'Service.definitions': 10,
  'Team.metrics': 10,
  'Query.difference': 100,
  'Query.leadTimeDifference': 100,
  'Query.coverage': 100,
  'Query.coverageOfStreams': 200,
  'Query.running': 100,
  // Each of the eight: one service costs a thousand.
  'Query.watching': 125,
  'OverrideMove.before': 10,
  'OverrideMove.after': 10,
  // Up to ten histories, each projected twice.
  'Query.overridePreview': 5_000,
  'Query.overrideRevokePreview': 5_000,
  'Query.sourcePreview': 5_000,
  'Query.sourceRepositories': 5_000,
  'Query.__schema': 5_000,
  'Query.__type': 500,
}
/** Answering as of a moment, or by other rules of blame, replays the log. */
const replayCost = 500

interface Walk {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly variables: Variables
}

function argument(field: FieldNode, name: string, variables: Variables): unknown {
  const node = field.arguments?.find((each) => each.name.value === name)?.value
  switch (node?.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value]
    case Kind.INT:
      return Number(node.value)
    case Kind.LIST:
      return node.values
    case Kind.STRING:
      return node.value
    case Kind.OBJECT:
      return valueFromASTUntyped(node, variables)
    default:
      return undefined
  }
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type)
}

/** How many entries a field may answer. */
function lengthOf(
  parent: Parent,
  field: FieldNode,
  definition: GraphQLField<unknown, unknown>,
  page: number | null,
): number {
  if (!isList(definition.type)) return 1
  if (page !== null && (field.name.value === 'nodes' || field.name.value === 'edges')) return page
  return usualLength[`${parent.name}.${field.name.value}`] ?? otherwise
}

/** Entries that a connection may hold: what `first` says, bounded by what is answered at all. */
function pageOf(field: FieldNode, definition: GraphQLField<unknown, unknown>, { variables }: Walk): number | null {
  const first = definition.args.find((each) => each.name === 'first')
  if (first === undefined) return null
  const asked = argument(field, 'first', variables) ?? first.defaultValue
  return typeof asked === 'number' && asked > 0 ? Math.min(asked, 500) : 50
}

function isReplay(field: FieldNode, variables: Variables): boolean {
  // A text as it is sent, a moment where it was read already.
  if ((argument(field, 'asOf', variables) ?? null) !== null) return true
  const definition = argument(field, 'definition', variables)
  if (typeof definition !== 'object' || definition === null) return false
  // A list of one may be sent without brackets.
  const { blame, blameWindowHours, failureSigns } = definition as Readonly<Record<string, unknown>>
  const isOther = (blame ?? defaultDefinition.blame) !== defaultDefinition.blame
  return isOther || (blameWindowHours ?? failureSigns ?? null) !== null
}

function ownCostOf(parent: Parent, field: FieldNode, { variables }: Walk): number {
  const named = argument(field, 'services', variables)
  const compared = field.name.value === 'compare' ? 10 * (Array.isArray(named) ? named.length : 100) : 0
  const replay = isReplay(field, variables) ? replayCost : 0
  return (ownCost[`${parent.name}.${field.name.value}`] ?? 1) + compared + replay
}

function costOfField(parent: Parent, field: FieldNode, page: number | null, walk: Walk): number {
  const name = field.name.value
  if (name.startsWith('__')) return ownCost[`${parent.name}.${name}`] ?? 0
  const definition = parent.getFields()[name]
  if (definition === undefined) return 0
  const type = getNamedType(definition.type)
  if (!isCompositeType(type)) return 0
  const below =
    field.selectionSet === undefined
      ? 0
      : costOfSet(type.name, field.selectionSet, pageOf(field, definition, walk), walk)
  return lengthOf(parent, field, definition, page) * (ownCostOf(parent, field, walk) + below)
}

function costOfSet(typeName: string, set: SelectionSetNode, page: number | null, walk: Walk): number {
  let cost = 0
  const type = walk.schema.getType(typeName)
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) {
      if (isObjectType(type) || isInterfaceType(type)) cost += costOfField(type, selection, page, walk)
      continue
    }
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : walk.fragments.get(selection.name.value)
    if (fragment === undefined) continue
    cost += costOfSet(fragment.typeCondition?.name.value ?? typeName, fragment.selectionSet, page, walk)
  }
  return cost
}

/** The operation of a document that is asked for; undefined where there is none, or several and none is named. */
function operationOf(document: DocumentNode, name?: string | null): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
  if (name !== null && name !== undefined) return operations.find((node) => node.name?.value === name)
  return operations.length === 1 ? operations[0] : undefined
}

/**
 * What a valid document may cost at most, before it is run: its objects, where a page counts as full, and what reading
 * or computing them costs. The document must have passed the limits of depth and size.
 */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables,
  operationName?: string | null,
): number {
  const fragments = new Map(
    document.definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node): [string, FragmentDefinitionNode] => [node.name.value, node]),
  )
  const named = operationOf(document, operationName)
  const operations =
    named === undefined ? document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION) : [named]
  const costs = operations.map((operation) => {
    const root = schema.getRootType(operation.operation)
    return root ? costOfSet(root.name, operation.selectionSet, null, { schema, fragments, variables }) : 0
  })
  return Math.max(0, ...costs)
}
