import { type DocumentNode, Kind, parse, print, separateOperations } from 'graphql'
import { asksPerMinute, networkOf } from '#access/ask-limit'
import { isLikeEmbedToken } from '#access/embed-token'
import { embedViewer, type Viewer } from '#access/scope'
import { bearerOf } from '#access/token'
import { admitEmbed, embeddedQuestion, originsOfEmbed } from '../embed/admit-embed.ts'
import { prepareHolder } from '../embed/holder-question.ts'
import type { Outside } from '../outside.ts'
import type { RefusalCode } from '../refusal.ts'
import { documentLimits } from './document-rules.ts'
import { type SocketServer, watchSockets } from './first-message.ts'
import { documentLength } from './hooks.ts'

/** What is used of a request and of its reply; Fastify's own fit. */
interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly ws?: unknown
  /** Address of who asks. */
  readonly ip?: string
  readonly server: object
  readonly query?: unknown
  body?: unknown
}

interface HttpReply {
  code(status: number): this
  header(name: string, value: string): this
  send(body: unknown): unknown
}

const viewers = new WeakMap<object, Viewer>()

/** Who sent a request that `admit` let in. */
export function viewerOf(request: object): Viewer | null {
  return viewers.get(request) ?? null
}

function refuse(reply: HttpReply, status: number, code: RefusalCode, message: string): HttpReply {
  reply.code(status).send({ data: null, errors: [{ message, extensions: { code } }] })
  return reply
}

function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

/** Lets in who may ask, before anything of the body is read; a WebSocket proves itself when it begins to speak. */
export async function admit(request: HttpRequest, reply: HttpReply, outside: Outside): Promise<HttpReply | null> {
  if (request.ws) {
    watchSockets((request.server as { readonly websocketServer: SocketServer }).websocketServer)
    return null
  }
  if (request.method !== 'POST') {
    return refuse(reply.header('allow', 'POST'), 405, 'BAD_USER_INPUT', 'Ask by POST.')
  }
  const type = (header(request, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return refuse(reply, 415, 'BAD_USER_INPUT', 'Send Content-Type application/json.')
  const token = bearerOf(header(request, 'authorization'))
  if (token !== null && isLikeEmbedToken(token)) return admitHolder(request, reply, token, outside)
  const viewer = await outside.authenticate(header(request, 'authorization'))
  if (viewer === null) {
    const message =
      'Send the header Authorization: Bearer TOKEN, with a token that is known, not expired and not revoked.'
    return refuse(reply.header('www-authenticate', 'Bearer'), 401, 'UNAUTHENTICATED', message)
  }
  viewers.set(request, viewer)
  return null
}

/** Lets in who holds an embed, from the pages that it is for. */
async function admitHolder(
  request: HttpRequest,
  reply: HttpReply,
  token: string,
  outside: Outside,
): Promise<HttpReply | null> {
  const from = {
    origin: header(request, 'origin'),
    host: header(request, 'host'),
    site: header(request, 'sec-fetch-site'),
  }
  const admitted = await admitEmbed(outside, token, from)
  const slowed = 'refusal' in admitted && admitted.refusal.code === 'EMBED_UNKNOWN' ? slowDown(request, outside) : 0
  const many = 'Too many embed tokens that are not of this Leadline came from this network.'
  // It says nothing of any embed: any page may read it, and none is looked up for it.
  if (slowed > 0) return refuseForNow(reply.header('access-control-allow-origin', '*'), slowed, 'EMBED_SLOWED', many)
  const named = (request.query as { readonly embed?: unknown } | undefined)?.embed
  const { origins } = 'embed' in admitted ? admitted.embed : admitted
  if (from.origin !== undefined && (origins ?? (await originsOfEmbed(outside.db, named)) ?? []).includes(from.origin))
    reply.header('access-control-allow-origin', from.origin).header('vary', 'Origin')
  if ('refusal' in admitted)
    return refuse(reply, admitted.refusal.status, admitted.refusal.code, admitted.refusal.message)
  const wait = outside.embedLimits.asks.take(admitted.embed.publicId, outside.clock())
  const often = `This embed is asked for more than ${asksPerMinute} times a minute. It asks again by itself.`
  if (wait > 0) return refuseForNow(reply, wait, 'EMBED_BUSY', often)
  const holder = embedViewer(admitted.embed)
  await prepareHolder(outside.db, holder, admitted.embed)
  viewers.set(request, holder)
  return null
}

/**
 * Seconds that whoever tries tokens has to wait. One that was ever good is answered however many others of its network are
 * not, and told that it was revoked: what shows it must stop.
 */
function slowDown(request: HttpRequest, outside: Outside): number {
  return outside.embedLimits.failures.take(networkOf(request.ip ?? ''), outside.clock())
}

/** How long to wait stands in the answer too: a page of another origin cannot read the header. */
function refuseForNow(
  reply: HttpReply,
  retryAfterSeconds: number,
  code: Extract<RefusalCode, 'EMBED_BUSY' | 'EMBED_SLOWED'>,
  message: string,
): HttpReply {
  const extensions = { code, retryAfterSeconds }
  reply.code(429).header('retry-after', String(retryAfterSeconds))
  reply.send({ data: null, errors: [{ message, extensions }] })
  return reply
}

/** The holder of an embed names a document of ours; everything else that was sent is refused. */
export function keepOwnDocument(request: HttpRequest, reply: HttpReply): HttpReply | null {
  const embed = viewerOf(request)?.embed
  if (embed === undefined) return null
  const question = embeddedQuestion(embed, request.body)
  if ('refusal' in question)
    return refuse(reply, question.refusal.status, question.refusal.code, question.refusal.message)
  request.body = question
  return null
}

function textOf(document: DocumentNode, operation: string): string | null {
  const count = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION).length
  const chosen = count > 1 ? separateOperations(document)[operation] : undefined
  return chosen === undefined ? null : print(chosen)
}

/** Of a document with several operations, keeps the one that is named: the others are neither checked nor compiled. */
export function keepNamedOperation(request: HttpRequest): void {
  const body = request.body as { query?: unknown; operationName?: unknown } | null | undefined
  if (typeof body?.query !== 'string' || typeof body.operationName !== 'string') return
  if (body.query.length > documentLength || (body.query.match(/\b(?:query|mutation|subscription)\b/g) ?? []).length < 2)
    return
  try {
    body.query = textOf(parse(body.query, { maxTokens: documentLimits.tokens }), body.operationName) ?? body.query
  } catch {
    // What cannot be parsed is refused with its place when the question is prepared.
  }
}

/** The `Authorization` that the first message of a WebSocket carries. */
export function authorizationOf(payload: unknown): string | undefined {
  const found = lookup(payload) ?? lookup((payload as { headers?: unknown } | null)?.headers)
  return typeof found === 'string' && found.length <= 1_024 ? found : undefined
}

function lookup(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null) return undefined
  const entry = Object.entries(payload).find(([name]) => name.toLowerCase() === 'authorization')
  return entry?.[1]
}
