import * as z from 'zod'

const Resource = z.object({
  digest: z.string().min(1),
  /** Text of the digest again where it was pushed without a tag. */
  tag: z.string().nullish(),
  /** As it is pulled: `harbor.example.com/shop/api:1.4.0` or `…@sha256:…`. */
  resource_url: z.string().min(1),
})
export type Resource = z.infer<typeof Resource>

const Pushed = z.object({ resources: z.array(Resource).min(1).max(1_000) })

/** Harbor's own format; seconds since 1970. */
export const Notification = z.object({ type: z.literal('PUSH_ARTIFACT'), occur_at: z.number(), event_data: Pushed })

/** The same as a CloudEvent. */
export const CloudEvent = z.object({ type: z.literal('harbor.artifact.pushed'), time: z.string(), data: Pushed })

/** What every notification of either format says of itself. */
export const Typed = z.object({ type: z.string() })
