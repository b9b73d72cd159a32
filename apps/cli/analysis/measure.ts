import type { AnalysedCoverage, AnalysedStream, Analysis, SlowChange } from '#dashboards/analysis'
import type { ServiceMetrics } from '#dashboards/answers'
import type { PrivateLeadline } from '../private-leadline.ts'
import { streamQuestion, streamsQuestion } from './question.ts'

type Window = Analysis['window']

interface NamedEnvironment {
  readonly name: string
  readonly tier: string
}

interface StreamsAnswer {
  readonly services: {
    readonly nodes: readonly { readonly name: string; readonly environments: readonly NamedEnvironment[] }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}

interface Sample {
  readonly seconds: number
  readonly liveAt: string
  readonly commitSha: string | null
  readonly deployment: { readonly version: string }
  readonly change: Pick<SlowChange, 'number' | 'sha' | 'title' | 'url'> | null
}

interface StreamAnswer {
  readonly service: {
    readonly metrics: Omit<ServiceMetrics, 'leadTimeForChanges'> & {
      readonly leadTimeForChanges: ServiceMetrics['leadTimeForChanges'] & {
        readonly samples: { readonly nodes: readonly Sample[] }
      }
    }
  } | null
  readonly coverage: AnalysedCoverage
}

/** Production first, then by name. */
const tiers = ['PRODUCTION', 'STAGING', 'TESTING', 'DEVELOPMENT', 'OTHER', 'EPHEMERAL']

function slowChange({ seconds, liveAt, commitSha, deployment, change }: Sample): SlowChange {
  return {
    seconds,
    liveAt,
    version: deployment.version,
    number: change?.number ?? null,
    sha: change?.sha ?? commitSha,
    title: change?.title ?? null,
    url: change?.url ?? null,
  }
}

/** Bucket of the small charts: at most some forty steps. */
export function bucketOf({ from, to }: Window): Analysis['by'] {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000
  if (days <= 31) return 'DAY'
  return days <= 280 ? 'WEEK' : 'MONTH'
}

async function streamsOf(leadline: PrivateLeadline, names: readonly string[]) {
  const found: { service: string; environment: NamedEnvironment }[] = []
  let after: string | null = null
  do {
    const { services }: StreamsAnswer = await leadline.ask<StreamsAnswer>(streamsQuestion, { names, after })
    for (const { name, environments } of services.nodes)
      for (const environment of environments) found.push({ service: name, environment })
    after = services.pageInfo.hasNextPage ? services.pageInfo.endCursor : null
  } while (after !== null)
  const rank = ({ tier }: NamedEnvironment): number => tiers.indexOf(tier)
  return found.toSorted(
    (a, b) =>
      a.service.localeCompare(b.service) ||
      rank(a.environment) - rank(b.environment) ||
      a.environment.name.localeCompare(b.environment.name),
  )
}

/** Everything about these services, wherever they were deployed, in one window. */
export async function measureStreams(
  leadline: PrivateLeadline,
  services: readonly string[],
  window: Window,
): Promise<AnalysedStream[]> {
  if (services.length === 0) return []
  const by = bucketOf(window)
  const measured: AnalysedStream[] = []
  for (const { service, environment } of await streamsOf(leadline, services)) {
    const variables = { service, environment: environment.name, window, by }
    const { service: answer, coverage } = await leadline.ask<StreamAnswer>(streamQuestion, variables)
    if (answer === null) continue
    const { samples, ...leadTimeForChanges } = answer.metrics.leadTimeForChanges
    measured.push({
      service,
      environment: environment.name,
      tier: environment.tier,
      metrics: { ...answer.metrics, leadTimeForChanges },
      slowest: samples.nodes.map(slowChange),
      coverage,
    })
  }
  return measured
}
