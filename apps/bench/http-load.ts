import { connect, type Socket } from 'node:net'

/** What a run of requests came to. */
export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly perSecond: number
  /** Of one request's time, in milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Answers of another status than the expected one, with the first of them. */
  readonly unexpected: number
  readonly firstUnexpected: string | null
}

export interface LoadOptions {
  readonly url: URL
  readonly token: string
  readonly connections: number
  /** Milliseconds after which no new request is sent. */
  readonly duration: number
  readonly expectedStatus: number
  /** Body of the n-th request, JSON. */
  readonly body: (n: number) => string
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly bytes: number
}

/** Reads one answer off the front of a buffer; null while it is not complete. Answers with a content length only. */
function answerOf(buffer: Buffer): Answer | null {
  const headEnd = buffer.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = buffer.toString('latin1', 0, headEnd)
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
  const bytes = headEnd + 4 + length
  if (buffer.length < bytes) return null
  return { status: Number(head.slice(9, 12)), text: buffer.toString('utf8', headEnd + 4, bytes), bytes }
}

/** Nearest-rank percentile of ascending values. */
function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? Number.NaN
}

/**
 * Posts one small body a request over kept-alive connections, the next as soon as the last is answered. Written on bare
 * sockets, because the generator shares its cores with the server that it measures.
 */
export async function postLoad(options: LoadOptions): Promise<LoadResult> {
  const { url, token, connections, duration, expectedStatus, body } = options
  const head =
    `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: Bearer ${token}\r\n` +
    `Content-Type: application/json\r\nContent-Length: `
  const times: number[] = []
  let sent = 0
  let unexpected = 0
  let firstUnexpected: string | null = null
  const started = performance.now()
  const end = started + duration

  const run = (socket: Socket, done: () => void): void => {
    let buffer: Buffer = Buffer.alloc(0)
    let sentAt = 0
    const next = (): void => {
      if (performance.now() >= end) {
        socket.end()
        done()
        return
      }
      const text = body(sent)
      sent += 1
      sentAt = performance.now()
      socket.write(`${head}${Buffer.byteLength(text)}\r\n\r\n${text}`)
    }
    socket.on('data', (chunk: Buffer) => {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
      const answer = answerOf(buffer)
      if (answer === null) return
      buffer = buffer.subarray(answer.bytes)
      times.push(performance.now() - sentAt)
      if (answer.status !== expectedStatus) {
        unexpected += 1
        firstUnexpected ??= `${answer.status} ${answer.text.slice(0, 300)}`
      }
      next()
    })
    next()
  }

  await Promise.all(
    Array.from({ length: connections }, () => {
      const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true })
      return new Promise<void>((resolve, reject) => {
        socket.once('error', reject)
        socket.once('connect', () => run(socket, resolve))
      })
    }),
  )

  const seconds = (performance.now() - started) / 1000
  const ascending = times.toSorted((a, b) => a - b)
  const [p50, p99] = [percentile(ascending, 0.5), percentile(ascending, 0.99)]
  return { requests: times.length, seconds, perSecond: times.length / seconds, p50, p99, unexpected, firstUnexpected }
}
