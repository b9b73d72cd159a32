import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Receipt } from '#ingest/event-door'
import { readJson } from '#ingest/read-json'
import { type DoraKind, readDora } from '#sources/datadog/dora'
import { withWholeTimes } from '#sources/datadog/unix-time'
import type { Refusal } from '#sources/events/error-codes'
import type { Sender } from '#sources/events/parse-event'
import { drain, HttpProblem } from './answer.ts'
import { type Doors, largestBody, problemOf, senderOf } from './event-doors.ts'
import { asksForTest } from './event-form.ts'
import { refuseOthers } from './methods.ts'
import { readBody } from './request-body.ts'

/** An address of Datadog's DORA metrics. */
interface Address {
  readonly url: string
  readonly kind: DoraKind
  /** What its answer says that it is. */
  readonly type: string
}

const addresses: readonly Address[] = [
  { url: '/api/v2/dora/deployment', kind: 'deployment', type: 'dora_deployment' },
  { url: '/api/v2/dora/failure', kind: 'incident', type: 'dora_failure' },
  /** As failures were called before. */
  { url: '/api/v2/dora/incident', kind: 'incident', type: 'dora_incident' },
]

/** The key of Datadog is a token here; without one, a token as everywhere. */
function authorizationOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['dd-api-key']
  return key === undefined ? headers.authorization : `Bearer ${String(key)}`
}

/**
 * Answers with a problem as Datadog does. Its own command line goes on as if all were well after 401 and most others: who may not send is
 * told so by 403, as Datadog tells it.
 */
async function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const found = problemOf(error, request)
  if (found === null) return reply.code(400).send()
  drain(request)
  const status = found.status === 401 ? 403 : found.status
  const { code, message } = found.problem
  const errors = status === 400 ? [{ status: '400', title: code, detail: message }] : [message]
  return reply.code(status).headers(found.headers).send({ errors })
}

const keyless = new HttpProblem(401, {
  code: 'UNAUTHENTICATED',
  message: 'Send the header DD-API-KEY with a token of Leadline that may post events.',
})

function refused([first]: Receipt['rejected']): HttpProblem {
  const { code, message } = first ?? { code: 'WRONG_VALUE', message: 'The body is not as Datadog documents it.' }
  return new HttpProblem(400, { code, message })
}

/** Takes one body; gives the id by which its sender may speak of it again. */
async function take(body: Buffer, kind: DoraKind, sender: Sender, { door }: Doors): Promise<string> {
  const refuse = async (refusal: Refusal): Promise<never> => {
    throw refused((await door.refuse(body, refusal, sender)).rejected)
  }
  const read = readJson(withWholeTimes(body))
  if (read.refusal !== null) return refuse(read.refusal)
  const said = readDora(kind, read.value)
  if ('refused' in said) return refuse({ code: 'WRONG_VALUE', ...said.refused })
  const { rejectedCount, rejected } = await door.take([said.statement], sender)
  if (rejectedCount > 0) throw refused(rejected)
  return said.id
}

async function receive(doors: Doors, { kind, type }: Address, request: FastifyRequest, reply: FastifyReply) {
  const authorization = authorizationOf(request)
  if (authorization === undefined) throw keyless
  const sender = await senderOf(request, doors, authorization)
  const { body, release } = await readBody(request.raw, largestBody, doors.budget, doors.silence)
  try {
    const id = await take(body, kind, sender, doors)
    if (doors.isTest) await doors.onTested(sender.source)
    // As Datadog answers what it has stored; 202 is what it says of what it has not yet.
    return await reply.code(200).send({ data: { id, type } })
  } finally {
    release()
  }
}

interface DoraRoutesOptions {
  readonly doors: Doors
  /** Keep nothing. */
  readonly tests: Doors
}

/** The addresses of Datadog's DORA metrics, for what already sends there: the same door, and answers as Datadog's. */
export async function doraRoutes(fastify: FastifyInstance, { doors, tests }: DoraRoutesOptions): Promise<void> {
  fastify.setErrorHandler(answerError)
  for (const address of addresses) {
    fastify.post(address.url, (request, reply) =>
      receive(asksForTest(request) ? tests : doors, address, request, reply),
    )
    refuseOthers(fastify, address.url, ['POST'])
  }
}
