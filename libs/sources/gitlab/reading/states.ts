import * as z from 'zod'

/** How far a list was read that is in the order of change. */
export const UpdatedState = z.object({
  /** When the last that was read had changed. */
  until: z.string().nullable().default(null),
  /** What of those that are listed again was read as it is. */
  seen: z.array(z.string()).default([]),
  /** What could not be read where the last reading ended, and in how many readings. */
  held: z.array(z.tuple([z.string(), z.number()])).default([]),
})
export type UpdatedState = z.infer<typeof UpdatedState>

/** How far a list was read back that begins with the newest. */
export const BackState = z.object({ until: z.string().nullable().default(null) })

/** How far the default branch was read. */
export const BranchState = z.object({
  /** All that leads to it was read. */
  head: z.string().nullable().default(null),
  /** What is being read. */
  going: z.object({ to: z.string(), next: z.string() }).nullable().default(null),
})
