import type { MetricAnswers, ServiceMetrics } from '../answers.ts'
import { blockingError, type Envelope, type GraphqlError } from '../blocking-error.ts'
import type { MetricName } from '../metric-view.ts'

/** What an embed is of, as the server says. */
export interface EmbedFacts {
  readonly name: string
  readonly part: 'METRIC' | 'STAGES' | 'SERVICE' | 'DASHBOARD'
  readonly metric: MetricName | null
  readonly service: string | null
  readonly dashboard: string | null
  readonly environment: string
  readonly timeZone: string
  readonly theme: 'AUTO' | 'LIGHT' | 'DARK'
  readonly steps: 'DAY' | 'WEEK' | 'MONTH'
}

/** Of the metrics, those that the part shows are there. Of a dashboard there is no service, and all that it asks. */
export interface EmbedAnswer {
  readonly viewer: { readonly embed: EmbedFacts }
  readonly service?: {
    readonly name: string
    readonly metrics: Partial<ServiceMetrics>
    /** Over the window before. */
    readonly before?: Partial<MetricAnswers>
    /** When the rules changed. */
    readonly ruleChanges?: readonly { readonly at: string }[]
  } | null
}

/** Why there is nothing to show, in words for whoever looks. */
export class EmbedProblem extends Error {
  constructor(
    message: string,
    /** Seconds after which a good embed asks again, and shows what it shows until then; null where only the usual next look does. */
    readonly retryAfter: number | null = null,
  ) {
    super(message)
  }
}

interface EmbedEnvelope extends Envelope<EmbedAnswer> {
  readonly message?: string
}

/** The origin of an address such as `https://leadline.example/`; null where it is none of the web. */
export function originOf(src: string): string | null {
  if (!URL.canParse(src)) return null
  const { origin, protocol } = new URL(src)
  return protocol === 'https:' || protocol === 'http:' ? origin : null
}

/** A browser does not say whether a server is away or lets this page ask nothing; what anybody may load tells. */
async function whyNot(origin: string, signal: AbortSignal): Promise<EmbedProblem> {
  try {
    await fetch(`${origin}/embed.js`, { method: 'HEAD', credentials: 'omit', signal })
  } catch (error) {
    if (signal.aborted) throw error
    return new EmbedProblem(`Leadline at ${origin} does not answer.`)
  }
  return new EmbedProblem(
    `This embed is not for pages of ${window.location.origin}. Whoever made it can make one that is.`,
  )
}

async function send(origin: string, publicId: string, token: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(`${origin}/graphql?embed=${encodeURIComponent(publicId)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"documentId":"embed"}',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
    })
  } catch (error) {
    if (signal.aborted) throw error
    throw await whyNot(origin, signal)
  }
}

/** The limit of an embed says that the embed is good; that of a network says nothing of it. */
function patienceOf({ extensions }: GraphqlError): number | null {
  return extensions?.code === 'EMBED_BUSY' ? (extensions.retryAfterSeconds ?? null) : null
}

/**
 * Asks the GraphQL API of a Leadline for what an embed is of.
 *
 * @throws EmbedProblem with words for whoever looks; and the signal's reason when it was aborted.
 */
export async function askEmbed(
  src: string,
  publicId: string,
  token: string,
  signal: AbortSignal,
): Promise<EmbedAnswer> {
  const origin = originOf(src)
  if (origin === null || publicId === '' || !/^[\w.-]{1,1000}$/.test(token))
    throw new EmbedProblem('The snippet of this embed is not whole. Put it in anew.')
  const response = await send(origin, publicId, token, signal)
  const envelope = (await response.json().catch(() => ({}))) as EmbedEnvelope
  const error = blockingError(envelope)
  if (error !== undefined) throw new EmbedProblem(error.message, patienceOf(error))
  if (!response.ok || !envelope.data)
    throw new EmbedProblem(envelope.message ?? `Leadline answered with status ${response.status}.`)
  return envelope.data
}
