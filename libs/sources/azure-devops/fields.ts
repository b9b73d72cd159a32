import * as z from 'zod'
import { isNever, timeText } from './times.ts'

/** In UTC; null where Azure DevOps writes the year 1. */
export const maybeTime = z
  .string()
  .transform((text, context) => {
    if (isNever(text)) return null
    const read = timeText(text)
    if (read !== null) return read
    context.addIssue({ code: 'custom', message: 'it is no time with an offset' })
    return z.NEVER
  })
  .nullish()
export const time = z.string().transform((text, context) => {
  const read = isNever(text) ? null : timeText(text)
  if (read !== null) return read
  context.addIssue({ code: 'custom', message: 'it is no time with an offset' })
  return z.NEVER
})
export const text = z.string().nullish()
export const flag = z.boolean().nullish()
export const number = z.number().nullish()
