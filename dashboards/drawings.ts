/** The five trends and the stages, each as a picture with its words. Pure but for the palette, which comes when drawn. */
import type { ServiceMetrics } from './answers.ts'
import { durationSummary, durationTable, durationTrend } from './charts/duration-trend.ts'
import { frequencySummary, frequencyTable, frequencyTrend } from './charts/frequency-trend.ts'
import { leadTimeStages, stageSummary, stageTable } from './charts/lead-time-stages.ts'
import type { Frame } from './charts/palette.ts'
import { rateSummary, rateTable, rateTrend } from './charts/rate-trend.ts'
import { type MetricName, metricInfo } from './metric-view.ts'
import type { Drawing } from './parts/trend-chart.ts'

type Time = Pick<Frame, 'by' | 'timeZone'>

export function trendDrawing(name: MetricName, metrics: ServiceMetrics, time: Time): Drawing {
  const title = `${metricInfo[name].title}, trend`
  switch (name) {
    case 'deploymentFrequency': {
      const { series } = metrics[name]
      return {
        title,
        summary: frequencySummary(series, time),
        table: frequencyTable(series, time),
        configure: (palette) => frequencyTrend(series, { ...time, palette }),
      }
    }
    case 'leadTimeForChanges':
    case 'timeToRestore': {
      const { series } = metrics[name]
      const samples = { one: name === 'timeToRestore' ? 'failure' : 'change' }
      return {
        title,
        summary: durationSummary(series, time),
        table: durationTable(series, samples, time),
        configure: (palette) => durationTrend(series, samples, { ...time, palette }),
      }
    }
    case 'changeFailureRate':
    case 'deploymentReworkRate': {
      const { series } = metrics[name]
      return {
        title,
        summary: rateSummary(series, time),
        table: rateTable(series, name === 'changeFailureRate' ? 'Failed' : 'Rework', time),
        configure: (palette) => rateTrend(series, { ...time, palette }),
      }
    }
  }
}

export function stagesDrawing({ leadTimeForChanges: { stages } }: ServiceMetrics): Drawing {
  return {
    title: 'Stages of lead time',
    summary: stageSummary(stages),
    table: stageTable(stages),
    configure: (palette) => leadTimeStages(stages, palette),
  }
}

/** The steps of a metric's trend, to know what a click on one of them means. */
export function stepsOf(name: MetricName, metrics: ServiceMetrics): readonly { start: string; end: string }[] {
  return metrics[name].series
}
