import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { mostEvents, type Receipt, StreamStopped } from '#ingest/event-door'
import { Unavailable } from '#ingest/group-commit'
import { readJson } from '#ingest/read-json'
import { cdevents } from '#sources/cdevents/source'
import { eventJsonSchema } from '#sources/events/json-schema'
import type { Sender } from '#sources/events/parse-event'
import { answerProblem, drain, HttpProblem } from './answer.ts'
import { doraRoutes } from './dora-routes.ts'
import {
  type Doors,
  type EventRoutesOptions,
  largestBody,
  problemOf,
  proven,
  senderOf,
  unavailable,
} from './event-doors.ts'
import { asksForTest, type Form, formOf } from './event-form.ts'
import { refuseOthers } from './methods.ts'
import { ByteBudget, readBody, streamBody } from './request-body.ts'

/** What an NDJSON stream may hold at a time: the lines that are being committed and the next ones. */
const streamBytes = 10_485_760

/** What all bodies that are read whole, and all streams, may hold in memory. */
const allBodies = 67_108_864
const allStreams = 125_829_120

/** Streams that one source may have open, so that slow ones of one sender do not keep the others out. */
const streamsOfSource = 6

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
  const problem = problemOf(error, request)
  return problem === null ? reply.code(400).send() : answerProblem(request, reply, problem)
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

/** `/api/events` and `/api/ingest`, as the event contract says, and what takes events in words of others. Bodies are never parsed before their sender is proven. */
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
  await fastify.register(doraRoutes, { doors, tests })
  refuseOthers(fastify, '/api/events', ['POST'])
  refuseOthers(fastify, '/api/ingest', ['GET', 'HEAD'])
  refuseOthers(fastify, '/api/events/schema.json', ['GET', 'HEAD'])
}
