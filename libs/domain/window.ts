import type { Instant, Milliseconds } from './instant.ts'

/** Half-open [from, to) in an IANA time zone, which decides where local days, weeks and months begin. */
export interface Window {
  readonly from: Instant
  readonly to: Instant
  readonly timeZone: string
}

export type Bucket = 'DAY' | 'WEEK' | 'MONTH'

/** One calendar period of a window, clipped to it. `date` is the local day on which the whole period begins. */
export interface Period {
  readonly date: string
  readonly from: Instant
  readonly to: Instant
}

/** What a window may be asked by: either `from` and `to`, or `last`, which ends now. */
export interface WindowInput {
  readonly from?: Instant | null
  readonly to?: Instant | null
  /** ISO 8601 duration, such as P90D. */
  readonly last?: string | null
  readonly timeZone?: string | null
}

export interface WindowError {
  readonly code:
    | 'INCOMPLETE'
    | 'CONTRADICTION'
    | 'ENDS_BEFORE_IT_BEGINS'
    | 'TOO_LONG'
    | 'TIME_OUT_OF_RANGE'
    | 'UNKNOWN_TIME_ZONE'
    | 'BAD_DURATION'
  readonly field: 'from' | 'to' | 'last' | 'timeZone'
  readonly message: string
}

export type WindowResult =
  | { readonly ok: true; readonly window: Window }
  | { readonly ok: false; readonly error: WindowError }

/** The window that an input means at `now`; never throws. */
export declare function windowOf(input: WindowInput, now: Instant): WindowResult
/** Calendar periods of the window in order; the first and the last are clipped to it. Weeks begin on Monday. */
export declare function buckets(window: Window, by: Bucket): Period[]
/** Local days that the window touches, clipped to it. A day that the zone skipped whole is none. */
export declare function localDays(window: Window): Period[]
/** Number of local days in the window: a whole day is 1 whether it has 23, 24 or 25 hours; a part counts as its part. */
export declare function countDays(window: Window): number
/** Local days from Monday to Friday that the window touches. */
export declare function countWeekdays(window: Window): number
/** Milliseconds between two instants without local Saturdays and Sundays; negative when `to` is before `from`. */
export declare function elapsedWithoutWeekend(from: Instant, to: Instant, timeZone: string): Milliseconds
