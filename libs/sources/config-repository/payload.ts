import * as z from 'zod'
import { linkMethods } from '#domain/statement-attributes'

const value = z.object({
  path: z.string(),
  key: z.string(),
  image: z.string().optional(),
  tag: z.string().optional(),
  digest: z.string().optional(),
  chart: z.string().optional(),
  ref: z.string().optional(),
  repository: z.string().optional(),
})

const resolution = z.union([
  z.object({
    sha: z.string(),
    method: z.enum(linkMethods),
    confidence: z.enum(['HIGH', 'MEDIUM']),
  }),
  z.object({ reason: z.enum(['UNKNOWN', 'AMBIGUOUS', 'MUTABLE']), candidates: z.array(z.string()) }),
])

const bump = z.object({
  service: z.string(),
  environment: z.string(),
  placement: z.string().nullable(),
  at: z.number(),
  moved: z.array(value),
  images: z.array(value),
  previous: z.array(value).nullable(),
  /** Added by who looked for the commit. */
  resolution: resolution.optional(),
  sourceRepository: z.string().optional(),
})

/** A config commit as JSON, as `history.ts` reads it. */
export const ConfigCommitPayload = z.object({
  configRepository: z.string().min(1),
  sha: z.string().min(1),
  parents: z.array(z.string()),
  authoredAt: z.number(),
  committedAt: z.number(),
  author: z.object({ name: z.string(), email: z.string() }),
  message: z.string(),
  transport: z.boolean(),
  paths: z.array(z.string()),
  bumps: z.array(bump),
})
export type ConfigCommitPayload = z.infer<typeof ConfigCommitPayload>
