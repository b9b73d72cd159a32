import { SECOND } from '#domain/instant'
import type { DeploymentFact, FailureFact, IncidentFact } from '#metrics/facts'
import type { LeadTimeSample } from '#metrics/lead-time-for-changes'
import { changeRefOf, changeView } from '../change/change-view.ts'
import type { RecordReads } from '../record-reads.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf } from '../relay/cursor.ts'
import { globalId } from '../relay/global-id.ts'
import { type PageRequest, pageOfList } from '../relay/page.ts'
import type { ChangeView, DeploymentView, FailureView, IncidentView } from '../views.ts'
import { flagViews } from './flag-view.ts'
import type { LeadTimeSampleType } from './lead-time.type.ts'
import type { InStream, MetricsView } from './metrics-view.ts'

export interface LeadTimeSampleView extends LeadTimeSampleType {
  readonly change: ChangeView | null
  readonly deployment: DeploymentView
}

function streamOf(metrics: MetricsView, fact: object): MetricsView['streams'][number] {
  const { streamId } = fact as InStream
  const found = metrics.streams.find((stream) => stream.id === streamId)
  if (found === undefined) throw new Error(`a fact of stream ${streamId} was counted, which was not asked for`)
  return found
}

/** Loads what the entries of a page stand for; entries whose record vanished while they were read are left out. */
async function loaded<Item, Node>(
  page: Connection<Item>,
  load: (item: Item) => Promise<Node | null>,
): Promise<Connection<Node>> {
  const found = await Promise.all(page.edges.map(async ({ cursor, node }) => ({ cursor, node: await load(node) })))
  const edges = found.flatMap(({ cursor, node }) => (node === null ? [] : [{ cursor, node }]))
  return { edges, nodes: edges.map((edge) => edge.node), pageInfo: page.pageInfo, totalCount: page.totalCount }
}

/** The deployments that a number counted, the latest first. */
export async function deploymentsPage(
  metrics: MetricsView,
  facts: readonly DeploymentFact[],
  request: PageRequest,
  list: string,
): Promise<Connection<DeploymentView>> {
  const page = pageOfList(facts, request, questionOf(list, metrics.question()), {
    key: (fact) => [-fact.at, (fact as unknown as InStream).streamId, fact.key],
    node: (fact) => fact,
  })
  return loaded(page, (fact) => metrics.origin.deployment(streamOf(metrics, fact), fact.key))
}

/** A deployment that ended FAILED is a failure by its own word, where the definition counts it. */
function endedFailed(deployment: DeploymentFact, metrics: MetricsView): FailureView {
  const stream = streamOf(metrics, deployment)
  return {
    __typename: 'Failure',
    id: globalId('Failure', stream.service, stream.environment, deployment.key),
    stream,
    origin: metrics.origin,
    deploymentKey: deployment.key,
    restoredByKey: null,
    restoredByFlag: null,
    incidentKeys: [],
    basis: 'OUTCOME',
    confidence: 'HIGH',
    impactStartedAt: deployment.at,
    restoredAt: null,
    restoredRule: null,
    seconds: null,
    remedy: null,
    evidence: [
      {
        from: `deployment ${deployment.key}`,
        to: `outcome ${deployment.outcome}`,
        method: 'OUTCOME',
        confidence: 'HIGH',
        at: deployment.at,
        deliveries: [],
        missing: false,
        mend: null,
      },
    ],
  }
}

export interface Failed {
  readonly deployment: DeploymentFact | null
  readonly failure: FailureFact | null
  /** Time to restore as it was counted, where it was. */
  readonly seconds?: number
}

