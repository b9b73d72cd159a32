import { blockingError, type Envelope } from './blocking-error.ts'
import { currentToken } from './session.ts'

/** Why a question has no answer, as far as the reader can do something about it. */
export type ProblemKind = 'signed-out' | 'forbidden' | 'unreachable' | 'busy' | 'refused' | 'broken'

export class ApiProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    message: string,
  ) {
    super(message)
    this.name = 'ApiProblem'
  }
}

export interface Answer<T> {
  readonly data: T
  /** The server's clock when it answered, ISO 8601; the pages read no other. */
  readonly answeredAt: string
}

/**
 * Asks the GraphQL API with the token of this session.
 *
 * @throws ApiProblem always with words for the reader; and the signal's reason when it was aborted.
 */
export async function ask<T>(document: string, variables: Readonly<Record<string, unknown>>, signal?: AbortSignal) {
  const token = currentToken()
  if (token === null) throw problemOfStatus(401)
  const response = await send(document, variables, token, signal ?? null)
  const envelope = await read<T>(response)
  const error = envelope === null ? undefined : blockingError(envelope)
  if (error !== undefined) throw problemOfError(error.message, error.extensions?.code, response.status)
  if (!response.ok) throw problemOfStatus(response.status)
  if (!envelope?.data) throw new ApiProblem('broken', 'The server sent an answer that is not GraphQL.')
  const answeredAt = new Date(response.headers.get('date') ?? Number.NaN)
  const answer: Answer<T> = {
    data: envelope.data,
    answeredAt: Number.isNaN(answeredAt.getTime())
      ? new Date(performance.timeOrigin + performance.now()).toISOString()
      : answeredAt.toISOString(),
  }
  return answer
}

async function send(document: string, variables: unknown, token: string, signal: AbortSignal | null) {
  try {
    return await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: document, variables }),
      signal,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiProblem('unreachable', 'The server does not answer. Is Leadline running, and is the network up?')
  }
}

async function read<T>(response: Response): Promise<Envelope<T> | null> {
  try {
    const body: unknown = await response.json()
    return typeof body === 'object' && body !== null ? body : null
  } catch {
    return null
  }
}

/** What a plain HTTP status means to the reader. */
export function problemOfStatus(status: number): ApiProblem {
  if (status === 401) return new ApiProblem('signed-out', 'The token is missing, wrong, expired or revoked.')
  if (status === 403) return new ApiProblem('forbidden', 'This token may not read. It needs the scope “read”.')
  if (status === 429 || status === 503) {
    return new ApiProblem('busy', 'The server takes no more questions at this moment. Try again shortly.')
  }
  return new ApiProblem('broken', `The server answered with status ${status}. Its log says more.`)
}

/** What an error of GraphQL means to the reader. */
export function problemOfError(message: string, code: string | undefined, status: number): ApiProblem {
  if (status === 401 || code === 'UNAUTHENTICATED') return problemOfStatus(401)
  if (status === 403 || code === 'FORBIDDEN') return problemOfStatus(403)
  return new ApiProblem('refused', message)
}
