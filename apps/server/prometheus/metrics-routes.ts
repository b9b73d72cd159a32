import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Gauge, Registry } from 'prom-client'
import type { EmbedLimits } from '#access/ask-limit'
import { blockingError } from '#dashboards/blocking-error'
import type { Database } from '#storage/database'
import { outboxHealth } from '#storage/stores/outbox'
import { answerProblem, HttpProblem } from '../answer.ts'
import { askInside } from '../ask-inside.ts'
import { refuseOthers } from '../methods.ts'
import { addEmbeds, addHealth, addOutbox, processRegistry } from './health-gauges.ts'
import { type ScrapeAnswer, scrapeDocument, type ScrapedService } from './scrape.ts'
import { addServices } from './service-gauges.ts'

/** Services of one scrape; of more, how many were left out is a number of its own. */
const mostServices = 1_000

/** Windows that may be asked for: each is a series of its own to whoever stores it. */
const windows = ['P7D', 'P14D', 'P28D', 'P30D', 'P90D'] as const

interface Asked {
  readonly environment: string
  readonly last: string
}

function askedOf(request: FastifyRequest): Asked {
  const { environment = 'production', last = 'P30D', ...others } = request.query as Readonly<Record<string, unknown>>
  const [other] = Object.keys(others)
  const refusal = (message: string): HttpProblem => new HttpProblem(400, { code: 'BAD_USER_INPUT', message })
  if (other !== undefined)
    throw refusal(`${other.slice(0, 100)} means nothing here; environment and last may be given.`)
  if (typeof environment !== 'string' || environment === '' || environment.length > 300)
    throw refusal('environment is one name, such as production.')
  if (!windows.some((each) => each === last)) throw refusal(`last is one of ${windows.join(', ')}.`)
  return { environment, last: String(last) }
}

/** Asks the public API with the asker's own token, in this process. */
async function ask(
  fastify: FastifyInstance,
  request: FastifyRequest,
  { environment, last }: Asked,
  after: string | null,
): Promise<ScrapeAnswer> {
  const variables = { environment, window: { last }, after, withHealth: after === null }
  const { status, data, errors } = await askInside(fastify, request.headers.authorization, scrapeDocument, variables)
  // An error that concerns one service stands for that service; its numbers are unknown then.
  const error = blockingError({ data, errors })
  if (data !== null && error === undefined) return data as ScrapeAnswer
  const code = error?.extensions?.code ?? 'INTERNAL'
  const problem = { code, message: error?.message ?? 'The API did not answer.' }
  throw new HttpProblem(statusOf(code, status), problem, code === 'UNAUTHENTICATED' ? challenge : {})
}

const challenge = { 'www-authenticate': 'Bearer' }

/** GraphQL answers with 200 where it refuses a part; a scrape has no parts. */
function statusOf(code: string, status: number): number {
  if (code === 'FORBIDDEN') return 403
  if (code === 'INTERNAL') return 500
  return status >= 400 ? status : 400
}

export interface MetricsRoutesOptions {
  readonly db: Database
  readonly clock: () => number
  readonly embedLimits: EmbedLimits
}

async function scrape(
  fastify: FastifyInstance,
  request: FastifyRequest,
  { db, clock, embedLimits }: MetricsRoutesOptions,
): Promise<string> {
  const asked = askedOf(request)
  const registry = new Registry()
  const services: ScrapedService[] = []
  let page = await ask(fastify, request, asked, null)
  const { ingest, sources } = page
  if (ingest !== undefined && sources !== undefined) addHealth(registry, { ingest, sources })
  services.push(...page.services.nodes)
  while (page.services.pageInfo.hasNextPage && services.length < mostServices) {
    page = await ask(fastify, request, asked, page.services.pageInfo.endCursor)
    services.push(...page.services.nodes)
  }
  addOutbox(registry, await outboxHealth(db), clock())
  addEmbeds(registry, embedLimits)
  addServices(registry, services.slice(0, mostServices), asked.environment)
  const leftOut = new Gauge({
    name: 'leadline_services_left_out',
    help: `Services beyond the first ${mostServices} by name, which have no series here.`,
    registers: [registry],
  })
  leftOut.set(Math.max(0, page.services.totalCount - Math.min(services.length, mostServices)))
  return Registry.merge([registry, processRegistry()]).metrics()
}

/** `GET /metrics`: the five metrics of each service and Leadline's own health, for Prometheus; for who may read. */
export async function metricsRoutes(fastify: FastifyInstance, options: MetricsRoutesOptions): Promise<void> {
  fastify.get('/metrics', async (request, reply) => {
    try {
      const text = await scrape(fastify, request, options)
      return await reply.type(Registry.PROMETHEUS_CONTENT_TYPE).send(text)
    } catch (error) {
      if (error instanceof HttpProblem) return answerProblem(request, reply, error)
      throw error
    }
  })
  refuseOthers(fastify, '/metrics', ['GET', 'HEAD'])
}
