import { type GraphQLResolveInfo, locatedError, responsePathAsArray } from 'graphql'
import type { Asked } from './asked.ts'
import type { Refusal } from './refusal.ts'

/**
 * Puts a refusal among the errors of the answer, at its place, and leaves the data: thrown where a field may not be null,
 * it would take the whole list with it that the field stands in.
 */
export function refuseBesideData(refusal: Refusal, asked: Asked, path: GraphQLResolveInfo['path'] | undefined): void {
  asked.errors = [...(asked.errors ?? []), locatedError(refusal, undefined, responsePathAsArray(path))]
}
