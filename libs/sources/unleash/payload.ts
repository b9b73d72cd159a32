import * as z from 'zod'
import { keptBy } from '../kept-by.ts'

/** The head of any event. */
export const Head = z.object({ type: z.string() })

const Tags = z.array(z.object({ type: z.string().nullish(), value: z.string().nullish() }))

/** An event of a flag in an environment. */
export const Event = z.object({
  id: z.union([z.number(), z.string()]).nullish(),
  type: z.string(),
  createdAt: z.string().min(1),
  project: z.string().nullish(),
  environment: z.string().min(1),
  featureName: z.string().min(1),
  tags: Tags.nullish(),
})
export type Event = z.infer<typeof Event>

/** Rules go by tags: that something else stands there must be seen. */
const texts = new Map([[Tags, () => '…']])

/** What of an event is stored: what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  return keptBy(Event, body, texts) ?? {}
}
