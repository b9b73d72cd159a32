import * as z from 'zod'

const named = z.object({ id: z.string(), source: z.string().optional() })

/** What we read of a CDEvent (0.4 and 0.5); all else is left alone. */
export const CdEvent = z.object({
  context: z.object({
    id: z.string(),
    source: z.string(),
    type: z.string(),
    timestamp: z.string(),
    chainId: z.string().optional(),
  }),
  subject: z.object({
    id: z.string(),
    source: z.string().optional(),
    content: z
      .object({
        environment: named.optional(),
        service: named.optional(),
        change: named.optional(),
        repository: named.optional(),
        artifactId: z.string().optional(),
        description: z.string().optional(),
        ticketURI: z.string().optional(),
      })
      .default({}),
  }),
})
export type CdEvent = z.infer<typeof CdEvent>

/** A CloudEvent in structured mode, which holds the CDEvent as its data. */
export const Envelope = z.object({ specversion: z.string(), type: z.string(), data: z.unknown() })
