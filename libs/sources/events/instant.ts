import { DAY, type Instant } from '#domain/instant'

/** Before this nobody delivered software that anybody measures: a time before 1990 is a mistake. */
export const earliest: Instant = Date.UTC(1990, 0, 1)

/** How far ahead of our clock a sender's clock may be. */
export const ahead = DAY

/** ISO 8601 in UTC with milliseconds: the one way in which times are written. */
export function isoInstant(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** Fields that hold a time are called `at` or end in `At`. */
export function isTimeField(name: string): boolean {
  return name === 'at' || name.endsWith('At')
}
