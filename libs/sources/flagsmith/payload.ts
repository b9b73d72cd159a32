import * as z from 'zod'
import { keptBy } from '../kept-by.ts'

/** Whom an override is for: that there is somebody matters, and not who. */
const Identifier = z.string()

/** A flag as it was or is in an environment. */
const State = z.object({
  enabled: z.boolean(),
  environment: z.object({ id: z.number(), name: z.string().min(1) }),
  feature: z.object({
    id: z.number(),
    name: z.string().min(1),
    project: z.object({ name: z.string().nullish() }).nullish(),
  }),
  feature_segment: z.object({ id: z.number().nullish() }).nullish(),
  identity: z.number().nullish(),
  identity_identifier: Identifier.nullish(),
})
export type State = z.infer<typeof State>

/** The head of any webhook. */
export const Head = z.object({ event_type: z.string() })

/** A change of a flag. */
export const Change = z.object({
  event_type: z.string(),
  data: z.object({
    timestamp: z.string().min(1),
    new_state: State,
    previous_state: State.pick({ enabled: true }).nullish(),
  }),
})
export type Change = z.infer<typeof Change>

const texts = new Map([[Identifier, () => '…']])

/** What of a change is stored: what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  return keptBy(Change, body, texts) ?? {}
}
