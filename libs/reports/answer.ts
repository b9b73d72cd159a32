/** Shapes of the answer that a comparison is made of: what `comparisonQuestion` asks for. */

export interface IntervalAnswer {
  readonly low: number | null
  readonly high: number | null
  readonly level: number
}

export interface FlagAnswer {
  readonly code: string
  readonly count: number
  readonly message: string
}

/** What is asked of every metric. */
export interface AnsweredMetric {
  readonly sampleSize: number
  readonly insufficient: boolean
  readonly provisional: boolean
  readonly unavailableReason: string | null
  readonly coverage: number | null
  readonly interval: IntervalAnswer | null
  readonly flags: readonly FlagAnswer[]
  readonly definition: { readonly text: string; readonly rulesVersion: string }
}

export interface StageAnswer {
  readonly stage: string
  readonly sampleSize: number
  readonly medianSeconds: number | null
  readonly meanSeconds: number | null
  readonly share: number | null
}

export interface MetricsAnswer {
  readonly deploymentFrequency: AnsweredMetric & { readonly perWeek: number | null }
  readonly leadTimeForChanges: AnsweredMetric & {
    readonly medianSeconds: number | null
    readonly meanSeconds: number | null
    readonly stages: readonly StageAnswer[]
  }
  readonly changeFailureRate: AnsweredMetric & { readonly rate: number | null }
  readonly timeToRestore: AnsweredMetric & { readonly medianSeconds: number | null }
  readonly deploymentReworkRate: AnsweredMetric & { readonly rate: number | null }
}

export interface WindowAnswer {
  readonly from: string
  readonly to: string
  readonly timeZone: string
}

/** What is compared, and with what. */
export interface ComparisonAnswer<M extends MetricsAnswer = MetricsAnswer> {
  readonly compare: {
    readonly window: WindowAnswer
    readonly against: WindowAnswer | null
    readonly rows: readonly {
      readonly service: { readonly name: string; readonly team: { readonly name: string } | null }
      readonly metrics: M
      readonly before: M | null
    }[]
  }
}
