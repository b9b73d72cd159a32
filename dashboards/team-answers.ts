/** Shapes of what the documents of a team's page ask for. */
import type { AlertLine } from './alert-answers.ts'
import type { MetricAnswers, OverviewService, ServiceMetrics } from './answers.ts'
import type { IncidentRow } from './evidence-answers.ts'
import type { RunningRow } from './running-answers.ts'

export interface TeamAnswer {
  readonly team: {
    readonly name: string
    readonly metrics: {
      readonly pooled: ServiceMetrics
      readonly services: readonly {
        readonly service: Omit<OverviewService, 'metrics'>
        readonly metrics: OverviewService['metrics']
      }[]
    }
  } | null
}

export interface TeamBeforeAnswer {
  readonly team: { readonly metrics: { readonly pooled: MetricAnswers } } | null
}

/** What of a team is open now. */
export interface TeamNowAnswer {
  readonly incidents: {
    readonly totalCount: number
    readonly nodes: readonly (IncidentRow & { readonly services: readonly { readonly name: string }[] })[]
  }
  readonly alerts: {
    readonly totalCount: number
    readonly nodes: readonly (AlertLine & { readonly service: { readonly name: string } })[]
  }
  readonly running: readonly Pick<RunningRow, 'placement' | 'service' | 'onItsWay'>[]
}
