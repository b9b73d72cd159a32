import * as z from 'zod'
import { parseInstant } from '#domain/parse-instant'

const Text = z.string().min(1).max(500)

/** An event as notification-controller posts it to a provider of type `generic-hmac`. */
export const FluxEvent = z.object({
  involvedObject: z.object({
    kind: Text,
    name: Text,
    namespace: z.string().max(500).nullish(),
    uid: z.string().max(200).nullish(),
  }),
  severity: z.string().nullish(),
  timestamp: z.string().refine((text) => parseInstant(text) !== null, 'no time'),
  reason: z.string().max(200).nullish(),
  message: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
})
export type FluxEvent = z.infer<typeof FluxEvent>

/** What Go's templates and formats print where there is nothing. */
const nothing: ReadonlySet<string> = new Set(['', '<nil>', '<no value>', 'null'])

/** A text that says something; null for anything else. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  return nothing.has(text) ? null : text
}

/** What an event says by a key, which older controllers prefix with the group of the object's API. */
export function metadataOf({ metadata }: Pick<FluxEvent, 'metadata'>, name: string): string | null {
  const own = textOf(metadata?.[name])
  if (own !== null) return own
  const prefixed = Object.keys(metadata ?? {}).find((key) => key.endsWith(`.fluxcd.io/${name}`))
  return prefixed === undefined ? null : textOf(metadata?.[prefixed])
}

/** An object whose fields may be anything; empty for what is none. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
}

/** ISO 8601 with milliseconds; null where it is no time. */
export function timeOf(value: unknown): string | null {
  const at = typeof value === 'string' ? parseInstant(value) : null
  return at === null ? null : new Date(at).toISOString()
}