/** A failure that another system's rules make, which no table holds. */
function madeFailure(failure: FailureFact, { deployment, seconds }: Failed, metrics: MetricsView): FailureView | null {
  if (deployment === null) return null
  const counted = failure.duration === null ? null : failure.duration / SECOND
  return {
    ...endedFailed(deployment, metrics),
    restoredByKey: failure.restoredByKey ?? null,
    incidentKeys: failure.incidents,
    basis: failure.basis,
    confidence: failure.confidence,
    impactStartedAt: failure.impactStartedAt,
    restoredAt: failure.restoredAt,
    restoredRule: failure.restoredRule,
    seconds: seconds ?? counted,
    remedy: failure.remedy,
    evidence: [],
  }
}

/** The failures that a number counted, the latest first. */
export async function failuresPage(
  metrics: MetricsView,
  failed: readonly Failed[],
  request: PageRequest,
  list: string,
): Promise<Connection<FailureView>> {
  const isMade = metrics.scope.definition.preset !== 'LEADLINE'
  const page = pageOfList(failed, request, questionOf(list, metrics.question()), {
    key: ({ deployment, failure }) => {
      const fact = failure ?? deployment
      const inStream = isMade ? deployment : fact
      return [-(fact?.at ?? 0), (inStream as unknown as InStream).streamId, fact?.key ?? '']
    },
    node: (entry) => entry,
  })
  return loaded(page, async (entry) => {
    const { deployment, failure } = entry
    if (failure !== null && isMade) return madeFailure(failure, entry, metrics)
    if (failure !== null) return metrics.origin.failure(streamOf(metrics, failure), failure.key)
    return deployment === null ? null : endedFailed(deployment, metrics)
  })
}

/** The incidents that a number counted, the latest first. */
export async function incidentsPage(
  metrics: MetricsView,
  incidents: readonly IncidentFact[],
  request: PageRequest,
  list: string,
): Promise<Connection<IncidentView>> {
  const page = pageOfList(incidents, request, questionOf(list, metrics.question()), {
    key: (fact) => [-fact.openedAt, (fact as unknown as InStream).streamId, fact.key],
    node: (fact) => fact,
  })
  return loaded(page, async (fact) => (await metrics.origin.incidents(streamOf(metrics, fact), [fact.key]))[0] ?? null)
}

/** The samples of lead time, the latest or the slowest first. */
export async function samplesPage(
  metrics: MetricsView,
  samples: readonly LeadTimeSample[],
  request: PageRequest & { readonly slowestFirst: boolean },
  records: RecordReads,
): Promise<Connection<LeadTimeSampleView>> {
  const page = pageOfList(samples, request, questionOf('samples', request.slowestFirst, metrics.question()), {
    key: (sample) => {
      const fact = sample.commit ?? sample.change ?? sample.deployment
      const key = sample.commit?.sha ?? sample.change?.key ?? sample.deployment?.key ?? ''
      const first = request.slowestFirst ? -sample.seconds : -sample.liveAt
      return [first, (fact as unknown as InStream).streamId, sample.liveAt, key]
    },
    node: (sample) => sample,
  })
  return loaded(page, (sample) => sampleView(sample, metrics, records))
}

async function sampleView(
  sample: LeadTimeSample,
  metrics: MetricsView,
  records: RecordReads,
): Promise<LeadTimeSampleView | null> {
  const fact = sample.commit ?? sample.change ?? sample.deployment
  const key = sample.commit?.deploymentKey ?? sample.change?.deploymentKey ?? sample.deployment?.key
  if (fact === null || key === undefined) return null
  const changeKey = sample.change?.key ?? sample.commit?.changeKey
  const ref = changeKey === undefined ? null : changeRefOf(changeKey)
  const [deployment, change] = await Promise.all([
    metrics.origin.deployment(streamOf(metrics, fact), key),
    ref === null ? null : records.change.load(ref).then((row) => changeView(ref, row)),
  ])
  if (deployment === null) return null
  const { startedAt, liveAt, seconds, stages } = sample
  return {
    change,
    deployment,
    commitSha: sample.commit?.sha ?? null,
    startedAt,
    liveAt,
    seconds,
    stages,
    flags: flagViews(sample.flags),
  }
}
