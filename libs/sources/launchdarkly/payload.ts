import * as z from 'zod'
import { keptBy } from '../kept-by.ts'

/** A version of a flag: in which environments it is on. */
const Version = z.object({
  tags: z.array(z.string()).nullish(),
  environments: z.record(z.string(), z.object({ on: z.boolean().nullish() })).nullish(),
})
export type Version = z.infer<typeof Version>

/** The head of any entry of the audit log. */
export const Head = z.object({ kind: z.string() })

/** An entry of the audit log that is about a flag. */
export const Entry = z.object({
  _id: z.string().min(1).nullish(),
  kind: z.string(),
  /** Milliseconds. */
  date: z.number({
    error: ({ input }) => `it is ${input == null ? 'missing' : 'no number'}; the time of the entry, in milliseconds`,
  }),
  titleVerb: z.string().nullish(),
  comment: z.string().nullish(),
  accesses: z.array(z.object({ action: z.string(), resource: z.string() })),
  currentVersion: Version.nullish(),
  previousVersion: Version.nullish(),
})
export type Entry = z.infer<typeof Entry>

/** What of an entry is stored: what is told of it, and nobody's name or address. */
export function reduced(body: unknown): unknown {
  return keptBy(Entry, body) ?? {}
}
