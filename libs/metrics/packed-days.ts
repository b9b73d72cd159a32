import { deploymentKinds } from '#domain/delivery-event'
import { dayCounts as counts, type DayFact, emptyDay, flagCount, noFlags } from './day-fact.ts'

/** Rises with every change of the packed form. */
const form = 2

/** What says of kept days which zone they are of, and that they are of this form: days of another are not read. */
export function dayZoneOf(timeZone: string): string {
  return `${form} ${timeZone}`
}

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
  const leads = day.leads.flatMap((some) => Array.from(some)).toSorted((a, b) => a - b)
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

/** Reads packed numbers one after another. */
class PackedReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get at(): number {
    return this.#at
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** Passes over so many numbers: each ends with the first byte below 128. */
  skip(count: number): void {
    const bytes = this.#bytes
    let at = this.#at
    for (let left = count; left > 0; at += 1) if ((bytes[at] ?? this.#cut()) < 128) left -= 1
    this.#at = at
  }

  /** Reads numbers that never fall, the first of them signed, from `at` on into the places [from, to). */
  ascending(at: number, into: Float64Array, from: number, to: number): void {
    this.#at = at
    let value = this.nextSigned()
    into[from] = value
    for (let place = from + 1; place < to; place += 1) {
      value += this.next()
      into[place] = value
    }
  }

  /** Most numbers are of four bytes or fewer, which whole numbers of 32 bits hold. */
  next(): number {
    const bytes = this.#bytes
    let at = this.#at
    let byte = bytes[at] ?? this.#cut()
    let value = byte & 127
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      at += 1
      byte = bytes[at] ?? this.#cut()
      value |= (byte & 127) << shift
    }
    for (let scale = 2 ** 28; byte > 127; scale *= 128) {
      at += 1
      byte = bytes[at] ?? this.#cut()
      value += (byte & 127) * scale
    }
    this.#at = at + 1
    return value
  }

  nextSigned(): number {
    const value = this.next()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  #cut(): never {
    throw new RangeError(`Packed days of ${this.#bytes.length} bytes were cut short`)
  }
}

/** The lead times of one stream and day: where their bytes begin, how many there are, and the place of the day. */
interface Run {
  readonly reader: PackedReader
  readonly at: number
  readonly size: number
  readonly place: number
}

/**
 * Reads the packed days of several streams as one, by their number: what adds up is added, the lead times of a day stand in one
 * array, in no order. These are counted first and read then, each where it belongs: arrays that grow, one a day, would be copied
 * by every collection meanwhile.
 *
 * @throws RangeError when the bytes were cut
 */
export function unpackDays(packed: readonly Uint8Array[]): Map<number, DayFact> {
  const days = new Map<number, DayFact>()
  const places = new Map<number, number>()
  const sizes: number[] = []
  const runs: Run[] = []
  for (const bytes of packed) {
    const reader = new PackedReader(bytes)
    while (reader.left > 0) {
      const day = reader.nextSigned()
      let fact = days.get(day)
      if (fact === undefined) {
        fact = emptyDay(day)
        days.set(day, fact)
        places.set(day, sizes.length)
        sizes.push(0)
      }
      readDay(reader, fact)
      const size = reader.next()
      if (size === 0) continue
      const place = places.get(day) ?? 0
      runs.push({ reader, at: reader.at, size, place })
      sizes[place] = (sizes[place] ?? 0) + size
      reader.skip(size)
    }
  }
  const leads = leadsOf(runs, sizes)
  for (const [day, fact] of days) {
    const own = leads[places.get(day) ?? 0]
    if (own !== undefined && own.length > 0) fact.leads.push(own)
  }
  return days
}

/** The lead times of each place. */
function leadsOf(runs: readonly Run[], sizes: readonly number[]): Float64Array[] {
  let end = 0
  const next = sizes.map((size) => {
    end += size
    return end - size
  })
  const all = new Float64Array(end)
  for (const { reader, at, size, place } of runs) {
    const from = next[place] ?? 0
    reader.ascending(at, all, from, from + size)
    next[place] = from + size
  }
  return next.map((last, place) => all.subarray(last - (sizes[place] ?? 0), last))
}

/**
 * Reads the packed days of one stream, each of which is there once, as they come.
 *
 * @throws RangeError when the bytes were cut
 */
export function unpackOwnDays(bytes: Uint8Array): DayFact[] {
  const reader = new PackedReader(bytes)
  const days: DayFact[] = []
  while (reader.left > 0) {
    const fact = emptyDay(reader.nextSigned())
    readDay(reader, fact)
    const leads: number[] = []
    readLeads(reader, leads)
    if (leads.length > 0) fact.leads.push(leads)
    days.push(fact)
  }
  return days
}

/** All but the lead times, which come last. The counts one by one, as `dayCounts` orders them: by name they take twice as long. */
function readDay(reader: PackedReader, fact: DayFact): void {
  fact.attempts += reader.next()
  fact.failedAttempts += reader.next()
  fact.aborted += reader.next()
  fact.rework += reader.next()
  fact.following += reader.next()
  fact.covered += reader.next()
  fact.known += reader.next()
  fact.knownChanges += reader.next()
  addPairs(reader, fact.kinds, reader.next(), deploymentKinds.length)
  const flags = reader.next()
  if (flags > 0 && fact.flags === noFlags) fact.flags = Array.from({ length: flagCount }, () => 0)
  addPairs(reader, fact.flags, flags, flagCount)
}

function addPairs(reader: PackedReader, sums: number[], pairs: number, length: number): void {
  for (let pair = 0; pair < pairs; pair += 1) {
    const place = reader.next()
    const count = reader.next()
    if (place < length) sums[place] = (sums[place] ?? 0) + count
  }
}

/** A typed array costs more to make than a day's handful of numbers. */
function readLeads(reader: PackedReader, into: number[]): void {
  const size = reader.next()
  if (size === 0) return
  let lead = reader.nextSigned()
  into.push(lead)
  for (let index = 1; index < size; index += 1) {
    lead += reader.next()
    into.push(lead)
  }
}
