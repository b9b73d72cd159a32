import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Action, may, scopesFor, type Viewer } from '#access/scope'
import { type EventDoor, mostEvents, type Receipt, StreamStopped } from '#ingest/event-door'
import { Unavailable } from '#ingest/group-commit'
import { readJson } from '#ingest/read-json'
import { cdevents } from '#sources/cdevents/source'
import { eventJsonSchema } from '#sources/events/json-schema'
import type { Sender } from '#sources/events/parse-event'
import { answerProblem, databaseAway, drain, HttpProblem } from './answer.ts'
import type { Authenticator } from './authenticator.ts'
import type { Senders } from './senders.ts'
import { asksForTest, type Form, formOf, unsupportedType } from './event-form.ts'
import { refuseOthers } from './methods.ts'
import { ByteBudget, readBody, streamBody } from './request-body.ts'

/** Largest JSON body, in bytes. */
const largestBody = 10_485_760

/** What an NDJSON stream may hold at a time: the lines that are being committed and the next ones. */
const streamBytes = 10_485_760

/** What all bodies that are read whole, and all streams, may hold in memory. */
const allBodies = 67_108_864
const allStreams = 125_829_120

/** Streams that one source may have open, so that slow ones of one sender do not keep the others out. */
const streamsOfSource = 6

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

function unavailable(error: Unavailable): HttpProblem {
  return new HttpProblem(503, { code: error.code, message: error.message }, { 'retry-after': String(error.retryAfter) })
}

