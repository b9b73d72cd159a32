/** Shapes of what a comparison asks for. */
import type { ComparisonAnswer, MetricsAnswer } from '../libs/reports/answer.ts'
import type { MetricAnswers } from './answers.ts'

export type ComparedMetrics = MetricAnswers & MetricsAnswer
export type ComparedAnswer = ComparisonAnswer<ComparedMetrics>
export type ComparedRow = ComparedAnswer['compare']['rows'][number]

export interface ServiceNamesAnswer {
  readonly services: { readonly nodes: readonly { readonly name: string }[] }
  readonly teams: { readonly nodes: readonly { readonly name: string }[] }
}
