import { deploymentKinds } from '#domain/delivery-event'
import { type DayFact, emptyDay, flagBearers, recordFlags } from './day-fact.ts'

const flagCount = flagBearers.length * recordFlags.length
const counts = ['attempts', 'failedAttempts', 'aborted', 'rework', 'following', 'covered', 'known', 'knownChanges'] as const

/**
 * A day as bytes, low byte first: int32 counts, then (place, count) of the flags that were met, then the lead times as
 * float64 milliseconds, ascending. Its length is a multiple of eight, so that days can be read one after another.
 */
export function packDay(day: DayFact): Buffer {
  const met = day.flags.flatMap((count, place) => (count > 0 ? [place, count] : []))
  const leads = Float64Array.from(day.leads.flatMap((values) => [...values])).sort()
  const head = [day.day, leads.length, met.length / 2, ...counts.map((name) => day[name]), ...day.kinds, ...met]
  const bytes = Buffer.alloc(head.length * 4 + leads.length * 8)
  for (const [index, value] of head.entries()) bytes.writeInt32LE(value, index * 4)
  for (const [index, value] of leads.entries()) bytes.writeDoubleLE(value, head.length * 4 + index * 8)
  return bytes
}

/**
 * Reads packed days one after another into days by their number; days that are there already grow.
 *
 * @throws RangeError when the bytes were cut
 */
export function unpackDays(packed: Uint8Array, into: Map<number, DayFact> = new Map()): Map<number, DayFact> {
  const bytes = aligned(packed)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at < bytes.byteLength) {
    const day = view.getInt32(at, true)
    const leads = view.getInt32(at + 4, true)
    const flags = view.getInt32(at + 8, true)
    const fact = into.get(day) ?? emptyDay(day)
    into.set(day, fact)
    at = addCounts(view, at + 12, flags, fact)
    if (at + leads * 8 > bytes.byteLength) throw new RangeError(`Packed days of ${bytes.byteLength} bytes were cut short`)
    if (leads > 0) fact.leads.push(doubles(bytes, view, at, leads))
    at += leads * 8
  }
  return into
}

function addCounts(view: DataView, start: number, flags: number, fact: DayFact): number {
  let at = start
  for (const name of counts) {
    fact[name] += view.getInt32(at, true)
    at += 4
  }
  for (let kind = 0; kind < deploymentKinds.length; kind += 1) {
    fact.kinds[kind] = (fact.kinds[kind] ?? 0) + view.getInt32(at, true)
    at += 4
  }
  for (let met = 0; met < flags; met += 1) {
    const place = view.getInt32(at, true)
    if (place < flagCount) fact.flags[place] = (fact.flags[place] ?? 0) + view.getInt32(at + 4, true)
    at += 8
  }
  return at
}

/** Whether this machine keeps the low byte first, as the packed form does. */
const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes)
}

function doubles(bytes: Uint8Array, view: DataView, at: number, count: number): Float64Array {
  if (littleEndian && bytes.buffer instanceof ArrayBuffer) return new Float64Array(bytes.buffer, bytes.byteOffset + at, count)
  return Float64Array.from({ length: count }, (_, index) => view.getFloat64(at + index * 8, true))
}
