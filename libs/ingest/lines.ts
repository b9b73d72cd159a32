const newline = 0x0a

/** One line of a stream; `bytes` is null where the line was longer than allowed, and then `length` says how long. */
export interface Line {
  /** From 0, blank lines counted too. */
  readonly index: number
  readonly bytes: Buffer | null
  readonly length: number
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every(isSpace)
}

/** How many blank lines stand at `from`, and where they end: a hundred million cost a moment, as one line each minutes. */
function blankLines(chunk: Buffer, from: number): { readonly count: number; readonly end: number } {
  let count = 0
  let end = from
  for (let at = from; at < chunk.length; at++) {
    const byte = chunk[at]
    if (byte === newline) {
      count++
      end = at + 1
    } else if (!isSpace(byte)) break
  }
  return { count, end }
}

/**
 * Splits a stream into lines with bounded memory: of a line that is too long nothing is kept. Blank lines are left out.
 * The last line needs no newline.
 */
export async function* readLines(chunks: AsyncIterable<Buffer>, longest: number): AsyncGenerator<Line> {
  let parts: Buffer[] = []
  let length = 0
  let index = 0
  const take = (part: Buffer): void => {
    length += part.length
    if (length > longest) parts = []
    else if (part.length > 0) parts.push(part)
  }
  const finish = (): Line | null => {
    const line = { index, bytes: length > longest ? null : Buffer.concat(parts), length }
    parts = []
    length = 0
    index++
    return line.bytes !== null && isBlank(line.bytes) ? null : line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (;;) {
      if (length === 0) {
        const blank = blankLines(chunk, from)
        index += blank.count
        from = blank.end
      }
      const end = chunk.indexOf(newline, from)
      if (end === -1) break
      take(chunk.subarray(from, end))
      from = end + 1
      const line = finish()
      if (line !== null) yield line
    }
    take(chunk.subarray(from))
  }
  if (length > 0) {
    const line = finish()
    if (line !== null) yield line
  }
}
