import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { webhookSecretOf } from '#access/webhook-secret'
import { DeliveryDoor } from '#ingest/delivery-door'
import type { Headers } from '#sources/source'
import type { Database } from '#storage/database'
import { type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { answerProblem, databaseAway, HttpProblem } from './answer.ts'
import { refuseOthers } from './methods.ts'
import { ByteBudget, readBody } from './request-body.ts'
import { SharedAnswer } from './shared-answer.ts'
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
  readonly known: SharedAnswer<WebhookSource[]>
}

async function addressed(
  request: FastifyRequest,
  { db, clock }: WebhookRoutesOptions,
  { known }: Hall,
): Promise<{ readonly door: Door; readonly source: WebhookSource }> {
  const { system, source: name = null, secret } = request.params as Address
  const door = doors.find(({ id }) => id === system)
  if (door === undefined || (secret !== undefined && door.webhook.secretInPath !== true)) throw unknownAddress
  const ask = (): Promise<WebhookSource[]> => webhookSources(db, { system, name, now: clock() })
  const found = await fromDatabase(request, known.to(JSON.stringify([system, name]), ask))
  const [source] = found
  if (source === undefined || found.length > 1) throw unknownAddress
  return { door, source }
}

async function isProven(
  { webhook }: Door,
  source: WebhookSource,
  secrets: SecretBox,
  body: Buffer,
  headers: Headers,
): Promise<boolean> {
  for (const sealed of [source.secret, source.previousSecret]) {
    if (sealed === null) continue
    const secret = await secrets.open(webhookSecretOf(source.name), sealed)
    if (webhook.isAuthentic(body, headers, secret)) return true
  }
  return false
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

/** Keeps what a proven sender delivers, and answers as soon as it is on disk; nothing looks into a body before. */
async function receive(
  options: WebhookRoutesOptions,
  hall: Hall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { secrets, silence, onReceived } = options
  const { door, source } = await addressed(request, options, hall)
  const { webhook, id: system } = door
  const headers = headersOf(request)
  const { body, release } = await readBody(request.raw, webhook.largestBody, hall.budget, silence)
  try {
    if (!(await isProven(door, source, secrets, body, headers))) throw notProven
    const transportId = webhook.deliveryId(headers, body)?.slice(0, 200) ?? null
    const kept = Object.fromEntries(
      webhook.keptHeaders.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])),
    )
    const delivery = { source: source.name, system, transportId, headers: kept, body: webhook.redacted?.(body) ?? body }
    const isNew = await fromDatabase(request, hall.kept.keep(delivery))
    if (isNew) onReceived()
    const refusal = webhook.refusal?.(body) ?? null
    if (refusal !== null) throw new HttpProblem(422, { code: 'NOT_TAKEN', message: refusal })
    return await reply.code(202).send({ received: true, duplicate: !isNew })
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
    kept: new DeliveryDoor(db, clock, patience),
    known: new SharedAnswer<WebhookSource[]>(patience),
  }
  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null))
  fastify.setErrorHandler<FastifyError>(answerError)
  for (const url of ['/webhooks/:system', '/webhooks/:system/:source', '/webhooks/:system/:source/:secret']) {
    fastify.post(url, (request, reply) => receive(options, hall, request, reply))
    refuseOthers(fastify, url, ['POST'])
  }
}
