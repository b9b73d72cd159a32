import * as z from 'zod'
import type { DeliveryEventType } from '#domain/delivery-event'
import { artifact, build, commit, pullRequest, push } from './payload-code.ts'
import { cutover, deployment, flag, rollback } from './payload-delivery.ts'
import { incident, override } from './payload-operation.ts'

/** What may be posted, by type: the shapes alone. Rules between fields are in `requirements.ts`. */
export const payloads = {
  commit,
  pull_request: pullRequest,
  push,
  build,
  artifact,
  deployment,
  rollback,
  incident,
  flag,
  cutover,
  override,
} as const satisfies Record<DeliveryEventType, z.ZodObject>

/** One event as it is sent: times are text, nothing is normalised yet. */
export type EventPayload = z.infer<(typeof payloads)[DeliveryEventType]>

/** True for a type of the contract. */
export function isEventType(type: string): type is DeliveryEventType {
  return Object.hasOwn(payloads, type)
}
