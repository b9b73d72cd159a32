import { parseInstant } from '#domain/parse-instant'

/** `2017-12-10 17:01:11 UTC` and `2021-04-28 21:50:00 +0200`, as Ruby writes a time. */
const ofRuby = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,12})?) (?:UTC|([+-]\d\d):?(\d\d))$/

/**
 * A time as GitLab writes it, in UTC: ISO 8601, or as Ruby does, which differs from field to field and from version to
 * version. Null where it names no moment: a time without its offset is none.
 */
export function timeText(text: string): string | null {
  const iso = text.replace(ofRuby, (_, date: string, time: string, hours?: string, minutes?: string) =>
    hours === undefined ? `${date}T${time}Z` : `${date}T${time}${hours}:${minutes}`,
  )
  const instant = parseInstant(iso)
  return instant === null ? null : new Date(instant).toISOString()
}
