import type { EmbedMetric } from '#access/embed'

/** What a badge says of a metric. */
export interface BadgeNumber {
  /** In the metric's own unit. */
  readonly value: number | null
  readonly sampleSize: number
  readonly unavailableReason: string | null
}

export const badgeLabels: Readonly<Record<EmbedMetric, string>> = {
  deploymentFrequency: 'deployments',
  leadTimeForChanges: 'lead time',
  changeFailureRate: 'change fail rate',
  timeToRestore: 'recovery time',
  deploymentReworkRate: 'rework rate',
}

/** Zero is said of nothing but zero. */
function rounded(value: number): string {
  if (value > 0 && value < 0.1) return 'under 0.1'
  return String(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))
}

/** Why there is no value, as short as a badge is. */
function reasonWords(metric: EmbedMetric, reason: string | null): string {
  if (reason === 'AMBIGUOUS_ENVIRONMENT') return 'several environments'
  if (reason === 'NO_DEPLOYMENTS') return 'no deployments'
  if (reason === 'NOT_REACHED') return 'not known yet'
  if (reason === 'TOO_FEW') return 'too few'
  if (reason === 'NO_DATA' && metric === 'timeToRestore') return 'no failures'
  return 'no data'
}

/** A value with its unit, or why there is none. */
export function badgeWords(metric: EmbedMetric, { value, unavailableReason }: BadgeNumber): string {
  if (value === null) return reasonWords(metric, unavailableReason)
  if (metric === 'deploymentFrequency') return `${rounded(value)} a week`
  if (metric === 'changeFailureRate' || metric === 'deploymentReworkRate') return `${rounded(value * 100)} %`
  if (value < 5_400) return `${rounded(value / 60)} min`
  return value < 172_800 ? `${rounded(value / 3_600)} h` : `${rounded(value / 86_400)} d`
}

/** What a number is of: the window, how many it is made of, and where. */
export function badgeScope(
  { sampleSize }: BadgeNumber,
  { environment, last }: { readonly environment: string; readonly last: string },
): string {
  const days = /^P(\d+)D$/.exec(last)?.[1]
  return `last ${days === undefined ? last : `${days} days`}, n = ${sampleSize}, ${environment}`
}
