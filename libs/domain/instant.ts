/** A moment in the world: milliseconds since 1970-01-01T00:00:00Z. Whole numbers only. */
export type Instant = number

/** A span of time in milliseconds; negative when clocks disagree, and then flagged, never clamped. */
export type Milliseconds = number

export const SECOND: Milliseconds = 1_000
export const MINUTE: Milliseconds = 60 * SECOND
export const HOUR: Milliseconds = 60 * MINUTE
export const DAY: Milliseconds = 24 * HOUR
