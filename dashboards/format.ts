/** Numbers and times as words. The pages speak English everywhere, so that a number reads the same in a shared link. */

/** A text for the eye and one for a screen reader. */
export interface Words {
  readonly text: string
  readonly spoken: string
}

const units = [
  { seconds: 86_400, short: 'd', long: 'day' },
  { seconds: 3_600, short: 'h', long: 'hour' },
  { seconds: 60, short: 'min', long: 'minute' },
  { seconds: 1, short: 's', long: 'second' },
] as const

/** Joins what must stay on one line. */
const glue = '\u00A0'
const minus = '\u2212'

/**
 * Seconds as at most two units, rounded to the smaller: `45 s`, `18 h 20 min`, `3 d 4 h`, `23 d`. From ten of the larger
 * unit of days on the smaller is left out, for it would claim a precision that nobody has.
 */
export function duration(seconds: number): Words {
  if (seconds < 0) {
    const { text, spoken } = duration(-seconds)
    return { text: `${minus}${text}`, spoken: `minus ${spoken}` }
  }
  const [first, second] = split(seconds)
  const parts = second.count === 0 ? [first] : [first, second]
  return {
    text: parts.map(({ count, short }) => `${count}${glue}${short}`).join(glue),
    spoken: parts.map(({ count, long }) => plural(count, long)).join(' '),
  }
}

interface Part {
  readonly count: number
  readonly short: string
  readonly long: string
}

function nearest(seconds: number, step: number): number {
  return Math.round(seconds / step) * step
}

function split(seconds: number): [Part, Part] {
  for (const [index, unit] of units.entries()) {
    const next = units[index + 1]
    if (next === undefined) break
    // What rounds up to it in the units below: `23 h 54 min` is no day.
    if (nearest(seconds, units[index + 2]?.seconds ?? next.seconds) < unit.seconds) continue
    const coarse = unit.short === 'd' && seconds >= 10 * unit.seconds
    const rounded = nearest(seconds, coarse ? unit.seconds : next.seconds)
    const count = Math.floor(rounded / unit.seconds)
    const rest = Math.round((rounded - count * unit.seconds) / next.seconds)
    return [
      { count, short: unit.short, long: unit.long },
      { count: rest, short: next.short, long: next.long },
    ]
  }
  const none = { count: 0, short: 's', long: 'second' }
  return [{ ...none, count: Math.round(seconds) }, none]
}

/** A share (0 to 1) in percent. What is not exactly none or all is never shown as 0 or 100 %. */
export function percent(share: number): Words {
  const value = share * 100
  const digits = value >= 9.95 && value < 99 ? 0 : 1
  const number = trimmed(value, digits)
  if (number === '0' && share > 0) return { text: `<${glue}0.1${glue}%`, spoken: 'less than 0.1 percent' }
  if (number === '100' && share < 1) return { text: `>${glue}99.9${glue}%`, spoken: 'more than 99.9 percent' }
  return { text: `${number}${glue}%`, spoken: `${number} percent` }
}

/** A plain number with as many digits as help: `0.23`, `4.2`, `12`, `1,204`. */
export function quantity(value: number): string {
  const size = Math.abs(value)
  if (size >= 9.95) return group(Math.round(value))
  if (size >= 0.995) return trimmed(value, 1)
  const number = trimmed(value, 2)
  return number === '0' && value > 0 ? `<${glue}0.01` : number
}

/** Deployments a week. */
export function perWeek(value: number): Words {
  return { text: `${quantity(value)}${glue}/${glue}week`, spoken: `${quantity(value)} per week` }
}

/** A whole number with separators: `10,398`. */
export function group(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 0 })
}

