import { type Instant, SECOND } from './instant.ts'
import { parseInstant } from './parse-instant.ts'

/** How much may still be asked of an API before it wants a pause. */
export interface ApiBudget {
  /** Questions, or points where the API counts such. */
  readonly remaining: number
  /** Of so many; null where that is not told. */
  readonly limit: number | null
  /** When it is whole again; null where that is not told. */
  readonly resetsAt: Instant | null
}

/** Numbers above are seconds since 1970, below seconds from now. */
const longestSpan = 1_000_000_000

function resetOf(text: string | null, now: Instant): Instant | null {
  if (text === null) return null
  const seconds = Number(text)
  if (text.trim() === '' || !Number.isFinite(seconds)) return parseInstant(text)
  return seconds > longestSpan ? seconds * SECOND : now + seconds * SECOND
}

function countOf(text: string | null): number | null {
  // GitLab and others may tell several windows in one header; the first is the one that counts now.
  const count = Number(text?.split(',')[0] ?? Number.NaN)
  return Number.isInteger(count) && count >= 0 ? count : null
}

/**
 * What an answer's headers say of the limits of its API (`X-RateLimit-*`, as GitHub, Jira and Azure DevOps send them, or
 * `RateLimit-*`, as GitLab and PagerDuty do); null where they say nothing.
 *
 * @param header value of a header by its name in lower case
 */
export function budgetOf(header: (name: string) => string | null, now: Instant): ApiBudget | null {
  const either = (name: string): string | null => header(`ratelimit-${name}`) ?? header(`x-ratelimit-${name}`)
  const remaining = countOf(either('remaining'))
  if (remaining === null) return null
  return { remaining, limit: countOf(either('limit')), resetsAt: resetOf(either('reset'), now) }
}

/** Of two budgets the one of which less is left. */
export function lesser(a: ApiBudget | null, b: ApiBudget | null): ApiBudget | null {
  if (a === null || b === null) return a ?? b
  return b.remaining < a.remaining ? b : a
}
