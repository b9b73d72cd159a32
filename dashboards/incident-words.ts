/** Incidents in words: their state, their times with where each comes from, and what is missing of them. Pure. */
import { plural } from './format.ts'
import type { IncidentDetail, IncidentsAnswer } from './incident-answers.ts'
import type { AddKind } from './url-state.ts'

const classifications: Readonly<Record<string, string>> = {
  incident: 'Incident',
  alert: 'Alert, not counted',
  drill: 'Drill, not counted',
  false_positive: 'False alarm, not counted',
  duplicate: 'Duplicate, not counted',
}

/** What an incident is, and whether it counts. */
export function classificationText(classification: string): string {
  return classifications[classification] ?? classification.replaceAll('_', ' ')
}

/** One of its times, and who says so. */
export interface IncidentTime {
  readonly name: string
  /** Null where it has none. */
  readonly at: string | null
  readonly from: string
}

/** By which of its times, or which switch of a flag, it counts as restored. */
function restoredFrom(incident: IncidentDetail): string {
  const { restoredAt, mitigatedAt, resolvedAt, switchedFlags, source } = incident
  if (restoredAt === null)
    return resolvedAt === null && mitigatedAt === null
      ? `${source} has not told that it ended`
      : 'it was opened again, or lasts for one of its services'
  const flag = switchedFlags.find(({ at, confidence }) => at === restoredAt && confidence !== 'LOW')
  if (flag !== undefined) return `flag ${flag.key} was switched for it then`
  if (restoredAt === mitigatedAt) return 'it was mitigated then'
  if (restoredAt === resolvedAt) return 'it was resolved then'
  return 'the last end that was told of it'
}

/** When it began and ended, each with where that comes from. */
export function incidentTimes(incident: IncidentDetail): readonly IncidentTime[] {
  const { source, openedAt, impactStartedAt, mitigatedAt, resolvedAt, restoredAt } = incident
  const told = (at: string | null): string => (at === null ? `${source} has not told it` : `told by ${source}`)
  return [
    {
      name: 'Impact began',
      at: impactStartedAt,
      from: impactStartedAt === openedAt ? 'its opening: nobody told another time' : told(impactStartedAt),
    },
    { name: 'Opened', at: openedAt, from: told(openedAt) },
    { name: 'Mitigated', at: mitigatedAt, from: told(mitigatedAt) },
    { name: 'Resolved', at: resolvedAt, from: told(resolvedAt) },
    { name: 'Restored', at: restoredAt, from: restoredFrom(incident) },
  ]
}

/** Systems whose events are incidents, by what the setup page adds. */
export const incidentTools = [
  { add: 'pagerduty', name: 'PagerDuty' },
  { add: 'incident-io', name: 'incident.io' },
  { add: 'jira-service-management', name: 'Jira Service Management' },
  { add: 'jira', name: 'Jira' },
  { add: 'servicenow', name: 'ServiceNow' },
  { add: 'alertmanager', name: 'Alertmanager' },
  { add: 'datadog', name: 'Datadog' },
  { add: 'sentry', name: 'Sentry' },
] as const satisfies readonly { readonly add: AddKind; readonly name: string }[]

/** Whether anything is connected whose one purpose is to tell of incidents. */
export function isToolConnected(sources: IncidentsAnswer['sources']): boolean {
  return sources.some(({ system }) => incidentTools.some(({ add }) => add === system))
}

/** What is missing of the incidents of the window; null where nothing is known to be. */
export function unownedWords(unattributed: IncidentsAnswer['unattributed']): string | null {
  const { nodes, totalCount } = unattributed
  const count = nodes.reduce((sum, each) => sum + each.count, 0)
  if (count === 0) return null
  const least = totalCount > nodes.length ? 'At least ' : ''
  return `${least}${plural(count, 'incident is', 'incidents are')} not listed: ${count === 1 ? 'it names a service' : 'they name services'} of which nothing is deployed, by ${plural(totalCount, 'name')}.`
}

/** How many of those that are shown were blamed on a deployment. */
export function blamedOnWords({ nodes, totalCount }: IncidentsAnswer['incidents']): string {
  const laid = nodes.filter(({ failures }) => failures.length > 0).length
  const shown = nodes.length === totalCount ? 'Of' : 'Of the latest'
  return `${shown} ${plural(nodes.length, 'incident')} ${laid === 0 ? 'none is' : `${laid} ${laid === 1 ? 'is' : 'are'}`} blamed on a deployment.`
}