/** Who sends, if the token lets it do this. */
async function proven(
  request: FastifyRequest,
  authenticator: Authenticator,
  actions: readonly Action[],
): Promise<Viewer> {
  const proof = await authenticator.authenticate(request.headers.authorization).catch((error: unknown) => {
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

async function answerReceipt(
  reply: FastifyReply,
  receipt: Receipt & { readonly ignored?: string },
  { source }: Sender,
  { isTest, onTested }: Doors,
): Promise<FastifyReply> {
  const taken = receipt.accepted + receipt.duplicates > 0
  const said = isTest ? { ...receipt, test: true } : receipt
  if (isTest && taken) await onTested(source)
  if (taken || receipt.rejectedCount > 0 || receipt.ignored !== undefined) {
    return reply.code(receipt.rejectedCount > 0 && !taken ? 400 : 202).send(said)
  }
  return reply.code(400).send({ ...said, message: 'The body holds no event.' })
}

async function takeJson(
  body: Buffer,
  form: Form,
  sender: Sender,
  options: EventRoutesOptions,
): Promise<Receipt | string> {
  const read = readJson(body)
  if (read.refusal !== null) return options.door.refuse(body, read.refusal, sender)
  if (form === 'cloudevent') {
    const translation = cdevents.translate(read.value)
    if ('ignored' in translation) return translation.ignored
    return options.door.take(translation.statements, sender)
  }
  const values: readonly unknown[] = Array.isArray(read.value) ? read.value : [read.value]
  if (values.length <= mostEvents) return options.door.take(values, sender)
  const message = `A list may hold at most ${mostEvents} events; send several, or NDJSON (application/x-ndjson).`
  throw new HttpProblem(413, { code: 'TOO_MANY', message })
}

/** What every route of these doors works with. */
interface Doors extends EventRoutesOptions {
  readonly budget: ByteBudget
  readonly streams: ByteBudget
  /** Open streams by source. */
  readonly open: Map<string, number>
  /** Nothing is kept. */
  readonly isTest: boolean
}

/** A seat for one more stream of the source; gives what frees it. */
function seat({ streams, open }: Doors, source: string): () => void {
  const taken = open.get(source) ?? 0
  if (taken >= streamsOfSource) {
    const message = `The source ${source} has ${taken} streams open already; end one of them, or send JSON.`
    throw new HttpProblem(429, { code: 'TOO_MANY_STREAMS', message }, { 'retry-after': '5' })
  }
  streams.take(streamBytes)
  open.set(source, taken + 1)
  return () => {
    streams.give(streamBytes)
    const rest = (open.get(source) ?? 1) - 1
    if (rest === 0) open.delete(source)
    else open.set(source, rest)
  }
}

async function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (error instanceof HttpProblem) return answerProblem(request, reply, error)
  if (error instanceof Unavailable) return answerProblem(request, reply, unavailable(error))
  if ((error as { code?: unknown }).code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return answerProblem(request, reply, unsupportedType())
  if (request.raw.destroyed && !request.raw.complete) return reply.code(400).send()
  request.log.error({ err: error }, 'a request failed')
  const message = `Something went wrong here; the log tells more under ${request.id}.`
  return answerProblem(request, reply, new HttpProblem(500, { code: 'INTERNAL', message }))
}

async function senderOf(request: FastifyRequest, { authenticator, senders }: Doors): Promise<Sender> {
  const viewer = await proven(request, authenticator, ['ingest'])
  return senders.of(viewer).catch((error: unknown) => {
    request.log.warn({ err: error }, 'the names of repositories could not be looked up')
    throw new HttpProblem(databaseAway.status, { ...databaseAway.problem, accepted: 0 }, databaseAway.headers)
  })
}

async function takeStream(
  doors: Doors,
  sender: Sender,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const free = seat(doors, sender.source)
  try {
    const receipt = await doors.door.takeLines(streamBody(request.raw, doors.silence), sender)
    return await answerReceipt(reply, receipt, sender, doors)
  } catch (error) {
    if (!(error instanceof StreamStopped)) throw error
    const cause = error.cause instanceof Unavailable ? unavailable(error.cause) : error.cause
    if (!(cause instanceof HttpProblem)) throw cause
    drain(request)
    const { status, headers, problem } = cause
    return await reply
      .code(status)
      .headers(headers)
      .send({ ...error.receipt, ...problem })
  } finally {
    free()
  }
}

async function takeBody(
  doors: Doors,
  form: Form,
  sender: Sender,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { body, release } = await readBody(request.raw, largestBody, doors.budget, doors.silence)
  try {
    const receipt = await takeJson(body, form, sender, doors)
    if (typeof receipt !== 'string') return await answerReceipt(reply, receipt, sender, doors)
    if (!doors.isTest) doors.onIgnored(sender.source)
    const nothing = { accepted: 0, duplicates: 0, rejectedCount: 0, rejected: [] }
    return await answerReceipt(reply, { ...nothing, ignored: receipt }, sender, doors)
  } finally {
    release()
  }
}

async function answerStatus(request: FastifyRequest, { authenticator, status }: EventRoutesOptions): Promise<unknown> {
  await proven(request, authenticator, ['ingest', 'read'])
  const { pending, oldestPendingSeconds, quarantined, lastEventAt } = await status()
  const at = lastEventAt === null ? null : new Date(lastEventAt).toISOString()
  return { pending, oldestPendingSeconds, quarantined, lastEventAt: at }
}

/** `/api/events` and `/api/ingest`, as the event contract says. Bodies are never parsed before their sender is proven. */
export async function eventRoutes(fastify: FastifyInstance, options: EventRoutesOptions): Promise<void> {
  const doors: Doors = {
    ...options,
    budget: new ByteBudget(allBodies),
    streams: new ByteBudget(allStreams),
    open: new Map(),
    isTest: false,
  }
  const tests: Doors = { ...doors, door: options.testDoor, isTest: true }
  let schema: string | undefined

  fastify.removeAllContentTypeParsers()
  fastify.addContentTypeParser('*', (_request, _payload, done) => done(null))
  fastify.setErrorHandler(answerError)

  fastify.post('/api/events', async (request, reply) => {
    const sender = await senderOf(request, doors)
    const form = formOf(request)
    const asked = asksForTest(request) ? tests : doors
    if (form === 'lines') return takeStream(asked, sender, request, reply)
    return takeBody(asked, form, sender, request, reply)
  })
  fastify.get('/api/ingest', (request) => answerStatus(request, options))
  fastify.get('/api/events/schema.json', async (_request, reply) =>
    reply.type('application/schema+json; charset=utf-8').send((schema ??= JSON.stringify(eventJsonSchema()))),
  )
  refuseOthers(fastify, '/api/events', ['POST'])
  refuseOthers(fastify, '/api/ingest', ['GET', 'HEAD'])
  refuseOthers(fastify, '/api/events/schema.json', ['GET', 'HEAD'])
}
