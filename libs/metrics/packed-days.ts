import { deploymentKinds } from '#domain/delivery-event'
import { type DayFact, emptyDay, flagCount, noFlags } from './day-fact.ts'

const counts = [
  'attempts',
  'failedAttempts',
  'aborted',
  'rework',
  'following',
  'covered',
  'known',
  'knownChanges',
] as const

/**
 * A day as bytes: whole numbers, seven bits a byte, the low ones first (LEB128). The day; eight counts; how many kinds
 * occur, and which, how often; likewise flags; how many lead times there are, the shortest of them, and by how much each
 * is longer than the one before, in milliseconds. What may be negative has its sign in the lowest bit. Days can be read
 * one after another, in any order.
 *
 * @throws RangeError for what is no whole number
 */
export function packDay(day: DayFact): Buffer {
  const bytes: number[] = []
  const put = (value: number): void => {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} cannot be packed`)
    let rest = value
    while (rest > 127) {
      bytes.push((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    bytes.push(rest)
  }
  const putSigned = (value: number): void => put(value < 0 ? -2 * value - 1 : 2 * value)
  const putSparse = (values: readonly number[]): void => {
    const met = values.flatMap((count, place) => (count > 0 ? [place, count] : []))
    put(met.length / 2)
    for (const value of met) put(value)
  }
  const leads = Float64Array.from(day.leads.flatMap((values) => [...values])).sort()
  putSigned(day.day)
  for (const name of counts) put(day[name])
  putSparse(day.kinds)
  putSparse(day.flags)
  put(leads.length)
  for (const [index, value] of leads.entries()) {
    if (index === 0) putSigned(value)
    else put(value - (leads[index - 1] ?? 0))
  }
  return Buffer.from(bytes)
}

/**
 * Reads packed days one after another into days by their number; days that are there already grow.
 *
 * @throws RangeError when the bytes were cut
 */
export function unpackDays(bytes: Uint8Array, into: Map<number, DayFact> = new Map()): Map<number, DayFact> {
  const end = bytes.length
  let at = 0
  const cut = (): RangeError => new RangeError(`Packed days of ${end} bytes were cut short`)
  const next = (): number => {
    let byte = bytes[at++]
    if (byte === undefined) throw cut()
    if (byte < 128) return byte
    let value = byte - 128
    let scale = 128
    do {
      byte = bytes[at++]
      if (byte === undefined) throw cut()
      value += (byte < 128 ? byte : byte - 128) * scale
      scale *= 128
    } while (byte > 127)
    return value
  }
  const nextSigned = (): number => {
    const value = next()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  while (at < end) {
    const day = nextSigned()
    let fact = into.get(day)
    if (fact === undefined) {
      fact = emptyDay(day)
      into.set(day, fact)
    }
    fact.attempts += next()
    fact.failedAttempts += next()
    fact.aborted += next()
    fact.rework += next()
    fact.following += next()
    fact.covered += next()
    fact.known += next()
    fact.knownChanges += next()
    for (let kinds = next(); kinds > 0; kinds -= 1) {
      const kind = next()
      const count = next()
      if (kind < deploymentKinds.length) fact.kinds[kind] = (fact.kinds[kind] ?? 0) + count
    }
    const flags = next()
    if (flags > 0 && fact.flags === noFlags) fact.flags = Array.from({ length: flagCount }, () => 0)
    for (let met = 0; met < flags; met += 1) {
      const place = next()
      const count = next()
      if (place < flagCount) fact.flags[place] = (fact.flags[place] ?? 0) + count
    }
    const size = next()
    if (size === 0) continue
    if (size > end - at) throw cut()
    const leads = new Float64Array(size)
    let lead = nextSigned()
    leads[0] = lead
    for (let index = 1; index < size; index += 1) {
      lead += next()
      leads[index] = lead
    }
    fact.leads.push(leads)
  }
  return into
}
