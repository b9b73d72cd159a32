import { GraphQLError, type GraphQLFieldResolver, type GraphQLResolveInfo, Kind, responsePathAsArray } from 'graphql'
import type { Asked } from '../asked.ts'
import { answerOf } from './answer-errors.ts'
import { checkCost } from './check-cost.ts'

type Subscribe = GraphQLFieldResolver<unknown, Asked>

/** A stream that ends before its first value. */
function refusal(error: GraphQLError): AsyncIterable<never> {
  const next = async (): Promise<never> => {
    throw error
  }
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

/** Every event costs what the whole question does, with the variables that it was begun with. */
function checkCostOf({ schema, operation, fragments, variableValues }: GraphQLResolveInfo): void {
  checkCost(schema, { kind: Kind.DOCUMENT, definitions: [operation, ...Object.values(fragments)] }, variableValues)
}

/**
 * A subscription that cannot begin is refused in words for the asker. Mercurius would log what `subscribe` throws, and
 * send it as it is; what the stream throws it only sends.
 */
export function answering(subscribe: Subscribe): Subscribe {
  return async (source, args, context, info) => {
    try {
      checkCostOf(info)
      return await subscribe(source, args, context, info)
    } catch (error) {
      const { message, extensions } = answerOf(error, (id, fault) => context.outside.reportFault(id, fault))
      const path = responsePathAsArray(info.path)
      return refusal(new GraphQLError(message, { nodes: info.fieldNodes, path, extensions: extensions ?? null }))
    }
  }
}
