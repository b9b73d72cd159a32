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

  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** Most numbers are of four bytes or fewer, which whole numbers of 32 bits hold. */
  next(): number {
    const bytes = this.#bytes
    let at = this.#at
    let byte = bytes[at] ?? this.cut()
    let value = byte & 127
    for (let shift = 7; byte > 127 && shift < 28; shift += 7) {
      at += 1
      byte = bytes[at] ?? this.cut()
      value |= (byte & 127) << shift
    }
    for (let scale = 2 ** 28; byte > 127; scale *= 128) {
      at += 1
      byte = bytes[at] ?? this.cut()
      value += (byte & 127) * scale
    }
    this.#at = at + 1
    return value
  }

  nextSigned(): number {
    const value = this.next()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }

  cut(): never {
    throw new RangeError(`Packed days of ${this.#bytes.length} bytes were cut short`)
  }
}

/**
 * Reads the packed days of several streams as one, by their number: what adds up is added, the lead times of a day stand in one
 * array, in no order.
 *
 * @throws RangeError when the bytes were cut
 */
export function unpackDays(packed: readonly Uint8Array[]): Map<number, DayFact> {
  const days = new Map<number, DayFact>()
  const places = new Map<number, number>()
  const pool = new LeadPool()
  for (const bytes of packed) {
    const reader = new PackedReader(bytes)
    while (reader.left > 0) {
      const day = reader.nextSigned()
      let fact = days.get(day)
      if (fact === undefined) {
        fact = emptyDay(day)
        places.set(day, days.size)
        days.set(day, fact)
      }
      readDay(reader, fact)
      pool.read(reader, places.get(day) ?? 0)
    }
  }
  const leads = pool.byPlace(days.size)
  for (const [place, fact] of [...days.values()].entries()) {
    const own = leads[place]
    if (own !== undefined && own.length > 0) fact.leads.push(own)
  }
  return days
}

/**
 * The lead times of many days as they come, which are put beside each other at the end: arrays that grow, one a day, would be
 * copied by every collection meanwhile.
 */
class LeadPool {
  #values = new Float64Array(1_024)
  #count = 0
  /** For the lead times of one stream and day: the place of the day, and how many they are. */
  readonly #places: number[] = []
  readonly #sizes: number[] = []

  read(reader: PackedReader, place: number): void {
    const size = reader.next()
    if (size === 0) return
    this.#places.push(place)
    this.#sizes.push(size)
    // As many numbers take as many bytes: a size that is too large is noticed before room is made for it.
    if (size > reader.left) reader.cut()
    const end = this.#count + size
    if (end > this.#values.length) {
      const grown = new Float64Array(Math.max(end, 2 * this.#values.length))
      grown.set(this.#values)
      this.#values = grown
    }
    const values = this.#values
    let lead = reader.nextSigned()
    values[this.#count] = lead
    for (let index = this.#count + 1; index < end; index += 1) {
      lead += reader.next()
      values[index] = lead
    }
    this.#count = end
  }

  /** Those of each of so many places. */
  byPlace(places: number): Float64Array[] {
    const ends = Array.from({ length: places }, () => 0)
    for (const [run, place] of this.#places.entries()) ends[place] = (ends[place] ?? 0) + (this.#sizes[run] ?? 0)
    const sorted = new Float64Array(this.#count)
    let begin = 0
    const found = ends.map((size) => {
      begin += size
      return sorted.subarray(begin - size, begin)
    })
    const next = ends.map(() => 0)
    let from = 0
    for (const [run, place] of this.#places.entries()) {
      const size = this.#sizes[run] ?? 0
      const own = found[place] as Float64Array
      const at = next[place] ?? 0
      for (let index = 0; index < size; index += 1) own[at + index] = this.#values[from + index] ?? 0
      next[place] = at + size
      from += size
    }
    return found
  }
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
