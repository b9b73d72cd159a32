import type { AskingPart } from '../libs/reports/dashboard-question.ts'
import type { ListedDeployment, MetricAnswers, ServiceMetrics } from './answers.ts'
import type { MetricName } from './metric-view.ts'

/** One tile, as `DashboardPart` of the API has it. */
export interface DashboardPartAnswer extends AskingPart {
  readonly width: number
  readonly title: string | null
  readonly metric: MetricName | null
  readonly text: string | null
}

/** A dashboard as the API answers it. */
export interface DashboardAnswerOf {
  readonly name: string
  readonly title: string
  readonly variables: {
    readonly services: readonly string[]
    readonly teams: readonly string[]
    readonly environments: readonly string[]
    readonly last: string
    readonly timeZone: string
  }
  readonly rows: readonly { readonly parts: readonly DashboardPartAnswer[] }[]
}

export interface DashboardAnswer {
  readonly dashboard: DashboardAnswerOf | null
  readonly dashboards: readonly { readonly name: string; readonly title: string }[]
}

export interface ListedService {
  readonly name: string
  readonly metrics: MetricAnswers
  /** Over the window before, where it is asked with the rest, as in an embed. */
  readonly before?: MetricAnswers
}

export interface ChartedService extends ListedService {
  readonly metrics: ServiceMetrics
  /** What moved its numbers of the past; an embed is not told why. */
  readonly ruleChanges: readonly { readonly at: string; readonly reasons?: readonly string[] }[]
}

/** What the services of a dashboard are held against. */
export interface DashboardBefore {
  readonly compare: {
    readonly rows: readonly { readonly service: { readonly name: string }; readonly before: MetricAnswers | null }[]
  }
}

/** All that the parts of a dashboard show. A service that there is none of is missing. */
export interface DashboardData {
  readonly charted: { readonly nodes: readonly ChartedService[] }
  readonly listed: { readonly nodes: readonly ListedService[] }
  readonly ofTeam: { readonly totalCount: number; readonly nodes: readonly ListedService[] }
  readonly latest: {
    readonly nodes: readonly {
      readonly name: string
      readonly deployments: { readonly totalCount: number; readonly nodes: readonly ListedDeployment[] }
    }[]
  }
}
