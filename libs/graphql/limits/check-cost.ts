import type { DocumentNode, GraphQLSchema } from 'graphql'
import { Refusal } from '../refusal.ts'
import { costLimit, costOf } from './cost.ts'

/**
 * What a valid document may cost.
 *
 * @throws Refusal TOO_COSTLY
 */
export function checkCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const cost = costOf(schema, document, variables)
  if (cost <= costLimit) return cost
  throw new Refusal(
    'TOO_COSTLY',
    `The question would cost ${cost}, more than ${costLimit}; ask for smaller pages or fewer of them.`,
    {
      cost: { asked: cost, limit: costLimit },
    },
  )
}
