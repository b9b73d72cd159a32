/** Of what an alert is. */
export interface AlertPlace {
  readonly service: string
  readonly environment: string
  readonly timeZone: string
}
