/** A part of what is known of a stream: its days of some weeks, its failures, what went live on one day. */
export interface KeptPart {
  readonly value: unknown
  /** About how many bytes it takes. */
  readonly size: number
}

interface KeptStream {
  readonly version: number
  readonly parts: Map<string, KeptPart>
  size: number
  /** The last question that it answered or was read for. */
  question: number
}

/** What a stream and its map cost by themselves. */
const streamSize = 400

/**
 * What was read of streams, each under the version of its facts: what is of another version is not known. Bounded by its
 * size; streams that nobody asked for longest go first. Of one question that takes more than all of it, what came first
 * stays: else asking it again would find nothing, each stream having just been given up for the one before.
 */
export class StreamMemory {
  readonly #streams = new Map<number, KeptStream>()
  readonly #limit: number
  #size = 0
  #questions = 0

  /** @param limit bytes, about */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** About how many bytes are kept. */
  get size(): number {
    return this.#size
  }

  /** A new question: what it finds and keeps is not given up for more of it. */
  ask(): number {
    this.#questions += 1
    return this.#questions
  }

  /** The parts of a stream as of this version of its facts, by their names; undefined where there are none. */
  partsOf(streamId: number, version: number, question: number): ReadonlyMap<string, KeptPart> | undefined {
    const stream = this.#streams.get(streamId)
    if (stream === undefined || stream.version !== version) return undefined
    stream.question = question
    this.#streams.delete(streamId)
    this.#streams.set(streamId, stream)
    return stream.parts
  }

  /** Keeps parts of a stream; those of another version are forgotten. */
  keep(streamId: number, version: number, parts: ReadonlyMap<string, KeptPart>, question: number): void {
    const known = this.#streams.get(streamId)
    // A slow question may come with what it read before a faster one.
    if (known !== undefined && known.version > version) return
    if (known !== undefined) this.#forget(streamId, known)
    const stream =
      known?.version === version ? known : { version, parts: new Map<string, KeptPart>(), size: streamSize, question }
    stream.question = question
    for (const [name, part] of parts) {
      stream.size += part.size - (stream.parts.get(name)?.size ?? 0)
      stream.parts.set(name, part)
    }
    this.#streams.set(streamId, stream)
    this.#size += stream.size
    while (this.#size > this.#limit) {
      const [oldest] = this.#streams
      if (oldest === undefined) return
      if (oldest[1].question === question) return this.#forget(streamId, stream)
      this.#forget(...oldest)
    }
  }

  #forget(streamId: number, stream: KeptStream): void {
    this.#streams.delete(streamId)
    this.#size -= stream.size
  }
}
