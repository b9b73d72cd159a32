/** Longest token that is kept whole, in bytes; of a longer one (a message of megabytes) the beginning is. */
const longest = 4_194_304

/** Cuts a stream of bytes at NUL, the one byte that neither paths nor messages can hold. */
class NulSplitter {
  readonly #rest: Buffer[] = []
  #size = 0

  #keep(part: Buffer): void {
    if (part.length === 0 || this.#size >= longest) return
    this.#rest.push(part.subarray(0, longest - this.#size))
    this.#size += part.length
  }

  #take(): string {
    const text = Buffer.concat(this.#rest).toString('utf8')
    this.#rest.length = 0
    this.#size = 0
    return text
  }

  push(chunk: Buffer): string[] {
    const tokens: string[] = []
    let from = 0
    for (let at = chunk.indexOf(0); at !== -1; at = chunk.indexOf(0, from)) {
      if (this.#size === 0) tokens.push(chunk.toString('utf8', from, Math.min(at, from + longest)))
      else {
        this.#keep(chunk.subarray(from, at))
        tokens.push(this.#take())
      }
      from = at + 1
    }
    this.#keep(chunk.subarray(from))
    return tokens
  }
}

/** NUL-terminated tokens of a stream, as many at a time as arrived; what is not terminated is dropped. */
export async function* nulTokens(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const splitter = new NulSplitter()
  for await (const chunk of chunks) yield splitter.push(chunk)
}
