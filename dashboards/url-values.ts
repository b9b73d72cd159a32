/** The values that the parameters of an address take: what each must look like, and what it stands for. Pure. */

/**
 * What stretch of time: an ISO 8601 duration that ends now, or a half-open pair. The pair is of local dates (`2026-03-02`,
 * midnight in the chosen zone) or of instants (`2026-03-02T09:30:00Z`).
 */
export type TimeRange = { readonly last: string } | { readonly from: string; readonly to: string }

/** A part of the window that the evidence is narrowed to; instants, half-open. */
export interface Focus {
  readonly from: string
  readonly to: string
}

/** How far pages look back when nobody says otherwise. */
export const usualLength = 'P90D'

const durationPattern = /^P(?=\d|T\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?(T(\d{1,5}H)?(\d{1,6}M)?)?$/
const datePattern = /^\d{4}-\d{2}-\d{2}$/
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/** Whether this is a duration that the API takes, such as `P90D`; nothing that lasts no time. */
export function isDuration(text: string): boolean {
  return durationPattern.test(text) && /[1-9]/.test(text) && !text.endsWith('T')
}

/** Whether this is a real date (`2026-03-02`) or a real instant with its offset. */
export function isMoment(text: string): boolean {
  if (instantPattern.test(text)) return !Number.isNaN(Date.parse(text))
  if (!datePattern.test(text)) return false
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

/** Whether the browser knows this IANA time zone. */
export function isTimeZone(text: string): boolean {
  if (text === '' || text.length > 60) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== ''
  } catch {
    return false
  }
}

/** Whether something can be called so. */
export function isName(text: string): boolean {
  return text !== '' && text.length <= 1000
}

/** The text where it is given and fits. */
export function accepted(text: string | null, accepts: (text: string) => boolean): string | null {
  return text !== null && accepts(text) ? text : null
}

/** The window of an address: a pair of ends goes before a length. */
export function parseRange(parameters: URLSearchParams): TimeRange {
  const from = accepted(parameters.get('from'), isMoment)
  const to = accepted(parameters.get('to'), isMoment)
  if (from !== null && to !== null && Date.parse(from) < Date.parse(to)) return { from, to }
  return { last: accepted(parameters.get('last'), isDuration) ?? usualLength }
}

/** `FROM~TO`; null for anything else. */
export function parseFocus(text: string | null): Focus | null {
  const [from, to, more] = text?.split('~') ?? []
  if (from === undefined || to === undefined || more !== undefined) return null
  if (!instantPattern.test(from) || !instantPattern.test(to)) return null
  return Date.parse(from) < Date.parse(to) ? { from, to } : null
}
