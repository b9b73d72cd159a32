import type { FastifyRequest } from 'fastify'
import { type Action, may, scopesFor, type Viewer } from '#access/scope'
import type { EventDoor } from '#ingest/event-door'
import { Unavailable } from '#ingest/group-commit'
import type { Sender } from '#sources/events/parse-event'
import { databaseAway, HttpProblem } from './answer.ts'
import type { Authenticator } from './authenticator.ts'
import { unsupportedType } from './event-form.ts'
import type { ByteBudget } from './request-body.ts'
import type { Senders } from './senders.ts'

/** Largest JSON body, in bytes. */
export const largestBody = 10_485_760

export interface IngestAnswer {
  readonly pending: number
  readonly oldestPendingSeconds: number | null
  readonly quarantined: number
  readonly lastEventAt: number | null
}

export interface EventRoutesOptions {
  readonly door: EventDoor
  /** Validates and answers alike, and keeps nothing. */
  readonly testDoor: EventDoor
  readonly authenticator: Authenticator
  readonly senders: Senders
  readonly status: () => Promise<IngestAnswer>
  /** Told of a delivery that says nothing, with its source. */
  readonly onIgnored: (source: string) => void
  /** Told of a source that proved, with a test, that its events would be taken. */
  readonly onTested: (source: string) => Promise<void>
  /** How long a sender may be silent, in milliseconds; usually 30 s. */
  readonly silence?: number
}

/** What every route of these doors works with. */
export interface Doors extends EventRoutesOptions {
  readonly budget: ByteBudget
  readonly streams: ByteBudget
  /** Open streams by source. */
  readonly open: Map<string, number>
  /** Nothing is kept. */
  readonly isTest: boolean
}

export function unavailable(error: Unavailable): HttpProblem {
  return new HttpProblem(503, { code: error.code, message: error.message }, { 'retry-after': String(error.retryAfter) })
}

/** Who sends, if the token lets it do this. */
export async function proven(
  request: FastifyRequest,
  authenticator: Authenticator,
  actions: readonly Action[],
  authorization = request.headers.authorization,
): Promise<Viewer> {
  const proof = await authenticator.authenticate(authorization).catch((error: unknown) => {
    request.log.warn({ err: error }, 'tokens could not be looked up')
    throw databaseAway
  })
  if (proof.viewer === null)
    throw new HttpProblem(401, { code: 'UNAUTHENTICATED', message: proof.reason }, { 'www-authenticate': 'Bearer' })
  const { viewer } = proof
  if (actions.some((action) => may(viewer, action))) return viewer
  const wanted = actions.map((action) => scopesFor(action)[0]).join(' or ')
  throw new HttpProblem(403, { code: 'FORBIDDEN', message: `The token needs the scope ${wanted}.` })
}

/** Why a request failed; what nobody foresaw stands in the log. Null where nobody waits for the answer. */
export function problemOf(error: unknown, request: FastifyRequest): HttpProblem | null {
  if (error instanceof HttpProblem) return error
  if (error instanceof Unavailable) return unavailable(error)
  if ((error as { code?: unknown }).code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return unsupportedType()
  if (request.raw.destroyed && !request.raw.complete) return null
  request.log.error({ err: error }, 'a request failed')
  const message = `Something went wrong here; the log tells more under ${request.id}.`
  return new HttpProblem(500, { code: 'INTERNAL', message })
}

/** Who sends events, where the token lets it. */
export async function senderOf(
  request: FastifyRequest,
  { authenticator, senders }: Doors,
  authorization = request.headers.authorization,
): Promise<Sender> {
  const viewer = await proven(request, authenticator, ['ingest'], authorization)
  return senders.of(viewer).catch((error: unknown) => {
    request.log.warn({ err: error }, 'the names of repositories could not be looked up')
    throw new HttpProblem(databaseAway.status, { ...databaseAway.problem, accepted: 0 }, databaseAway.headers)
  })
}
