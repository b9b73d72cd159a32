import { isPlainContent } from '#alerts/content'
import { alertsHref, serviceHref, whyOfWindowHref } from '#dashboards/record-links'
import { defaultState } from '#dashboards/url-state'
import { HOUR } from '#domain/instant'
import type { AlertRow } from '#storage/stores/alerts'
import { outsideAddress } from '../outside-address.ts'
import type { AlertPlace } from './alert-place.ts'

/** Pages about an alert. */
export interface AlertLinks {
  /** The alerts of its service. */
  readonly alerts: string
  /** The numbers of its service from what was usual on. */
  readonly numbers: string
  /** What moved lead time; null where another metric moved. */
  readonly why: string | null
}

/** Where to read more; null where nobody said where people reach the pages. */
export function alertLinks(
  publicUrl: string | null,
  { detector, usualFrom, onsetFrom, openedAt, endedAt, content }: AlertRow,
  { service, environment, timeZone }: AlertPlace,
): AlertLinks | null {
  if (publicUrl === null) return null
  const range = (from: number, to: number) => ({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })
  const state = { ...defaultState, environment, timeZone }
  const whole = { ...state, range: range(usualFrom, Math.max(openedAt, endedAt ?? openedAt, usualFrom + HOUR)) }
  // A plain threshold was passed by the value of a window, which is held against the one before.
  const movedFrom = isPlainContent(content) ? usualFrom : onsetFrom
  const isExplained = detector === 'leadTimeForChanges' && movedFrom < openedAt
  const why = whyOfWindowHref(state, service, environment, range(movedFrom, openedAt))
  return {
    alerts: outsideAddress(publicUrl, alertsHref(state, service)),
    numbers: outsideAddress(publicUrl, serviceHref(whole, service)),
    why: isExplained ? outsideAddress(publicUrl, why) : null,
  }
}
