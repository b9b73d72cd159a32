import type { IncidentClassification, OverrideEvent } from '#domain/delivery-event'
import type { DeploymentState, IncidentState, OverrideState, RollbackState } from '#domain/entity-state'
import type { AppliedOverride } from '#domain/stream-history'

/**
 * A correction as people see it.
 *
 * @param title of the incident that it is of; null where it is of none, has none, or is not known here
 */
export function applied(override: OverrideState, title: string | null = null): AppliedOverride {
  const { id, at, by, reason, revoked = false } = override.event
  const settles = settledBy(override.event, title)
  return { id, at, by, reason, revoked, settles, revocation: override.revocation ?? null }
}

/** Characters of a title that stand in a sentence. */
const titleLength = 80

function incidentWords(id: string | undefined, title: string | null): string {
  if (title === null || title.trim() === '') return `incident ${id}`
  const letters = Array.from(title)
  return `incident “${letters.length > titleLength ? `${letters.slice(0, titleLength - 1).join('')}…` : title}”`
}

/** As the pages offer them. */
const classifications: Readonly<Record<IncidentClassification, string>> = {
  false_positive: 'is a false alarm, nothing was wrong',
  alert: 'is an alert that nobody had to act on',
  drill: 'is a drill',
  duplicate: 'is a duplicate of another incident',
  incident: 'is an incident after all',
}

function settledBy(event: OverrideEvent, title: string | null): string {
  const { incidentId, deploymentId, noDeployment, service, kind, classification } = event
  const incident = incidentWords(incidentId, title)
  const said = [
    kind === undefined || deploymentId === undefined ? '' : `deployment ${deploymentId} is of kind ${kind}`,
    incidentId === undefined || deploymentId === undefined ? '' : `deployment ${deploymentId} caused ${incident}`,
    noDeployment === true ? `no deployment caused ${incident}` : '',
    service === undefined ? '' : `${incident} is of service ${service}`,
    classification === undefined ? '' : `${incident} ${classifications[classification]}`,
  ]
  return said.filter((each) => each !== '').join('; ')
}

function inOrder(overrides: readonly OverrideState[]): OverrideState[] {
  return overrides.toSorted((a, b) => a.event.at - b.event.at || (a.entity < b.entity ? -1 : 1))
}

/** The newest correction that stands. */
export function standing(overrides: readonly OverrideState[]): OverrideState | undefined {
  return inOrder(overrides).findLast((override) => override.event.revoked !== true)
}

/** How a statement names a deployment or an incident of somebody. */
export interface Reference {
  readonly id: string
  /** `deploymentSource` or `incidentSource`: decides. */
  readonly source: string | undefined
  /** The source of the statement itself: looked in first. */
  readonly speaker: string
}

export interface Candidate {
  readonly source: string
  readonly externalId: string | null
  readonly entity: string
}

/** All that a reference may mean: the stated source decides, else the speaker's own source is looked in first, then all. */
export function matching<T extends Candidate>(reference: Reference, candidates: readonly T[]): readonly T[] {
  const named = candidates.filter(({ externalId, entity }) => externalId === reference.id || entity === reference.id)
  const stated = reference.source === undefined ? named : named.filter(({ source }) => source === reference.source)
  const own = stated.filter(({ source }) => source === reference.speaker)
  return own.length > 0 ? own : stated
}

/** What a reference means. Null where nothing matches, and where several things do: an ambiguous reference stays unlinked. */
export function resolve<T extends Candidate>(reference: Reference, candidates: readonly T[]): T | null {
  const found = matching(reference, candidates)
  return new Set(found.map(({ entity }) => entity)).size === 1 ? (found[0] as T) : null
}

/**
 * Corrections of kinds, by the entity of the report that each one means.
 *
 * @param reports with those of other services that share an id with one: a name means the same everywhere.
 */
export function kindOverrides(
  overrides: readonly OverrideState[],
  reports: readonly Candidate[],
): ReadonlyMap<string, readonly OverrideState[]> {
  const byEntity = new Map<string, OverrideState[]>()
  for (const override of inOrder(overrides)) {
    const { kind, deploymentId, deploymentSource, source } = override.event
    if (kind === undefined || deploymentId === undefined) continue
    const report = resolve({ id: deploymentId, source: deploymentSource, speaker: source }, reports)
    if (report !== null) byEntity.set(report.entity, [...(byEntity.get(report.entity) ?? []), override])
  }
  return byEntity
}

/** Statements as others may name what they are about. */
export function candidatesOf(states: readonly (DeploymentState | IncidentState | RollbackState)[]): Candidate[] {
  return states.map(({ entity, event }) => ({ entity, source: event.source, externalId: event.id ?? null }))
}

/**
 * Corrections that speak of each incident, oldest first, by the incident's entity.
 *
 * @param incidents with those of other services that share an id with one: a name means the same everywhere.
 */
export function incidentOverrides(
  overrides: readonly OverrideState[],
  incidents: readonly IncidentState[],
): ReadonlyMap<string, readonly OverrideState[]> {
  const candidates = candidatesOf(incidents)
  const byEntity = new Map<string, OverrideState[]>()
  for (const override of inOrder(overrides)) {
    const { incidentId, incidentSource, source } = override.event
    if (incidentId === undefined) continue
    const incident = resolve({ id: incidentId, source: incidentSource, speaker: source }, candidates)
    if (incident !== null) byEntity.set(incident.entity, [...(byEntity.get(incident.entity) ?? []), override])
  }
  return byEntity
}
