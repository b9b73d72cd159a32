import { DAY, type Instant, type Milliseconds, SECOND } from './instant.ts'

/**
 * Offset of one UTC day, asked of `Intl` once. A day in which the offset changes remembers the moment; no zone changes
 * twice in a day.
 */
type DayOffset =
  | Milliseconds
  | { readonly before: Milliseconds; readonly changesAt: Instant; readonly after: Milliseconds }

interface Zone {
  readonly clock: Intl.DateTimeFormat
  readonly days: Map<number, DayOffset>
}

/** 180 years of days; what is beyond is asked again. */
const maxDays = 65_536
const maxZones = 1_024
const zones = new Map<string, Zone | null>()

/** Whether the runtime knows the IANA name (matched without regard to case). Bare offsets such as +05:30 are no zones. */
export function isTimeZone(name: string): boolean {
  return zoneOf(name) !== null
}

/** Local clock time minus UTC. Throws a RangeError for a zone that is not known; ask `isTimeZone` first. */
export function offsetAt(timeZone: string, at: Instant): Milliseconds {
  if (timeZone === 'UTC') return 0

  const zone = zoneOf(timeZone)
  if (zone === null) throw new RangeError(`Unknown time zone ${JSON.stringify(timeZone)}`)

  const offset = dayOffset(zone, Math.floor(at / DAY))
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

  const zone = openZone(name)
  if (zones.size >= maxZones) zones.clear()
  zones.set(name, zone)
  return zone
}

function openZone(timeZone: string): Zone | null {
  if (timeZone.length > 64 || !/^[A-Za-z]/.test(timeZone)) return null
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
    return { clock, days: new Map() }
  } catch {
    return null
  }
}

function dayOffset(zone: Zone, day: number): DayOffset {
  const known = zone.days.get(day)
  if (known !== undefined) return known

  const from = day * DAY
  const before = askOffset(zone.clock, from)
  const after = askOffset(zone.clock, from + DAY)
  const offset = before === after ? before : { before, changesAt: changeOf(zone.clock, from, before), after }
  if (zone.days.size >= maxDays) zone.days.clear()
  zone.days.set(day, offset)
  return offset
}

/** Zones change on whole seconds. */
function changeOf(clock: Intl.DateTimeFormat, from: Instant, before: Milliseconds): Instant {
  let low = from
  let high = from + DAY
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
