import type { FrequencyAnswer, Quality, RateAnswer, DurationAnswer, Interval } from '#dashboards/answers'
import type { ChangeRow, DeploymentDetail, FailureRow, SampleRow } from '#dashboards/evidence-answers'
import type { MetricNumbers } from '#dashboards/metric-facts'
import type { MetricName } from '#dashboards/metric-view'
import type { Rework } from '#dashboards/rework-words'
import type { Settled } from '#dashboards/settled-words'

/** A deployment in a list that a value was counted from. */
export interface CountedDeployment {
  readonly id: string
  readonly version: string
  readonly kind: string
  readonly liveAt: string | null
  readonly sha: string | null
  readonly labels: readonly string[]
  readonly changes: { readonly totalCount: number }
  readonly changesUnavailableReason: string | null
  readonly rework: readonly Rework[]
}

export interface Listed<T> {
  readonly totalCount: number
  readonly nodes: readonly T[]
}

/** What a value was counted from, by what it is made of. */
export type Evidence =
  | { readonly of: 'changes'; readonly list: Listed<SampleRow> }
  | { readonly of: 'failures'; readonly list: Listed<FailureRow> }
  | { readonly of: 'deployments'; readonly list: Listed<CountedDeployment> }

type Answered = (FrequencyAnswer | RateAnswer | DurationAnswer) &
  Quality & {
    readonly interval: (Interval & { readonly method: string }) | null
    readonly window: { readonly from: string; readonly to: string; readonly timeZone: string }
    readonly deployments?: Listed<CountedDeployment> | number
    readonly failures?: Listed<FailureRow>
    readonly samples?: Listed<SampleRow> | Listed<FailureRow> | Listed<CountedDeployment>
  }

export interface ExplainAnswer {
  readonly service: {
    readonly name: string
    readonly environments: readonly { readonly name: string; readonly tier: string }[]
    readonly metrics: MetricNumbers & Readonly<Record<MetricName, Answered>>
  } | null
  /** Asked for where incidents make the metric. */
  readonly corrected?: Listed<Corrected>
}

export type ChainChange = Omit<ChangeRow, 'authorship' | 'additions' | 'deletions'>

/** An incident about which people settled something. */
export interface Corrected {
  readonly externalId: string
  readonly title: string | null
  readonly overrides: readonly Settled[]
}

type Untold = 'changes' | 'images' | 'arrivals' | 'abortReason'
export type ChainDeployment = Omit<DeploymentDetail, Untold> & {
  readonly commitConfidence: string | null
  /** Absent where one change alone was asked for. */
  readonly changes?: Listed<ChainChange>
}

export interface ChainAnswer {
  readonly deployment: ChainDeployment | null
  readonly change?: ChainChange | null
}

/** One entry of the evidence, opened. */
export interface Opened {
  /** Counted from 1, in the order of the list. */
  readonly number: number
  readonly deployment: ChainDeployment
  /** What it is the lead time of; null where it is no lead time. */
  readonly change: ChainChange | null
}

export interface Explanation {
  readonly metric: MetricName
  readonly environment: string
  readonly service: NonNullable<ExplainAnswer['service']>
  /** Incidents of the window that people corrected, those too that count as no failure any more. */
  readonly corrected: Listed<Corrected>
  readonly opened: Opened | null
}

/** The list behind the value of one metric. */
export function evidenceOf({ metric, service: { metrics } }: Pick<Explanation, 'metric' | 'service'>): Evidence {
  const { deployments, failures, samples } = metrics[metric]
  const none = { totalCount: 0, nodes: [] }
  switch (metric) {
    case 'leadTimeForChanges':
      return { of: 'changes', list: (samples as Listed<SampleRow> | undefined) ?? none }
    case 'changeFailureRate':
      return { of: 'failures', list: failures ?? none }
    case 'timeToRestore':
      return { of: 'failures', list: (samples as Listed<FailureRow> | undefined) ?? none }
    case 'deploymentReworkRate':
      return { of: 'deployments', list: (samples as Listed<CountedDeployment> | undefined) ?? none }
    case 'deploymentFrequency':
      return { of: 'deployments', list: typeof deployments === 'object' ? deployments : none }
  }
}
