import { type Instant, MINUTE } from '#domain/instant'
import type { Asked } from '../asked.ts'
import { Refusal } from '../refusal.ts'

/**
 * The moment by which an answer knows: the one that was asked for, else now.
 *
 * @throws Refusal for one that is still to come
 */
export function momentAsked(asked: Asked, asOf: Instant | null | undefined): Instant {
  if (asOf === null || asOf === undefined) return asked.now
  if (asOf <= asked.now + MINUTE) return Math.min(asOf, asked.now)
  throw new Refusal('BAD_USER_INPUT', '`asOf` lies in the future; what will be known then is not known now.', {
    field: 'asOf',
  })
}
