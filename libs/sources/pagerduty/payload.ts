import * as z from 'zod'

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

function picked(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = Object.entries(value).filter(([name]) => names.includes(name))
  return Object.fromEntries(found) as Readonly<Record<string, unknown>>
}

/** What of an event is stored: what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  const event = picked((body as { readonly event?: unknown } | null)?.event, [
    'id',
    'event_type',
    'resource_type',
    'occurred_at',
    'read_at',
    'data',
  ])
  if (event === undefined) return {}
  const data = picked(event['data'], [
    'id',
    'title',
    'html_url',
    'created_at',
    'reopened_at',
    'service',
    'priority',
    'resolve_reason',
  ])
  const reason = picked(data?.['resolve_reason'], ['type', 'incident'])
  return {
    event: {
      ...event,
      ...(data !== undefined && {
        data: {
          ...data,
          service: picked(data['service'], ['id', 'summary']),
          priority: picked(data['priority'], ['id', 'summary']),
          resolve_reason: reason && { ...reason, incident: picked(reason['incident'], ['id']) },
        },
      }),
    },
  }
}
