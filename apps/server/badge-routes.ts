import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { badge } from '#access/badge'
import { type EmbedMetric, embedMetrics } from '#access/embed'
import { publicViewer } from '#access/scope'
import { badgeDocument } from '#graphql/embed/documents'
import { answerProblem, HttpProblem } from './answer.ts'
import { refuseOthers } from './methods.ts'

/** Milliseconds for which a badge is drawn from memory. */
const staysFor = 300_000
const mostKept = 1_000
/** Badges that are asked of the database at a time; nobody who looks at badges keeps others from their answers. */
const mostAtOnce = 4

const windows = ['P30D', 'P90D', 'P180D', 'P365D']
const labels: Readonly<Record<EmbedMetric, string>> = {
  deploymentFrequency: 'deployments',
  leadTimeForChanges: 'lead time',
  changeFailureRate: 'change fail rate',
  timeToRestore: 'recovery time',
  deploymentReworkRate: 'rework rate',
}

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
      readonly metrics: Readonly<Record<string, { readonly value: number | null } | undefined>>
    } | null
  } | null
}

/** What Mercurius adds to the server. */
interface AsksGraphql {
  graphql(document: string, context: object, variables: object): Promise<Answered>
}

const rounded = (value: number): string => String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))

/** A value with its unit. */
function words(metric: EmbedMetric, value: number | null): string {
  if (value === null) return 'no data'
  if (metric === 'deploymentFrequency') return `${rounded(value)} a week`
  if (metric === 'changeFailureRate' || metric === 'deploymentReworkRate') return `${rounded(value * 100)} %`
  if (value < 5_400) return `${rounded(value / 60)} min`
  return value < 172_800 ? `${rounded(value / 3_600)} h` : `${rounded(value / 86_400)} d`
}

/** What is asked for; null where there can be no such badge. */
function askedOf(request: FastifyRequest): Asked | null {
  const { service = '', file = '' } = request.params as { readonly service?: string; readonly file?: string }
  const { environment = 'production', last = 'P90D' } = request.query as Readonly<Record<string, string | undefined>>
  const metric = embedMetrics.find((each) => `${each}.svg` === file)
  const isShort = [service, environment].every((name) => typeof name === 'string' && name !== '' && name.length <= 300)
  return metric === undefined || !isShort || !windows.includes(last) ? null : { service, metric, environment, last }
}

/** Draws a badge; null where the service shows none, or there is no such service. */
async function drawn(fastify: FastifyInstance, { service, metric, environment, last }: Asked): Promise<string | null> {
  const variables = { name: service, environment, window: { last, timeZone: 'UTC' } }
  const { data } = await (fastify as unknown as AsksGraphql).graphql(
    badgeDocument(metric),
    { viewer: publicViewer, reply: null },
    variables,
  )
  const found = data?.service
  if (found?.badges !== true) return null
  return badge(`${service} ${labels[metric]}`, words(metric, found.metrics[metric]?.value ?? null))
}

const none = new HttpProblem(404, { code: 'NOT_FOUND', message: 'There is no badge at this address.' })
const busy = new HttpProblem(
  503,
  { code: 'BUSY', message: 'Too many badges are asked for at this moment.' },
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
  const kept = new Map<string, { readonly svg: string | null; readonly until: number }>()
  let underWay = 0
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const asked = askedOf(request)
    if (asked === null) return answerProblem(request, reply, none)
    const key = JSON.stringify(asked)
    const known = kept.get(key)
    if (known === undefined || known.until <= clock()) {
      if (underWay >= mostAtOnce) return answerProblem(request, reply, busy)
      underWay += 1
      const svg = await drawn(fastify, asked).finally(() => {
        underWay -= 1
      })
      if (kept.size >= mostKept) kept.clear()
      kept.set(key, { svg, until: clock() + staysFor })
    }
    const svg = kept.get(key)?.svg ?? null
    return svg === null ? answerProblem(request, reply, none) : send(request, reply, svg)
  }
  fastify.get('/badge/:service/:file', answer)
  refuseOthers(fastify, '/badge/:service/:file', ['GET', 'HEAD'])
}
