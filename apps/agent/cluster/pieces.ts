import type { Readable } from 'node:stream'
import { ClusterFailure } from './failure.ts'

/**
 * The pieces of a body as they come. Time in which nobody asks for the next one does not count as silence.
 *
 * @throws ClusterFailure when nothing comes for `silence` milliseconds
 */
export async function* piecesOf(body: Readable, silence: number): AsyncGenerator<Buffer> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const silent = new ClusterFailure('BUSY', `the cluster was silent for ${silence / 1_000} s`)
  try {
    for (;;) {
      const timer = setTimeout(() => body.destroy(silent), silence)
      const next = await iterator.next().finally(() => clearTimeout(timer))
      if (next.done === true) return
      yield next.value
    }
  } finally {
    body.destroy()
  }
}

/**
 * The whole text of a body.
 *
 * @throws ClusterFailure TOO_LARGE beyond so many bytes
 */
export async function textOf(body: Readable, silence: number, most: number): Promise<string> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of piecesOf(body, silence)) {
    bytes += piece.length
    if (bytes > most) throw new ClusterFailure('TOO_LARGE', `an answer of more than ${most} bytes`)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const newline = 0x0a

/**
 * The lines of a body. What stands after the last newline is no line: the connection was cut within it.
 *
 * @throws ClusterFailure TOO_LARGE for a line of more than so many bytes
 */
export async function* linesOf(body: Readable, silence: number, most: number): AsyncGenerator<string> {
  let begun: Buffer[] = []
  let bytes = 0
  for await (const piece of piecesOf(body, silence)) {
    let from = 0
    for (let end = piece.indexOf(newline); end !== -1; end = piece.indexOf(newline, from)) {
      const line = Buffer.concat([...begun, piece.subarray(from, end)]).toString('utf8')
      begun = []
      bytes = 0
      from = end + 1
      if (line.trim() !== '') yield line
    }
    bytes += piece.length - from
    if (bytes > most) throw new ClusterFailure('TOO_LARGE', `a line of more than ${most} bytes`)
    if (from < piece.length) begun.push(piece.subarray(from))
  }
}
