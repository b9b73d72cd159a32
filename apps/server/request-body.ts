import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib'
import { HttpProblem } from './answer.ts'

/** A sender that is silent for so long is let go, in milliseconds. */
const usualSilence = 30_000

/** Longest time to receive a body that is read whole, in milliseconds. */
const wholeBodyTime = 120_000

/** What is inflated beyond this must not be more than so many times what was sent: else it is a bomb. */
const inflatedFreely = 33_554_432
const largestRatio = 200

/** Bytes that all requests together may hold in memory. */
export class ByteBudget {
  readonly #most: number
  #used = 0

  constructor(most: number) {
    this.#most = most
  }

  /** @throws HttpProblem 503 when there is no room. */
  take(bytes: number): void {
    if (this.#used + bytes > this.#most) {
      const message = 'Too many bodies are being read at once; send it again.'
      throw new HttpProblem(503, { code: 'BUSY', message }, { 'retry-after': '1' })
    }
    this.#used += bytes
  }

  give(bytes: number): void {
    this.#used -= bytes
  }
}

function slow(what: string): HttpProblem {
  return new HttpProblem(408, { code: 'TOO_SLOW', message: `The body ${what}; send it again.` })
}

async function within<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(slow(`was silent for ${milliseconds / 1_000} s`)), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Chunks as they come, as long as they come: time that we do not ask for more does not count as the sender's silence. */
async function* chunksOf(stream: Readable, silence: number): AsyncGenerator<Buffer> {
  // The stream is not destroyed when reading stops early: an answer may still go out on its connection.
  const iterator = stream.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  try {
    for (;;) {
      const next = await within(iterator.next(), silence)
      if (next.done === true) return
      yield next.value
    }
  } finally {
    iterator.return?.().catch(() => undefined)
  }
}

function inflaterOf(encoding: string): Gunzip | Inflate | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === '' || encoding === 'identity') return null
  const message = `Content-Encoding ${JSON.stringify(encoding.slice(0, 40))} is not known; send gzip, deflate or plain.`
  throw new HttpProblem(415, { code: 'UNSUPPORTED_ENCODING', message }, { 'accept-encoding': 'gzip, deflate' })
}

function isZlibError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && String((error as { code?: unknown }).code).startsWith('Z_')
}

async function* inflated(
  request: IncomingMessage,
  inflater: Gunzip | Inflate,
  silence: number,
): AsyncGenerator<Buffer> {
  let bytes = 0
  request.once('error', (error) => inflater.destroy(error))
  request.once('aborted', () => inflater.destroy(new Error('The sender hung up.')))
  request.pipe(inflater)
  try {
    for await (const chunk of chunksOf(inflater, silence)) {
      bytes += chunk.length
      if (bytes > inflatedFreely && bytes > inflater.bytesWritten * largestRatio) {
        const message = `The body inflates to more than ${largestRatio} times its size; send it plain.`
        throw new HttpProblem(413, { code: 'INFLATES_TOO_FAR', message })
      }
      yield chunk
    }
  } catch (error) {
    if (!isZlibError(error)) throw error
    throw new HttpProblem(400, { code: 'MALFORMED_ENCODING', message: 'The body is not what Content-Encoding says.' })
  } finally {
    request.unpipe(inflater)
    inflater.destroy()
  }
}

/**
 * The body's bytes, inflated, as a stream with back-pressure.
 *
 * @throws HttpProblem 415 for an unknown encoding, 413 for a bomb, 408 when the sender falls silent
 */
export function streamBody(request: IncomingMessage, silence = usualSilence): AsyncGenerator<Buffer> {
  const encoding = (request.headers['content-encoding'] ?? '').trim().toLowerCase()
  const inflater = inflaterOf(encoding)
  return inflater === null ? chunksOf(request, silence) : inflated(request, inflater, silence)
}

function tooLarge(most: number): HttpProblem {
  const message = `The body is larger than ${most} bytes; send fewer events at a time, or NDJSON (application/x-ndjson).`
  return new HttpProblem(413, { code: 'TOO_LARGE', message })
}

/** A plain body that came in one piece with its headers, as small ones do; null where more is to come. */
async function arrived(request: IncomingMessage, announced: number): Promise<Buffer | null> {
  if (request.headers['content-encoding'] !== undefined || announced === 0) return null
  if (!request.complete) await new Promise((resolve) => setImmediate(resolve))
  if (!request.complete || request.readableLength !== announced) return null
  return request.read() as Buffer | null
}

/**
 * The whole body, and a function that must be called when it is no longer needed.
 *
 * @throws HttpProblem 413 when it is larger than `most` bytes, however it is encoded; 408 when it takes too long
 */
export async function readBody(
  request: IncomingMessage,
  most: number,
  budget: ByteBudget,
  silence = usualSilence,
): Promise<{ readonly body: Buffer; readonly release: () => void }> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > most) throw tooLarge(most)
  const here = await arrived(request, announced)
  if (here !== null) {
    budget.take(announced)
    return { body: here, release: () => budget.give(announced) }
  }
  const end = performance.now() + wholeBodyTime
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of streamBody(request, silence)) {
      if (bytes + chunk.length > most) throw tooLarge(most)
      if (performance.now() > end) throw slow(`took more than ${wholeBodyTime / 1_000} s`)
      budget.take(chunk.length)
      bytes += chunk.length
      chunks.push(chunk)
    }
  } catch (error) {
    budget.give(bytes)
    throw error
  }
  return { body: Buffer.concat(chunks), release: () => budget.give(bytes) }
}
