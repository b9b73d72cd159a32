import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { webhookSecretOf } from '#access/webhook-secret'
import { DeliveryDoor } from '#ingest/delivery-door'
import type { Headers } from '#sources/source'
import { type Database, preparing } from '#storage/database'
import type { Kept } from '#storage/stores/keep-deliveries'
import type { WebhookSource } from '#storage/stores/webhook-sources'
import { answerProblem, databaseAway, HttpProblem } from './answer.ts'
import { refuseOthers } from './methods.ts'
import { ByteBudget, readBody } from './request-body.ts'
import { KnownSources } from './known-sources.ts'
import { type Door, doors } from './webhook-systems.ts'

/** What all bodies that are being read may hold in memory. */
const allBodies = 134_217_728

export interface WebhookRoutesOptions {
  readonly db: Database
  readonly secrets: SecretBox
  readonly clock: () => number
  /** Told of each body that was kept. */
  readonly onReceived: () => void
  /** How long a sender may be silent, in milliseconds; usually 30 s. */
  readonly silence?: number
}

interface Address {
  readonly system: string
  /** Left out where there is one source of the system. */
  readonly source?: string
  /** Only of systems that can set no header. */
  readonly secret?: string
}

const unknownAddress = new HttpProblem(404, {
  code: 'NOT_FOUND',
  message: 'There is no such source; npx leadline source list shows the addresses there are.',
})

const notProven = new HttpProblem(401, {
  code: 'BAD_SIGNATURE',
  message: 'The signature or secret is missing, or it is of another source.',
})

/** Said to nobody but whom the secret proves. */
const outOfTime = new HttpProblem(401, {
  code: 'BAD_SIGNATURE',
  message:
    'The secret is right, but it was signed more than 5 minutes ago, or as far in the future: set the clocks of the sender and of Leadline, and let it sign anew what it sends again.',
})

/** With the secret of the address as if it had come in a header. */
function headersOf(request: FastifyRequest): Headers {
  const { secret } = request.params as Address
  const plain = Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')])
  return {
    ...(Object.fromEntries(plain) as Headers),
    ...(secret !== undefined && { authorization: `Bearer ${secret}` }),
  }
}

/** Longest wait for the database, in milliseconds: a sender such as Argo CD tells nobody anything while it waits for us. */
const patience = 3_000

