import type { AlertRow } from '#storage/stores/alerts'

/** Of what an alert is. */
export interface AlertPlace {
  readonly service: string
  readonly environment: string
  readonly timeZone: string
}

/** By what receivers know what they are told of one alert. */
export function alertKey({ id }: Pick<AlertRow, 'id'>): string {
  return `alert-${id}`
}
