/** What is kept with an alert from the moment at which it was raised. */
export interface AlertContent {
  /** Deployments of the service in a week, which decide how much can be seen. */
  readonly perWeek: number
  /** Of its test, for this service, at the sensitivity that it was raised with: as simulated (docs/alerting.md). */
  readonly expectedFalseAlarmsPerYear: number
}
