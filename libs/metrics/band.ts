import { DAY, HOUR, SECOND } from '#domain/instant'
import type { Band, MetricId } from './metric.ts'

/** Values from `from` (inclusive) to below `to`, in the unit of the metric, as a report names them. */
interface Level {
  readonly name: string
  readonly from: number
  readonly to: number
}

const days = DAY / SECOND
const hours = HOUR / SECOND
/** The reports speak of months: here 30 days, six of them 182. */
const month = 30
const sixMonths = 182
/** More often than once a day is what the reports call on demand. */
const onDemand = 1 + Number.EPSILON

/**
 * The levels of the Accelerate State of DevOps report of 2024, the last that published any, as others quote them. Only what
 * it gives as ranges: its shares of failed changes (5, 20, 10 and 40 %) are averages of groups and bound nothing, rework has no
 * levels, and recovery is the same for high and medium and unnamed between a day and a week. What no range holds has no level.
 */
const levels: { readonly year: number } & { readonly [Id in MetricId]?: readonly Level[] } = {
  year: 2024,
  deploymentFrequency: [
    { name: 'elite', from: onDemand, to: Number.POSITIVE_INFINITY },
    { name: 'high', from: 1 / 7, to: onDemand },
    { name: 'medium', from: 1 / month, to: 1 / 7 },
    { name: 'low', from: 1 / sixMonths, to: 1 / month },
  ],
  leadTimeForChanges: [
    { name: 'elite', from: 0, to: days },
    { name: 'high', from: days, to: 7 * days },
    { name: 'medium', from: 7 * days, to: month * days },
    { name: 'low', from: month * days, to: sixMonths * days },
  ],
  timeToRestore: [
    { name: 'elite', from: 0, to: hours },
    { name: 'high or medium', from: hours, to: days },
    { name: 'low', from: 7 * days, to: month * days },
  ],
}

/** The published level that a value falls into; null where none holds it. A label, never the number itself. */
export function bandOf(metric: MetricId, value: number): Band | null {
  const level = levels[metric]?.find(({ from, to }) => value >= from && value < to)
  return level === undefined ? null : { year: levels.year, level: level.name }
}
