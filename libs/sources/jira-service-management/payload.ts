import * as z from 'zod'
import { shortMessage } from '#domain/masked-text'
import { parseInstant } from '#domain/parse-instant'
import { keptBy } from '../kept-by.ts'

/** Thousandths of a second, as a creation is told, or billionths, as every other moment is. */
function isoOf(time: string | number): string | null {
  if (typeof time === 'string') return parseInstant(time) === null ? null : time
  const billionths = time >= 1e16 ? time : time * 1e6
  const at = new Date(Math.round(billionths / 1e6))
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

const Time = z.union([z.string(), z.number()]).transform((time, context) => {
  const iso = isoOf(time)
  if (iso !== null) return iso
  context.addIssue({ code: 'custom', message: 'it is no time' })
  return z.NEVER
})

const text = z.string().nullish()

/** Whatever a monitor wrote: kept in short, and so read. */
const Message = z.string().transform(shortMessage)

/** Of the details, which are whatever somebody put there, those that say something here. */
const Details = z.object({
  service: text,
  app: text,
  environment: text,
  env: text,
  leadline_incident: text,
  'leadline/deployment': text,
})

export const Delivery = z.object({
  action: z.string(),
  alert: z.object({
    alertId: z.string().min(1),
    /** By which what is raised again is known, as long as it is open. */
    alias: text,
    message: Message.nullish(),
    entity: text,
    /** `P1` to `P5`. */
    priority: text,
    tags: z.array(z.string()).max(1_000).nullish(),
    details: Details.nullish(),
    createdAt: Time,
    updatedAt: Time.nullish(),
  }),
})
export type Delivery = z.infer<typeof Delivery>

export const Head = z.object({ action: z.string(), alert: z.unknown() })

/** What of a webhook is stored: ids, times, message, tags and priority; nobody's name or address, no descriptions and notes. */
export function reduced(body: unknown): unknown {
  return keptBy(Delivery, body, new Map([[Message, shortMessage]])) ?? {}
}
