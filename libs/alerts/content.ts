import { leastSimulated } from './simulated.ts'

/** What is kept with an alert from the moment at which it was raised. */
export interface AlertContent {
  /** Deployments of the service in a week, which decide how much can be seen. */
  readonly perWeek: number
  /** Of its test, for this service, at the sensitivity that it was raised with: as simulated (docs/alerting.md). Null: a plain threshold was passed. */
  readonly expectedFalseAlarmsPerYear: number | null
}

/** Whether an alert with this content was raised by a plain threshold. */
export function isPlainContent(content: unknown): boolean {
  return (content as AlertContent | null)?.expectedFalseAlarmsPerYear === null
}

/** False alarms that are to be expected of an alert's test in a year; null where its service is rarer than any that was simulated, and of plain thresholds. */
export function expectedIn(content: unknown, detector: string): number | null {
  const { perWeek, expectedFalseAlarmsPerYear } = (content ?? {}) as Partial<AlertContent>
  if (perWeek === undefined || perWeek < leastSimulated(detector)) return null
  return expectedFalseAlarmsPerYear ?? null
}
