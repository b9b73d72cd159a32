import type { FlagState, IncidentState } from '#domain/entity-state'
import type { Tier } from '#domain/environment'
import type { Instant } from '#domain/instant'
import { addressesIn, flagKeysIn, idsIn } from '#domain/named-in-text'
import type { FlagLinkMethod, IncidentFlag, Link } from '#domain/stream-history'
import { type Candidate, resolve } from './overrides.ts'

/** Most suggestions that are shown of one incident: one that nobody ever closes would have all that follow. */
const mostSuggestions = 20

/** A flag that was switched for an incident, or may have been. */
export interface LinkedFlag {
  readonly flag: FlagState
  readonly method: FlagLinkMethod
}

/** Whose incidents they are, and what may have been switched for them. */
export interface FlagScope {
  readonly service: string
  readonly tier: Tier
  readonly flags: readonly FlagState[]
  /** All incidents that flags may mean, of any service. */
  readonly candidates: readonly Candidate[]
}

/** Whether a flag that was switched ended what it is joined to: a suggestion does not. */
export function isCertain({ method }: LinkedFlag): boolean {
  return method !== 'FLAG_TIME_ONLY'
}

/** Whether an instant lies within an incident, from its first harm to its last end. */
function isDuring({ event, resolutions, reopenings }: IncidentState, at: Instant): boolean {
  const ends = [...resolutions, ...(event.cancelledAt === undefined ? [] : [event.cancelledAt])]
  const last = Math.max(...ends)
  const isOver = ends.length > 0 && !reopenings.some((reopened) => reopened > last)
  return at >= Math.min(event.openedAt, event.impactStartedAt ?? event.openedAt) && (!isOver || at <= last)
}

function isNamedIn(reason: string, { entity, event }: IncidentState, flag: FlagState, scope: FlagScope): boolean {
  if (event.url !== undefined && addressesIn(reason).includes(event.url.toLowerCase().replace(/\/+$/, ''))) return true
  if (!idsIn(reason).includes(event.id)) return false
  const named = { id: event.id, source: undefined, speaker: flag.event.source }
  return resolve(named, scope.candidates)?.entity === entity
}

/** Null: nothing joins them. */
function methodOf(flag: FlagState, incident: IncidentState, scope: FlagScope): FlagLinkMethod | null {
  const { key, at, enabled, service, reason, incidentId, incidentSource, source } = flag.event
  if (incidentId !== undefined) {
    const named = { id: incidentId, source: incidentSource, speaker: source }
    return resolve(named, scope.candidates)?.entity === incident.entity ? 'FLAG_STATED' : null
  }
  // What is switched on is as likely the end of the repair as the repair: only a statement can say so.
  if (enabled || !isDuring(incident, at)) return null
  if (reason !== undefined && isNamedIn(reason, incident, flag, scope)) return 'FLAG_REASON'
  const isOfAnother = service !== undefined && service !== scope.service
  if (!isOfAnother && flagKeysIn(incident.event.title ?? '').includes(key.toLowerCase())) return 'FLAG_TITLE'
  return service === scope.service && scope.tier === 'PRODUCTION' ? 'FLAG_TIME_ONLY' : null
}

function byTime(a: LinkedFlag, b: LinkedFlag): number {
  return a.flag.event.at - b.flag.event.at || (a.flag.entity < b.flag.entity ? -1 : 1)
}

/**
 * Flags of the environment that were switched for an incident, by time: those that are named, and after them in certainty those that only
 * time joins to it. What is confirmed by another statement of the same switch is no suggestion any more.
 */
export function flagsOf(incident: IncidentState, scope: FlagScope): LinkedFlag[] {
  const all = scope.flags.flatMap((flag): LinkedFlag[] => {
    const method = methodOf(flag, incident, scope)
    return method === null ? [] : [{ flag, method }]
  })
  const certain = all.filter(isCertain)
  const switched = ({ flag: { event } }: LinkedFlag): string => JSON.stringify([event.key, event.at])
  const known = new Set(certain.map(switched))
  const suggested = all.filter((each) => !isCertain(each) && !known.has(switched(each)))
  return [...certain, ...suggested.toSorted(byTime).slice(0, mostSuggestions)].toSorted(byTime)
}

/** A switched flag as it is shown with its incident. */
export function incidentFlag(linked: LinkedFlag): IncidentFlag {
  const { key, source, at, enabled, url } = linked.flag.event
  const confidence = isCertain(linked) ? 'HIGH' : 'LOW'
  return { key, source, at, enabled, url: url ?? null, method: linked.method, confidence }
}

/** The joint between a switched flag and an incident. */
export function flagLink(linked: LinkedFlag, { event }: IncidentState): Link {
  const { key, at } = linked.flag.event
  return {
    from: `flag ${key}`,
    to: `incident ${event.source}/${event.id}`,
    method: linked.method,
    confidence: isCertain(linked) ? 'HIGH' : 'LOW',
    at,
    statements: linked.flag.statements.toSorted(),
    missing: false,
  }
}
