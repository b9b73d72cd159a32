import type { FastifyReply, FastifyRequest } from 'fastify'

/** What every refusal of the HTTP doors says: a stable code, and what to do, for people. */
export interface Problem {
  readonly code: string
  readonly message: string
  /** How many events were taken before, where some may have been. */
  readonly accepted?: number
}

/** A request that is refused as a whole. */
export class HttpProblem extends Error {
  readonly status: number
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.message)
    this.name = 'HttpProblem'
    this.status = status
    this.problem = problem
    this.headers = headers
  }
}

/** Nothing can be taken now, and the same may be sent again. */
export const databaseAway = new HttpProblem(
  503,
  { code: 'DATABASE_AWAY', message: 'The database does not answer; send it again.' },
  { 'retry-after': '5' },
)

/** How much of an unread body is read away, and for how long, so that its sender gets to read the answer. */
const drainedBytes = 33_554_432
const drainedFor = 5_000

/**
 * Reads the rest of a refused body away within bounds, then hangs up: a connection that is closed while its sender still
 * writes is reset, and the answer is lost with it.
 */
export function drain(request: FastifyRequest): void {
  const stream = request.raw
  if (stream.readableEnded || stream.destroyed) return
  let bytes = 0
  const hangUp = (): void => void stream.destroy()
  const timer = setTimeout(hangUp, drainedFor)
  timer.unref()
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > drainedBytes) hangUp()
  })
  stream.once('close', () => clearTimeout(timer))
  stream.on('error', () => undefined)
  stream.resume()
}

/** Answers with a problem, and lets go of what is still being sent. */
export async function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  { status, problem, headers }: HttpProblem,
): Promise<FastifyReply> {
  drain(request)
  return reply.code(status).headers(headers).send(problem)
}
