/** The five trends, the stages and the spread of lead times, each as a picture with its words. Pure but for the palette, which comes when drawn. */
import type { ChartConfiguration } from 'chart.js'
import type { DurationBin, ServiceMetrics } from './answers.ts'
import { distributionSummary, distributionTable, durationDistribution } from './charts/duration-distribution.ts'
import { durationSummary, durationTable, durationTrend } from './charts/duration-trend.ts'
import { frequencySummary, frequencyTable, frequencyTrend } from './charts/frequency-trend.ts'
import { leadTimeStages, stageSummary, stageTable } from './charts/lead-time-stages.ts'
import { type Mark, markedTable, marksOfSteps, markSummary } from './charts/marks.ts'
import type { DataTable, Frame } from './charts/palette.ts'
import { rateSummary, rateTable, rateTrend } from './charts/rate-trend.ts'
import { type MetricName, metricInfo } from './metric-view.ts'
import type { Drawing } from './parts/trend-chart.ts'

type Time = Pick<Frame, 'by' | 'timeZone'>

/** What happened meanwhile: deployments counted by step, and marks. */
export interface Meanwhile {
  readonly deployments: readonly { readonly count: number }[]
  readonly marks: readonly Mark[]
}

/** The trend of a metric, with what happened meanwhile where that is known. */
export function trendDrawing(
  name: MetricName,
  metrics: ServiceMetrics,
  time: Time,
  { deployments, marks }: Meanwhile = { deployments: [], marks: [] },
): Drawing {
  const counts = deployments.map(({ count }) => count)
  const stepMarks = marksOfSteps(metrics[name].series, counts, marks)
  const { summary, table, configure } = pictureOf(name, metrics, time)
  return {
    title: `${metricInfo[name].title}, trend`,
    summary: `${summary}${markSummary(stepMarks)}`,
    table: markedTable(table, stepMarks),
    configure: (palette) => configure({ ...time, palette, marks: stepMarks }),
  }
}

interface Picture {
  readonly summary: string
  readonly table: DataTable
  readonly configure: (frame: Frame) => ChartConfiguration
}

function pictureOf(name: MetricName, metrics: ServiceMetrics, time: Time): Picture {
  switch (name) {
    case 'deploymentFrequency': {
      const { series } = metrics[name]
      return {
        summary: frequencySummary(series, time),
        table: frequencyTable(series, time),
        configure: (frame) => frequencyTrend(series, frame),
      }
    }
    case 'leadTimeForChanges':
    case 'timeToRestore': {
      const { series } = metrics[name]
      const samples = { one: name === 'timeToRestore' ? 'failure' : 'change' }
      return {
        summary: durationSummary(series, time),
        table: durationTable(series, samples, time),
        configure: (frame) => durationTrend(series, samples, frame),
      }
    }
    case 'changeFailureRate':
    case 'deploymentReworkRate': {
      const { series } = metrics[name]
      return {
        summary: rateSummary(series, time),
        table: rateTable(series, name === 'changeFailureRate' ? 'Failed' : 'Rework', time),
        configure: (frame) => rateTrend(series, frame),
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

export function distributionDrawing(bins: readonly DurationBin[], one = 'change'): Drawing {
  return {
    title: 'Spread of lead times',
    summary: distributionSummary(bins, one),
    table: distributionTable(bins, one),
    configure: (palette) => durationDistribution(bins, one, palette),
  }
}

/** The steps of a metric's trend, to know what a click on one of them means. */
export function stepsOf(name: MetricName, metrics: ServiceMetrics): readonly { start: string; end: string }[] {
  return metrics[name].series
}
