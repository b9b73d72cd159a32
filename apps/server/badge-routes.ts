import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { badge } from '#access/badge'
import { type EmbedMetric, embedMetrics } from '#access/embed'
import { publicViewer } from '#access/scope'
import { tiers } from '#domain/environment'
import { badgeDocument, badgesDocument } from '#graphql/embed/documents'
import { badgeLabels, type BadgeNumber, badgeScope, badgeWords } from './badges/badge-words.ts'
import { Drawings, TooManyDrawings } from './badges/drawings.ts'
import { answerProblem, HttpProblem } from './answer.ts'
import { refuseOthers } from './methods.ts'

/** Milliseconds for which a badge is drawn from memory. */
const staysFor = 300_000

const windows = ['P30D', 'P90D', 'P180D', 'P365D']

interface Asked {
  readonly service: string
  readonly metric: EmbedMetric
  readonly environment: string
  readonly last: string
}

interface Answered {
  readonly data?: {
    readonly service: {
      readonly badges: boolean
      readonly metrics?: Readonly<Record<string, BadgeNumber | undefined>>
    } | null
  } | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[]
}

/** What Mercurius adds to the server. */
interface AsksGraphql {
  graphql(document: string, context: object, variables: object): Promise<Answered>
}

/**
 * A tier is found however it is written, and each way would be drawn and kept apart: only those stay as they are that may
 * be the name of an environment too, such as Production.
 */
function environmentOf(asked: string): string {
  const lower = asked.toLowerCase()
  const upper = asked.toUpperCase()
  const usual = [lower, upper, `${upper.slice(0, 1)}${lower.slice(1)}`]
  return tiers.some((tier) => tier === upper) && !usual.includes(asked) ? lower : asked
}

/** What is asked for; null where there can be no such badge. */
function askedOf(request: FastifyRequest): Asked | null {
  const { service = '', file = '' } = request.params as { readonly service?: string; readonly file?: string }
  const { environment = 'production', last = 'P90D' } = request.query as Readonly<Record<string, string | undefined>>
  const metric = embedMetrics.find((each) => `${each}.svg` === file)
  const isShort = [service, environment].every((name) => typeof name === 'string' && name !== '' && name.length <= 300)
  if (metric === undefined || !isShort || !windows.includes(last)) return null
  return { service, metric, environment: environmentOf(environment), last }
}

/** What is wrong with what was asked, and stays so: no failure of ours. */
const askedInVain: readonly unknown[] = ['AMBIGUOUS_ENVIRONMENT', 'UNKNOWN_ENVIRONMENT']

/** @throws an error where the answer cannot be had now */
async function ask(fastify: FastifyInstance, document: string, variables: object) {
  const context = { viewer: publicViewer, reply: null }
  const { data, errors = [] } = await (fastify as unknown as AsksGraphql).graphql(document, context, variables)
  const failure = errors.find(({ extensions }) => !askedInVain.includes(extensions?.code))
  if (failure !== undefined) throw new Error(failure.message, { cause: failure })
  return data?.service ?? null
}

/**
 * Draws a badge; null where the service shows none, or there is no such service.
 *
 * @throws an error where the numbers cannot be had now
 */
async function drawn(fastify: FastifyInstance, { service, metric, environment, last }: Asked): Promise<string | null> {
  if ((await ask(fastify, badgesDocument, { name: service }))?.badges !== true) return null
  const variables = { name: service, environment, window: { last, timeZone: 'UTC' } }
  const number = (await ask(fastify, badgeDocument(metric), variables))?.metrics?.[metric]
  if (number === undefined) return null
  return badge(
    `${service} ${badgeLabels[metric]}`,
    badgeWords(metric, number),
    badgeScope(number, { environment, last }),
  )
}

const none = new HttpProblem(
  404,
  { code: 'NOT_FOUND', message: 'There is no badge at this address.' },
  { 'cache-control': 'no-store' },
)
const busy = new HttpProblem(
  503,
  { code: 'BUSY', message: 'This badge cannot be drawn at this moment.' },
  { 'retry-after': '5' },
)

function send(request: FastifyRequest, reply: FastifyReply, svg: string): FastifyReply {
  const etag = `"${createHash('sha256').update(svg).digest('base64url').slice(0, 22)}"`
  reply.headers({
    'cache-control': `public, max-age=${staysFor / 1_000}`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cross-origin-resource-policy': 'cross-origin',
    etag,
  })
  if (request.headers['if-none-match'] === etag) return reply.code(304).send()
  return reply.type('image/svg+xml; charset=utf-8').send(svg)
}

/** `/badge/SERVICE/METRIC.svg`, for services that show badges; of others nobody learns whether they are there. */
export async function badgeRoutes(
  fastify: FastifyInstance,
  { clock }: { readonly clock: () => number },
): Promise<void> {
  const drawings = new Drawings<string | null>({ clock, staysFor })
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = askedOf(request)
    if (asked === null) return answerProblem(request, reply, none)
    let svg: string | null
    try {
      svg = await drawings.of(JSON.stringify(asked), () => drawn(fastify, asked))
    } catch (error) {
      if (!(error instanceof TooManyDrawings)) request.log.warn({ err: error }, 'A badge could not be drawn.')
      return answerProblem(request, reply, busy)
    }
    return svg === null ? answerProblem(request, reply, none) : send(request, reply, svg)
  }
  fastify.get('/badge/:service/:file', answer)
  refuseOthers(fastify, '/badge/:service/:file', ['GET', 'HEAD'])
}