/** `1 day`, `3 days`; the plural is formed with an s, or given. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${group(count)} ${count === 1 ? one : many}`
}

function trimmed(value: number, digits: number): string {
  const fixed = value.toFixed(digits)
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}

const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${JSON.stringify(options)}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-GB', { timeZone, ...options })
  formatters.set(key, made)
  return made
}

/** An instant in a zone, to the minute: `2 Mar 2026, 09:00`. */
export function moment(iso: string, timeZone: string): string {
  return formatter(timeZone, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(Date.parse(iso))
}

/** The local date of an instant: `2 Mar 2026`. */
export function day(iso: string, timeZone: string): string {
  return formatter(timeZone, { day: 'numeric', month: 'short', year: 'numeric' }).format(Date.parse(iso))
}

export type Bucket = 'DAY' | 'WEEK' | 'MONTH'

/** What stands under a bucket of a chart: `2 Mar` for days and weeks (their Monday), `Mar 2026` for months. */
export function bucketLabel(startIso: string, by: Bucket, timeZone: string): string {
  if (by === 'MONTH') return formatter(timeZone, { month: 'short', year: 'numeric' }).format(Date.parse(startIso))
  return formatter(timeZone, { day: 'numeric', month: 'short' }).format(Date.parse(startIso))
}

/** A half-open stretch in words, its last day included: `2 Mar 2026 – 8 Mar 2026`, or one day alone. */
export function stretch(fromIso: string, toIso: string, timeZone: string): string {
  const first = day(fromIso, timeZone)
  const last = day(new Date(Date.parse(toIso) - 1).toISOString(), timeZone)
  return first === last ? first : `${first} – ${last}`
}

/** The same to the minute where an end of it is no midnight of the zone: `3 Mar 2026, 09:00 – 3 Mar 2026, 10:00`; of none, its moment. */
export function exactStretch(fromIso: string, toIso: string, timeZone: string): string {
  if (Date.parse(fromIso) >= Date.parse(toIso)) return moment(fromIso, timeZone)
  const ends = [moment(fromIso, timeZone), moment(toIso, timeZone)]
  const days = ends.every((end) => end.endsWith(', 00:00'))
  return days ? stretch(fromIso, toIso, timeZone) : ends.join(' – ')
}

/** How long before `nowIso`: `just now`, `5 minutes ago`, `3 days ago`. */
export function ago(iso: string, nowIso: string): string {
  const seconds = (Date.parse(nowIso) - Date.parse(iso)) / 1000
  if (seconds < -60) return 'in the future'
  if (seconds < 60) return 'just now'
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${plural(minutes, 'minute')} ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 36) return `${plural(hours, 'hour')} ago`
  const days = Math.floor(hours / 24)
  if (days < 90) return `${plural(days, 'day')} ago`
  if (days < 730) return `${plural(Math.round(days / 30.44), 'month')} ago`
  return `${plural(Math.floor(days / 365.25), 'year')} ago`
}

/** An ISO 8601 duration of whole units in words: `90 days`, `1 year`; anything else as it stands. */
export function spanWords(isoDuration: string): string {
  const [, count, unit] = /^P(\d+)([DWMY])$/.exec(isoDuration) ?? []
  const word = { D: 'day', W: 'week', M: 'month', Y: 'year' }[unit ?? '']
  return count === undefined || word === undefined ? isoDuration : plural(Number(count), word)
}

/** A commit hash or digest as people name it. */
export function shortSha(sha: string): string {
  const bare = sha.replace(/^sha256:/, '')
  return /^[0-9a-f]{12,}$/i.test(bare) ? bare.slice(0, 10) : sha
}

/** A version as people name it: of an image with its registry the tag alone, of a hash its beginning. */
export function shortVersion(version: string): string {
  const tag = /^[^\s:]+(?::\d+)?\/[^\s:]+:([\w.-]+)$/.exec(version)?.[1]
  return shortSha(tag ?? version)
}

/** The address if a browser may follow it safely (http and https), else null: it comes from whoever sent the event. */
export function safeUrl(url: string | null): string | null {
  if (url === null) return null
  try {
    const { protocol, href } = new URL(url)
    return protocol === 'https:' || protocol === 'http:' ? href : null
  } catch {
    return null
  }
}

/** A repository as people read it: `shop%20mono`, as addresses spell it, is `shop mono`. What hides signs stays as it is. */
export function repositoryText(name: string): string {
  try {
    const text = decodeURIComponent(name)
    return /\p{C}/u.test(text) ? name : text
  } catch {
    return name
  }
}
