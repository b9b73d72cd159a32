import * as z from 'zod'
import { keptBy } from '../kept-by.ts'

const Named = z.object({ id: z.string().optional(), summary: z.string().nullish() })

/** An incident, as every event about one brings it. */
const Incident = z.object({
  id: z.string().min(1),
  title: z.string().nullish(),
  html_url: z.string().nullish(),
  created_at: z.string().nullish(),
  /** When it was opened again last. */
  reopened_at: z.string().nullish(),
  service: Named.nullish(),
  priority: Named.nullish(),
  resolve_reason: z.object({ type: z.string().nullish(), incident: Named.nullish() }).nullish(),
})
export type Incident = z.infer<typeof Incident>

/** The head of a V3 webhook event, whatever it is about. */
export const Head = z.object({
  event: z.object({ event_type: z.string(), resource_type: z.string().nullish() }),
})

/** An event about an incident. */
export const Delivery = z.object({
  event: z.object({
    event_type: z.string(),
    occurred_at: z.string(),
    /** Of what was read: the incident is as it was then. */
    read_at: z.string().nullish(),
    data: Incident,
  }),
})
export type Delivery = z.infer<typeof Delivery>

const Kept = z.object({
  event: Delivery.shape.event.extend({ id: z.string(), resource_type: z.string() }),
})

/** What of an event is stored: what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  return keptBy(Kept, body) ?? {}
}
