/** Addresses of the pages of single records. Pure. */
import type { MeasureName } from '../libs/reports/measures.ts'
import { formatUrl, stateOfPage, type UrlState } from './url-state.ts'

/** The page that draws the way of a deployment. */
export function deploymentHref(state: UrlState, deployment: string): string {
  return formatUrl(stateOfPage(state, { name: 'deployment', deployment }))
}

/** The page that tells where a change is. */
export function changeHref(state: UrlState, change: string): string {
  return formatUrl(stateOfPage(state, { name: 'change', change }))
}

/** The page of an incident. */
export function incidentHref(state: UrlState, incident: string): string {
  return formatUrl(stateOfPage(state, { name: 'incident', incident }))
}

/** What the numbers count; of one of them, if it is named. */
export function definitionsHref(state: UrlState, metric: MeasureName | null = null): string {
  return formatUrl(stateOfPage(state, { name: 'definitions', metric }))
}

/** The page of a team. */
export function teamHref(state: UrlState, team: string): string {
  return formatUrl(stateOfPage(state, { name: 'team', team }))
}

/** A page of one's own, over the time that it begins with. */
export function dashboardHref(state: UrlState, dashboard: string): string {
  return formatUrl(stateOfPage(state, { name: 'dashboard', dashboard, stated: [] }))
}

/** The page of a service, in an environment. */
export function serviceHref(state: UrlState, service: string, environment = state.environment): string {
  return formatUrl({ ...stateOfPage(state, { name: 'service', service }), environment })
}

/** The page of a service, where it explains the change of its lead time. */
export function whyHref(state: UrlState, service: string, environment = state.environment): string {
  return formatUrl({ ...stateOfPage(state, { name: 'service', service }), environment, why: true })
}

/** The same over another window. */
export function whyOfWindowHref(
  state: UrlState,
  service: string,
  environment: string,
  range: UrlState['range'],
): string {
  return whyHref({ ...state, range }, service, environment)
}

/** The alerts of a service. */
export function alertsHref(state: UrlState, service: string): string {
  return formatUrl({ ...stateOfPage(state, { name: 'alerts' }), search: service })
}

/** The alerts of a team. */
export function alertsOfTeamHref(state: UrlState, team: string): string {
  return formatUrl({ ...stateOfPage(state, { name: 'alerts' }), team })
}
