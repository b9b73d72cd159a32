import * as z from 'zod'
import { type JsonRecord, recordIn, textIn, textsIn } from '#domain/json-value'
import { keptText, maskedText, shortMessage } from '#domain/masked-text'

/** What Flagger itself puts into the metadata of an event, and into nothing that waits for an answer. */
export const eventFields = ['eventMessage', 'eventType', 'timestamp'] as const

/** What a user may put into the metadata of the webhook; what else stands there is thrown away. */
const userFields = ['cluster', 'environment', 'env', 'service', 'image', 'version'] as const

const ends = /^(?:Promotion completed|Canary failed|Rolling back )/

/** Messages that are read stay; others hold what checks and servers answered, and are kept in their shape. */
function messageOf(text: string): string {
  const short = shortMessage(text)
  return ends.test(text) ? short : maskedText(short, new Set())
}

/** What is read of an event: the same again where it is given what it made. */
export function reducedEvent(body: unknown): JsonRecord {
  const given = recordIn(body)
  const texts = textsIn(given)
  const metadata = textsIn(given['metadata'])
  const names = [...eventFields, ...userFields].filter((name) => metadata[name] !== undefined)
  const kept = names.map((name) => {
    const text = metadata[name] ?? ''
    return [name, name === 'eventMessage' ? messageOf(text) : keptText(text)] as const
  })
  const own = ['name', 'namespace', 'phase', 'checksum'].filter((name) => texts[name] !== undefined)
  return {
    ...Object.fromEntries(own.map((name) => [name, keptText(texts[name] ?? '')])),
    metadata: Object.fromEntries(kept),
  }
}

const text = z.string().optional()

export const Event = z.object({
  name: z.string(),
  namespace: z.string(),
  /** Of the canary when the event was made: the one before, where the event is of its change. */
  phase: z.string(),
  /** Of its spec and of the configuration that it watches; older versions send none. */
  checksum: text,
  metadata: z.object({
    eventMessage: z.string(),
    /** Milliseconds since 1970. */
    timestamp: z.string().regex(/^\d{1,15}$/),
    cluster: text,
    environment: text,
    env: text,
    service: text,
    image: text,
    version: text,
  }),
})
export type Event = z.infer<typeof Event>

const Condition = z.object({ type: text, status: text, lastTransitionTime: text })

const images = z.array(z.string()).optional()

/** What is read of a Canary as it stands in its cluster; `spec.images` is no part of it there. */
export const Canary = z.object({
  metadata: z.object({
    uid: text,
    name: z.string(),
    namespace: text,
    labels: z
      .record(z.string(), z.string())
      .nullish()
      .transform((labels) => labels ?? {}),
  }),
  spec: z.object({ images: z.object({ target: images, primary: images }).optional() }).nullish(),
  status: z
    .object({
      phase: text,
      lastAppliedSpec: text,
      lastPromotedSpec: text,
      canaryWeight: z.number().optional(),
      conditions: z
        .array(Condition)
        .nullish()
        .transform((conditions) => conditions ?? []),
    })
    .nullish(),
})
export type Canary = z.infer<typeof Canary>

/** Whether a body is an event, and not a gate of which the answer decides. */
export function isEvent(body: unknown): boolean {
  const metadata = recordIn(recordIn(body)['metadata'])
  return eventFields.every((name) => textIn(metadata[name]) !== null)
}

/** What is said to whatever is no event. */
export const gate =
  'Only webhooks of type event belong here. Flagger acts on the answer to any other: this one opens no gate and takes nothing back.'