/** Waits for the database; when it does not answer, the sender is told to come again. */
async function fromDatabase<T>(request: FastifyRequest, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The database was silent for ${patience / 1_000} s.`)), patience)
  })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    request.log.warn({ err: error }, 'a delivery could not be taken')
    throw databaseAway
  } finally {
    clearTimeout(timer)
  }
}

/** What all requests share. */
interface Hall {
  readonly budget: ByteBudget
  readonly kept: DeliveryDoor
  readonly known: KnownSources
}

function doorOf(request: FastifyRequest): Door {
  const { system, secret } = request.params as Address
  const door = doors.find(({ id }) => id === system)
  if (door === undefined || (secret !== undefined && door.webhook.secretInPath !== true)) throw unknownAddress
  return door
}

async function addressed(request: FastifyRequest, { known }: Hall): Promise<WebhookSource> {
  const { system, source: name = null } = request.params as Address
  const [source, ...others] = await fromDatabase(request, known.now(system, name))
  if (source === undefined || others.length > 0) throw unknownAddress
  return source
}

/** A body as it came. */
interface Came {
  readonly door: Door
  readonly headers: Headers
  readonly body: Buffer
}

/** The sealed secret that proves the sender; else whether one would have, at the time that its headers say. */
async function provingSecret(
  source: WebhookSource,
  { door, body, headers }: Came,
  { secrets, clock }: Pick<WebhookRoutesOptions, 'secrets' | 'clock'>,
): Promise<Buffer | 'UNPROVEN' | 'OUT_OF_TIME'> {
  let failed: 'UNPROVEN' | 'OUT_OF_TIME' = 'UNPROVEN'
  const times = door.webhook.signedAt?.(headers) ?? []
  for (const sealed of [source.secret, source.previousSecret]) {
    if (sealed === null) continue
    const secret = await secrets.open(webhookSecretOf(source.name), sealed)
    if (door.webhook.isAuthentic(body, headers, secret, clock())) return sealed
    if (times.some((time) => door.webhook.isAuthentic(body, headers, secret, time))) failed = 'OUT_OF_TIME'
  }
  return failed
}

function withoutRetryAfter({ headers }: HttpProblem): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'retry-after'))
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (error instanceof HttpProblem) {
    // Without Retry-After: for so long a sender that obeys it, as Argo CD does, would tell nobody anything.
    return answerProblem(request, reply, new HttpProblem(error.status, error.problem, withoutRetryAfter(error)))
  }
  const closed = error instanceof SecretsClosed
  request.log.error({ err: error }, closed ? 'the secret of a source cannot be read' : 'a delivery failed')
  const message = `Something is wrong here; the log tells more under ${request.id}.`
  const problem = { code: closed ? 'SECRETS_CLOSED' : 'INTERNAL', message }
  return answerProblem(request, reply, new HttpProblem(closed ? 503 : 500, problem))
}

/** Keeps it where the secret of the source proves it, and where that is still its secret when it is kept. */
async function keep(
  request: FastifyRequest,
  source: WebhookSource,
  came: Came,
  hall: Hall,
  options: WebhookRoutesOptions,
): Promise<Kept | 'OUT_OF_TIME'> {
  const { door, headers, body } = came
  const { webhook, id: system } = door
  const provenBy = await provingSecret(source, came, options)
  if (typeof provenBy === 'string') return provenBy
  const transportId = webhook.deliveryId(headers, body)?.slice(0, 200) ?? null
  const kept = Object.fromEntries(webhook.keptHeaders.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])))
  const told = { source: source.name, system, transportId, headers: kept, body: webhook.redacted?.(body) ?? body }
  return fromDatabase(request, hall.kept.keep({ ...told, provenBy }))
}

/** Keeps what a proven sender delivers, and answers as soon as it is on disk; nothing looks into a body before. */
async function receive(
  options: WebhookRoutesOptions,
  hall: Hall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { silence, onReceived } = options
  const door = doorOf(request)
  const { system, source: name = null } = request.params as Address
  const before = hall.known.before(system, name)
  const source = before ?? (await addressed(request, hall))
  const { webhook } = door
  const { body, release } = await readBody(request.raw, webhook.largestBody, hall.budget, silence)
  try {
    const came = { door, headers: headersOf(request), body }
    let kept = await keep(request, source, came, hall, options)
    // It may have been given another secret since it was looked up.
    if (kept === 'UNPROVEN' && before !== null)
      kept = await keep(request, await addressed(request, hall), came, hall, options)
    if (kept === 'UNPROVEN') throw notProven
    if (kept === 'OUT_OF_TIME') throw outOfTime
    if (kept === 'KEPT') onReceived()
    const refusal = webhook.refusal?.(body) ?? null
    if (refusal !== null) throw new HttpProblem(422, { code: 'NOT_TAKEN', message: refusal })
    return await reply.code(202).send({ received: true, duplicate: kept === 'KNOWN' })
  } finally {
    release()
  }
}

/**
 * `/webhooks/<system>/<source>`, and `/webhooks/<system>` where there is one source of it; with the secret behind it for
 * systems that can set no header.
 */
export async function webhookRoutes(fastify: FastifyInstance, options: WebhookRoutesOptions): Promise<void> {
  const { db, clock } = options
  const hall = {
    budget: new ByteBudget(allBodies),
    kept: new DeliveryDoor(preparing(db), clock, patience),
    known: new KnownSources(db, clock, patience),
  }
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null))
  fastify.setErrorHandler<FastifyError>(answerError)
  for (const url of ['/webhooks/:system', '/webhooks/:system/:source', '/webhooks/:system/:source/:secret']) {
    fastify.post(url, (request, reply) => receive(options, hall, request, reply))
    refuseOthers(fastify, url, ['POST'])
  }
}
