import { InvalidArgumentError } from 'commander'
import { startOfDay } from '#domain/calendar'
import { parseDuration } from '#domain/duration'
import { DAY } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import { isTimeZone } from '#domain/time-zone'
import { isoInstant } from '#sources/events/instant'

export const usualWindow = 'P90D'

/** For an option that takes a time zone. */
export function zone(value: string): string {
  if (!isTimeZone(value)) throw new InvalidArgumentError('It is no time zone; write it as Europe/Berlin.')
  return value
}

/** A date is the beginning of that local day; anything else must be an instant. */
function instantOf(option: string, text: string, timeZone: string): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text)
  const at = parseInstant(isDate ? `${text}T00:00:00Z` : text)
  if (at === null) throw new Error(`${option} ${text} is no date; write it as 2026-03-02, or 2026-03-02T09:00:00Z.`)
  return isoInstant(isDate ? startOfDay(at / DAY, timeZone) : at)
}

export interface WindowOptions {
  readonly from?: string
  readonly to?: string
  readonly timeZone: string
}

export type AskedWindow =
  | { readonly last: string; readonly timeZone: string }
  | { readonly from: string; readonly to: string; readonly timeZone: string }

/** `WindowInput` of the API, of a length that ends now (given by the option of this name) or of two ends. */
export function windowOf(
  option: string,
  length: string | undefined,
  { from, to, timeZone }: WindowOptions,
): AskedWindow {
  if (length !== undefined && parseDuration(length) === null)
    throw new Error(`${option} ${length} is no duration; write it as P30D, P3M or P1Y.`)
  if (from === undefined && to === undefined) return { last: length ?? usualWindow, timeZone }
  if (length !== undefined)
    throw new Error(`${option} ends now, and --from and --to say both ends: give the one or the others, not both.`)
  if (from === undefined) throw new Error('--to needs --from: say when the window begins.')
  const end = to === undefined ? new Date().toISOString() : instantOf('--to', to, timeZone)
  return { from: instantOf('--from', from, timeZone), to: end, timeZone }
}
