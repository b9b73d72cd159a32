import { SECOND } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'

/** A time of ServiceNow (`2026-03-02 09:00:00`, in UTC) as ISO 8601; null where there is none, or it is none. */
export function isoOf(time: string | null | undefined): string | null {
  const text = time?.trim() ?? ''
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? parseInstant(`${text.replace(' ', 'T')}Z`) : null
  return at === null ? null : new Date(at).toISOString()
}

/** An instant as ServiceNow writes it, to the second. */
export function serviceNowTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** The second behind one that ServiceNow wrote. */
export function secondAfter(time: string): string {
  const at = parseInstant(isoOf(time) ?? '')
  return at === null ? time : serviceNowTime(at + SECOND)
}
