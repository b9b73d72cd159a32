import { DAY, type Instant, type Milliseconds, SECOND } from './instant.ts'

/**
 * Offset of a few UTC days, asked of `Intl` once. A span in which the offset changes remembers the moment; no zone ever
 * changed twice within three days (Freetown did within four, in 1939).
 */
type SpanOffset =
  | Milliseconds
  | { readonly before: Milliseconds; readonly changesAt: Instant; readonly after: Milliseconds }

interface Zone {
  readonly clock: Intl.DateTimeFormat
  readonly spans: Map<number, SpanOffset>
}

const SPAN = 3 * DAY
/** Of all zones together, some 40 MB; what is beyond is asked again. */
const maxSpans = 400_000
let keptSpans = 0
/** Clocks are large. */
const maxZones = 1_024
/** By their names as they were written, and in lower case: no other writing of a name is another zone. */
const zones = new Map<string, Zone>()

/** Whether the runtime knows the IANA name (matched without regard to case). Bare offsets such as +05:30 are no zones. */
export function isTimeZone(name: string): boolean {
  return zoneOf(name) !== null
}

/** Local clock time minus UTC. Throws a RangeError for a zone that is not known; ask `isTimeZone` first. */
export function offsetAt(timeZone: string, at: Instant): Milliseconds {
  if (timeZone === 'UTC') return 0

  const zone = zoneOf(timeZone)
  if (zone === null) throw new RangeError(`Unknown time zone ${JSON.stringify(timeZone)}`)

  const offset = spanOffset(zone, Math.floor(at / SPAN))
  if (typeof offset === 'number') return offset
  return at < offset.changesAt ? offset.before : offset.after
}

/**
 * The first instant at which the local clock shows `local` (milliseconds of that clock, counted as if it were UTC) or,
 * where the zone skipped it, the instant of the jump over it.
 */
export function firstInstantOf(timeZone: string, local: number): Instant {
  if (timeZone === 'UTC') return local

  // No zone was ever more than 16 h from UTC, so a day before and after is safe.
  const before = offsetAt(timeZone, local - DAY)
  const after = offsetAt(timeZone, local + DAY)
  const early = local - before
  if (offsetAt(timeZone, early) === before) return early
  const late = local - after
  if (offsetAt(timeZone, late) === after) return late
  return jumpOver(timeZone, local)
}

/** Bisects for the first instant whose local clock is past `local`, which it jumps over within a day. */
function jumpOver(timeZone: string, local: number): Instant {
  let low = local - DAY
  let high = local + DAY
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (middle + offsetAt(timeZone, middle) >= local) high = middle
    else low = middle
  }
  return high
}

function zoneOf(name: string): Zone | null {
  const known = zones.get(name)
  if (known !== undefined) return known
  if (name.length > 64 || !/^[A-Za-z]/.test(name)) return null

  const lower = name.toLowerCase()
  const zone = zones.get(lower) ?? openZone(lower)
  if (zone === null) return null
  if (zones.size >= maxZones) forget()
  zones.set(lower, zone)
  zones.set(name, zone)
  return zone
}

function forget(): void {
  zones.clear()
  keptSpans = 0
}

function openZone(timeZone: string): Zone | null {
  try {
    const clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'iso8601',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    return { clock, spans: new Map() }
  } catch {
    return null
  }
}

function spanOffset(zone: Zone, span: number): SpanOffset {
  const known = zone.spans.get(span)
  if (known !== undefined) return known

  const from = span * SPAN
  const before = askOffset(zone.clock, from)
  const after = askOffset(zone.clock, from + SPAN)
  const offset = before === after ? before : { before, changesAt: changeOf(zone.clock, from, before), after }
  if (keptSpans >= maxSpans) forget()
  zone.spans.set(span, offset)
  keptSpans += 1
  return offset
}

/** Zones change on whole seconds. */
function changeOf(clock: Intl.DateTimeFormat, from: Instant, before: Milliseconds): Instant {
  let low = from
  let high = from + SPAN
  while (high - low > SECOND) {
    const middle = low + Math.floor((high - low) / (2 * SECOND)) * SECOND
    if (askOffset(clock, middle) === before) low = middle
    else high = middle
  }
  return high
}

const clockText = /^(\d+)\D+(\d\d)\D+(\d\d)\D+(\d\d)\D+(\d\d)\D+(\d\d)$/

function askOffset(clock: Intl.DateTimeFormat, at: Instant): Milliseconds {
  const read = clockText.exec(clock.format(at))
  if (read === null) throw new Error(`Intl gave a local time that is not understood: ${clock.format(at)}`)

  const [, year, month, day, hour, minute, second] = read.map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - at
}
