import {
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  valueFromASTUntyped,
} from 'graphql'
import type { Viewer } from '#access/scope'
import type { Instant } from '#domain/instant'
import { isRegistered } from '../embed/documents.ts'
import { variablesOf } from '../embed/embed-view.ts'
import { questionOfHolder } from '../embed/holder-question.ts'
import type { Outside } from '../outside.ts'
import { Reads } from '../reads.ts'
import { Refusal } from '../refusal.ts'
import { checkCost } from './check-cost.ts'
import { costLimit } from './cost.ts'
import { documentLimits, documentRule } from './document-rules.ts'

/** Longest document, in characters: documents are kept, to be compiled once. */
export const documentLength = 32_768

const notByHttp =
  'Subscriptions are served over WebSocket (graphql-ws) at this address; queries and mutations are asked by POST.'

/** The context of Mercurius while a question is prepared: what the resolvers are handed is put into it. */
interface Prepared {
  viewer?: Viewer | null
  now?: Instant
  reads?: Reads
  outside?: Outside
  isRegistered?: boolean
  cost?: number
  /** There where the question came by HTTP. */
  readonly reply?: unknown
}

function prepare(context: Prepared, outside: Outside, cache: boolean): void {
  if (!context.viewer) throw new Refusal('UNAUTHENTICATED', 'Send the header Authorization: Bearer TOKEN.')
  Object.assign(context, { now: outside.clock(), reads: new Reads(outside.db, outside.streams, cache), outside })
}

/** @throws the first of the errors, which says enough */
function check(schema: GraphQLSchema, document: DocumentNode): void {
  let errors: ReturnType<typeof validate>
  try {
    errors = validate(schema, document, [...specifiedRules, documentRule], { maxErrors: 1 })
  } catch {
    throw new Refusal('BAD_USER_INPUT', 'Send the document as text.')
  }
  if (errors[0] !== undefined) throw errors[0]
}

/** Variables that were left out get their defaults here: the compiler of documents forgets those of non-null variables. */
function withDefaults(
  operation: OperationDefinitionNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...variables }
  for (const { variable, defaultValue } of operation?.variableDefinitions ?? []) {
    const { value: name } = variable.name
    if (whole[name] === undefined && defaultValue !== undefined) whole[name] = valueFromASTUntyped(defaultValue)
  }
  return whole
}

/** What happens around every question, whichever transport it came by. */
export function hooksOf(outside: Outside) {
  return {
    /** Every document that is text; others do not get past the next hook. */
    preParsing(schema: GraphQLSchema, source: string, context: Prepared): void {
      prepare(context, outside, true)
      context.isRegistered = isRegistered(source)
      if (context.viewer?.embed !== undefined && !context.isRegistered)
        throw new Refusal('EMBED_DOCUMENT', 'An embed is answered by its own document alone.')
      if (source.length > documentLength) {
        throw new Refusal('TOO_LARGE', `The document is longer than ${documentLength} characters.`)
      }
      // Mercurius would take any JSON for a syntax tree, which no limit of the parser holds for.
      if (/^\s*(?:\{\s*["}]|[-\d["]|(?:true|false|null)\s*$)/.test(source))
        throw new Refusal('BAD_USER_INPUT', 'Send the document as text, not as a syntax tree.')
      // By WebSocket, Mercurius would say that something is wrong, and not what.
      if (context.reply === undefined) check(schema, parse(source, { maxTokens: documentLimits.tokens }))
    },

    preExecution(
      schema: GraphQLSchema,
      document: DocumentNode,
      context: Prepared,
      variables: Readonly<Record<string, unknown>> | undefined,
    ): { variables: Record<string, unknown> } {
      if (context.reads === undefined) throw new Refusal('BAD_USER_INPUT', 'Send the document as text.')
      // A compiled document is kept by its text alone, so that another operation of it would be answered by the first.
      const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION)
      if (operations.length > 1) throw new Refusal('BAD_USER_INPUT', 'Send one operation in a document.')
      if (operations[0]?.operation === OperationTypeNode.SUBSCRIPTION) throw new Refusal('BAD_USER_INPUT', notByHttp)
      const { viewer } = context
      const given = viewer?.embed ? variablesOf(viewer.embed, outside.clock(), questionOfHolder(viewer)) : variables
      const whole = withDefaults(operations[0], given ?? {})
      context.cost = checkCost(schema, document, whole)
      return { variables: whole }
    },

    onResolution(execution: { extensions?: Record<string, unknown> }, context: Prepared): void {
      if (context.cost === undefined) return
      Object.assign(execution, {
        extensions: { ...execution.extensions, cost: { asked: context.cost, limit: costLimit } },
      })
    },

    /** Mercurius validates no subscription by itself. What it costs, its variables say, which are not known here: see `answering`. */
    preSubscriptionExecution(schema: GraphQLSchema, document: DocumentNode, context: Prepared): void {
      prepare(context, outside, false)
      check(schema, document)
    },
  }
}
