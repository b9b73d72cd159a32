import { parseInstant } from '#domain/parse-instant'

/** What Azure DevOps writes where there is no time: the first moment that .NET knows. */
const never = /^0001-01-01T/

/** Whether a text stands for no time at all. */
export function isNever(text: string): boolean {
  return never.test(text)
}

/** A time as Azure DevOps writes it, with seven digits of a second, in UTC; null where it names no moment. */
export function timeText(text: string): string | null {
  const instant = parseInstant(text)
  return instant === null ? null : new Date(instant).toISOString()
}
