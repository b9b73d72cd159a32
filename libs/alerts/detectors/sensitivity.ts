import { leastBudget, mostBudget, usualBudget, type WatchedMetric } from '#domain/alert-rule'

export type Detector = WatchedMetric

/** Tests whose threshold is on a logarithmic scale, so that a budget moves it. */
export type Budgeted = 'leadTimeForChanges' | 'deploymentFrequency' | 'changeFailureRate' | 'deploymentReworkRate'

/** How a recipient wants to be told. */
export interface Sensitivity {
  /** False alarms of one test for a service and year that are put up with. */
  readonly falseAlarmsPerServiceYear: number
  /** Services whose alerts reach the same recipient. */
  readonly servicesOfRecipient: number
}

/** The note of the algorithm calls it `alertBudgetPerServiceYear`. */
export const defaultSensitivity: Sensitivity = { falseAlarmsPerServiceYear: usualBudget, servicesOfRecipient: 1 }

/** What was simulated at one volume: a threshold, what it costs, and how fast that falls. */
interface Calibrated {
  readonly perWeek: number
  readonly threshold: number
  readonly falseAlarms: number
}

/**
 * Thresholds for the default budget with the false alarms a service-year that they were simulated at, in the mean of both
 * generators (docs/alerting.md; redo them with `npm run simulate:alerts`). `decay`: by how much the logarithm of false alarms
 * falls for each unit of threshold, which is less than theory says, because of heavy tails and weeks that depend on each other.
 */
const calibration: Readonly<
  Record<Exclude<Budgeted, 'deploymentReworkRate'>, { readonly decay: number; readonly at: readonly Calibrated[] }>
> = {
  leadTimeForChanges: {
    decay: 1.2,
    at: [
      { perWeek: 3, threshold: 2, falseAlarms: 0.18 },
      { perWeek: 10, threshold: 2.25, falseAlarms: 0.21 },
      { perWeek: 40, threshold: 2.2, falseAlarms: 0.33 },
    ],
  },
  deploymentFrequency: {
    decay: 0.55,
    at: [
      { perWeek: 1, threshold: 6, falseAlarms: 0.17 },
      { perWeek: 3, threshold: 5, falseAlarms: 0.13 },
      { perWeek: 10, threshold: 7.5, falseAlarms: 0.05 },
      { perWeek: 40, threshold: 6, falseAlarms: 0.02 },
    ],
  },
  changeFailureRate: {
    decay: 1,
    at: [
      { perWeek: 3, threshold: 1.5, falseAlarms: 0.04 },
      { perWeek: 10, threshold: 0.9, falseAlarms: 0.06 },
      { perWeek: 40, threshold: 4, falseAlarms: 0.05 },
    ],
  },
}

/** Rework comes in the wake of failures, several at a time: simulated alarms of people were twice as many at the threshold of failures. */
const reworkMore = 2.2

/** One channel with so many services needs no stricter threshold (alerting.md §3, e-BH with q 0.10: n of 40 asks for the usual one). */
const fewServices = 40

/** On a logarithmic scale of volume, between those that were simulated. */
function atVolume(table: readonly Calibrated[], perWeek: number, read: (row: Calibrated) => number): number {
  const above = table.findIndex((row) => row.perWeek >= perWeek)
  const high = above < 0 ? table.at(-1) : table[above]
  const low = above <= 0 ? high : table[above - 1]
  if (high === undefined || low === undefined) return Number.NaN
  if (high === low) return read(high)
  const share = Math.log(perWeek / low.perWeek) / Math.log(high.perWeek / low.perWeek)
  return read(low) + share * (read(high) - read(low))
}

function tableOf(detector: Budgeted): (typeof calibration)['leadTimeForChanges'] {
  return calibration[detector === 'deploymentReworkRate' ? 'changeFailureRate' : detector]
}

/** How much higher a threshold is than for the default budget and few services. */
function raised(detector: Budgeted, { falseAlarmsPerServiceYear, servicesOfRecipient }: Sensitivity): number {
  const budget = Math.min(mostBudget, Math.max(leastBudget, falseAlarmsPerServiceYear))
  const wanted = Math.log(defaultSensitivity.falseAlarmsPerServiceYear / budget) / tableOf(detector).decay
  const many = Math.log(Math.max(1, servicesOfRecipient / fewServices))
  // The sum of lead time's scores is half a log-likelihood ratio: allowance 1 stands for a shift of two deviations.
  return wanted + (detector === 'leadTimeForChanges' ? many / 2 : many)
}

/** The sum at which a test raises an alarm for a service with so many deployments a week. */
export function thresholdOf(detector: Budgeted, perWeek: number, sensitivity: Sensitivity): number {
  const { at } = tableOf(detector)
  // Of shares the expected time to a false alarm counts in deployments: h = ln(4 N), N of a year (alerting.md §3).
  const base = tableOf(detector) === calibration.changeFailureRate ? Math.log(4 * 52 * Math.max(1, perWeek)) : 0
  return Math.max(
    1,
    base +
      (detector === 'deploymentReworkRate' ? reworkMore : 0) +
      atVolume(at, Math.max(0.1, perWeek), (row) => row.threshold) +
      raised(detector, sensitivity),
  )
}

/** What that costs: false alarms of one test for a service and year, as simulated. */
export function expectedFalseAlarms(detector: Budgeted, perWeek: number, sensitivity: Sensitivity): number {
  const { at, decay } = tableOf(detector)
  const usual = atVolume(at, Math.max(0.1, perWeek), (row) => row.falseAlarms)
  return usual * Math.exp(-decay * raised(detector, sensitivity))
}

/** False alarms a year of detectors whose limit is made for a budget of their own, as simulated in the mean of both generators. */
const ownBudgets: Readonly<Partial<Record<Detector, number>>> = {
  pendingAge: 0.05,
  silence: 0.02,
  openFailure: 0.05,
  timeToRestore: 0.03,
}

/** The same of any detector. */
export function expectedOf(detector: Detector, perWeek: number, sensitivity: Sensitivity): number {
  return ownBudgets[detector] ?? expectedFalseAlarms(detector as Budgeted, perWeek, sensitivity)
}
