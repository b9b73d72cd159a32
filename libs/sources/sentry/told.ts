import {
  type IncidentFacts,
  type IncidentPlace,
  incidentPlace,
  type IncidentSettings,
  mayBeIncident,
  type Untold,
} from '../incident-rules.ts'
import type { Translation } from '../source.ts'

export const noIncident: Translation = { ignored: 'an alert or an issue that no rule makes an incident' }
export const noTime: Translation = {
  ignored: 'the header Sentry-Hook-Timestamp is missing: when it happened is not known',
  unreadable: true,
}

/** What rules say of the beginning of something; null where it is no incident. */
export function begun(facts: IncidentFacts, settings: IncidentSettings, byItself: boolean): IncidentPlace | null {
  const place = incidentPlace(facts, settings)
  const isUnruled = settings.rules.every(({ incident }) => incident !== true)
  return (place.incident ?? (isUnruled && byItself)) ? place : null
}

/** What rules say of what became of it later, which tells less; null where it cannot have been an incident. */
export function gone(
  facts: IncidentFacts,
  settings: IncidentSettings,
  untold: Untold & { readonly byItself: boolean },
): IncidentPlace | null {
  const place = incidentPlace(facts, settings)
  const isUnruled = settings.rules.every(({ incident }) => incident !== true)
  const may = mayBeIncident(facts, settings, untold) || (place.incident === null && isUnruled && untold.byItself)
  return may ? place : null
}

/**
 * The class of what became of something later. What began as an incident says so itself; by itself this is one where a rule
 * says so for sure, else an alert, which is kept and does not count.
 */
export function laterClass({ incident, classification }: IncidentPlace): string {
  return incident === true ? (classification ?? 'incident') : 'alert'
}

const numbers: ReadonlyMap<string, number> = new Map([
  ['critical', 1],
  ['fatal', 1],
  ['error', 2],
  ['warning', 3],
  ['info', 5],
])

export function severityOf(level: string | null | undefined): number | undefined {
  return numbers.get(level?.toLowerCase() ?? '')
}

export function linkOf(...urls: readonly (string | null | undefined)[]): string | undefined {
  return urls.find((url) => /^https?:\/\/\S+$/i.test(url ?? '')) ?? undefined
}

/** The commit that the name of a release holds in full: alone, or behind the name of a package or a version. */
export function commitIn(release: string | null | undefined): string | undefined {
  return /(?:^|[@+:_-])([0-9a-f]{40}|[0-9a-f]{64})$/i.exec(release?.trim() ?? '')?.[1]?.toLowerCase()
}

/** When a webhook was sent, by its header, in seconds since 1970; null where it does not say. */
export function sentAt(header: string | undefined): string | null {
  const number = /^(\d{10})(?:\.\d+)?$/.exec(header ?? '')?.[1]
  return number === undefined ? null : new Date(Number(number) * 1_000).toISOString().replace('.000Z', 'Z')
}
