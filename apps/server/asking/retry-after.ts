import type { IncomingHttpHeaders } from 'node:http'
import type { Instant } from '#domain/instant'

/** A date of HTTP (RFC 9110), as it is written today and as it was. */
const httpDate = /^[A-Z][a-z]+, \d{2}[ -][A-Z][a-z]{2}[ -](?:\d{4}|\d{2}) \d{2}:\d{2}:\d{2} GMT$/

/** The seconds for which `Retry-After` asks to be left alone, said as seconds or as a date; null where it says neither. */
export function retryAfterSeconds(header: string | undefined, now: Instant): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const at = httpDate.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1_000))
}

/**
 * The seconds for which an answer asks to be left alone: by `Retry-After`, or as GitHub does, whose count of what may still be
 * asked has come to nothing and begins anew at a time; null where it asks for none.
 */
export function pauseAskedFor(headers: IncomingHttpHeaders, now: Instant): number | null {
  const asked = retryAfterSeconds(headers['retry-after'], now)
  if (asked !== null || headers['x-ratelimit-remaining'] !== '0') return asked
  const reset = Number(headers['x-ratelimit-reset'])
  return Number.isFinite(reset) ? Math.max(0, Math.ceil(reset - now / 1_000)) : null
}
