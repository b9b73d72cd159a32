/** Shapes of what the documents in `queries/` ask for. The schema test checks the documents; these follow them. */
import type { Writer } from './definition-choice.ts'

export interface Interval {
  readonly low: number | null
  readonly high: number | null
  readonly level: number
}

export interface Flag {
  readonly code: string
  readonly count: number
  readonly message: string
}

export type UnavailableReason =
  | 'NO_DATA'
  | 'NO_DEPLOYMENTS'
  | 'TOO_FEW'
  | 'NO_PREDECESSOR'
  | 'NOT_REACHED'
  | 'NOT_CONFIGURED'
  | 'AMBIGUOUS_ENVIRONMENT'

/** What every metric is asked for, in every window. */
export interface Certainty {
  readonly sampleSize: number
  readonly insufficient: boolean
  readonly unavailableReason: UnavailableReason | null
  readonly interval: Interval | null
}

/** What only the window in question is asked for beside it; the one before does without. */
export interface Quality {
  readonly displayName?: string
  readonly definition?: { readonly text: string; readonly rulesVersion: string }
  readonly window?: { readonly from: string; readonly to: string }
  readonly coverage?: number | null
  readonly flags?: readonly Flag[]
}

export interface FrequencyAnswer extends Certainty, Quality {
  readonly perWeek: number | null
}
export interface DurationAnswer extends Certainty, Quality {
  readonly medianSeconds: number | null
}
export interface RestoreAnswer extends DurationAnswer {
  readonly openCount?: number
  readonly atLeastSeconds?: number | null
}
export interface RateAnswer extends Certainty, Quality {
  readonly rate: number | null
}

export interface MetricAnswers {
  readonly deploymentFrequency: FrequencyAnswer
  readonly leadTimeForChanges: DurationAnswer
  readonly changeFailureRate: RateAnswer & { readonly failed?: number; readonly deployments?: number }
  readonly timeToRestore: RestoreAnswer
  readonly deploymentReworkRate: RateAnswer & { readonly rework?: number; readonly deployments?: number }
}

export interface FrequencyPoint {
  readonly start: string
  readonly end: string
  readonly count: number
}
export interface DurationPoint {
  readonly start: string
  readonly end: string
  readonly sampleSize: number
  readonly medianSeconds: number | null
  readonly p90Seconds: number | null
  readonly interval: Interval | null
}
export interface RatePoint {
  readonly start: string
  readonly end: string
  readonly rate: number | null
  readonly numerator: number
  readonly denominator: number
  readonly interval: Interval | null
}

export interface Page<T> {
  readonly totalCount: number
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly T[]
}

export interface StatusAnswer {
  readonly environments: readonly { readonly name: string; readonly tier: string }[]
  readonly sources: readonly { readonly name: string }[]
  readonly dashboards: readonly { readonly name: string; readonly title: string }[]
  readonly ingest: { readonly pending: number; readonly lastEventAt: string | null }
}

/** A deployment as lists have it. */
export interface ListedDeployment {
  readonly id: string
  readonly version: string
  readonly kind: string
  readonly outcome: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly liveAt: string | null
}

/** When a deployment was live, else ended, else began. */
export type DeploymentTimes = Pick<ListedDeployment, 'liveAt' | 'finishedAt' | 'startedAt'>

export interface OverviewService {
  readonly name: string
  readonly discovered: boolean
  readonly openAlerts: number
  readonly team: { readonly name: string } | null
  readonly deployments: { readonly nodes: readonly ListedDeployment[] }
  readonly metrics: MetricAnswers & {
    readonly deploymentFrequency: FrequencyAnswer & {
      readonly count: number
      readonly series: readonly FrequencyPoint[]
    }
  }
}

export interface OverviewAnswer {
  readonly services: Page<OverviewService>
}

/** How many samples took from so long to so long; null: no end. */
export interface DurationBin {
  readonly fromSeconds: number
  readonly toSeconds: number | null
  readonly count: number
}

export interface StageDuration {
  readonly stage: string
  /** Samples that have it; the median is over them, the mean over all. */
  readonly sampleSize: number
  readonly medianSeconds: number | null
  readonly meanSeconds: number | null
  readonly share: number | null
}

/** Lead time of what one kind of author wrote. */
export interface LeadTimeByWriter {
  readonly authorship: Writer
  readonly sampleSize: number
  readonly medianSeconds: number | null
  readonly unavailableReason: UnavailableReason | null
}

export interface ServiceMetrics extends MetricAnswers {
  readonly deploymentFrequency: FrequencyAnswer & {
    readonly count: number
    readonly activeDays: number
    readonly workingDays: number
    readonly daysSinceLast: number | null
    readonly attempts: number
    readonly failedAttempts: number
    readonly aborted: number
    readonly byKind: readonly { readonly kind: string; readonly count: number }[]
    readonly series: readonly FrequencyPoint[]
  }
  readonly leadTimeForChanges: DurationAnswer & {
    readonly p75Seconds: number | null
    readonly p90Seconds: number | null
    readonly changesPerDeployment: number | null
    readonly linesPerChange: number | null
    /** Only the page of a service asks for it. */
    readonly byAuthorship?: readonly LeadTimeByWriter[]
    readonly pending: {
      readonly count: number
      /** Where it is `AT_LEAST`, zero says nothing. */
      readonly bound: 'EXACT' | 'AT_LEAST' | 'AT_MOST' | 'NEITHER'
      readonly unknownReason: string | null
      readonly oldestSinceStartSeconds: number | null
      readonly oldestSinceMergeSeconds: number | null
    }
    readonly stages: readonly StageDuration[]
    readonly distribution: readonly DurationBin[]
    readonly series: readonly DurationPoint[]
  }
  readonly changeFailureRate: RateAnswer & {
    readonly failed: number
    readonly deployments: number
    readonly confirmedRate: number | null
    readonly byTimeAlone: number
    readonly byTimeAloneExpectedByChance: number | null
    readonly series: readonly RatePoint[]
  }
  readonly timeToRestore: RestoreAnswer & {
    readonly openCount: number
    readonly atLeastSeconds: number | null
    readonly impactSeconds: number | null
    readonly allIncidentsMedianSeconds: number | null
    readonly allIncidentsCount: number
    readonly byRemedy: readonly {
      readonly remedy: string
      readonly count: number
      readonly medianSeconds: number | null
    }[]
    readonly series: readonly DurationPoint[]
  }
  readonly deploymentReworkRate: RateAnswer & {
    readonly rework: number
    readonly deployments: number
    readonly series: readonly RatePoint[]
  }
  readonly checks: {
    readonly p50Seconds: number | null
    readonly p90Seconds: number | null
    readonly rerunShare: number | null
    readonly sampleSize: number
  }
}

export interface ServiceAnswer {
  readonly service: {
    readonly name: string
    readonly discovered: boolean
    readonly paths: readonly string[]
    readonly team: { readonly name: string } | null
    readonly repository: { readonly name: string; readonly url: string | null } | null
    readonly environments: readonly { readonly name: string; readonly tier: string }[]
    readonly deployments: { readonly nodes: readonly DeploymentTimes[] }
    readonly metrics: ServiceMetrics
  } | null
}

export interface BeforeAnswer {
  readonly service: { readonly metrics: MetricAnswers } | null
}
