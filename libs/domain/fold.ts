import type { DeliveryEvent, IncidentEvent } from './delivery-event.ts'
import { entityOf, latestTime } from './entity-key.ts'
import type { EntityState, IncidentState, OverrideState, RecordedEvent, Tagged } from './entity-state.ts'
import { taggedBy } from './tagged.ts'
import { foldOverride, revocationOf } from './fold-override.ts'
import type { Instant } from './instant.ts'

/** The total order of statements about one thing: newest last, by `updatedAt`, else latest time, else content hash. */
function byAge(a: RecordedEvent, b: RecordedEvent): number {
  const difference = (a.event.updatedAt ?? latestTime(a.event)) - (b.event.updatedAt ?? latestTime(b.event))
  if (difference !== 0) return difference
  const [first, second] = [a.renamedHash ?? a.hash, b.renamedHash ?? b.hash]
  return Number(first > second) - Number(first < second)
}

function distinct<T extends string | number>(values: readonly T[]): T[] {
  return [...new Set(values)].toSorted((a, b) => Number(a > b) - Number(a < b))
}

function instants(statements: readonly RecordedEvent[], field: 'resolvedAt' | 'reopenedAt'): Instant[] {
  const found: Instant[] = []
  for (const { event } of statements) {
    const value = (event as IncidentEvent)[field]
    if (value !== undefined) found.push(value)
  }
  return distinct(found)
}

/** The state with every tag of the artifact, where it has more than the one in its event. */
function withTags<E extends DeliveryEvent>(
  state: EntityState<E>,
  statements: readonly RecordedEvent[],
): EntityState<E> {
  const all = statements.flatMap(({ event }) => (event.type === 'artifact' ? taggedBy(event) : []))
  const distinctly = new Map(all.map((tagged) => [`${tagged.at} ${tagged.name}`, tagged]))
  const tagged: readonly Tagged[] = [...distinctly.values()].toSorted(
    (a, b) => a.at - b.at || Number(a.name > b.name) - Number(a.name < b.name),
  )
  return tagged.length > 1 ? ({ ...state, tagged } as EntityState<E>) : state
}

/** The state that one statement makes by itself, which is what most entities have: no different from the fold of more. */
function alone<E extends DeliveryEvent>({ event, hash }: RecordedEvent<E>): EntityState<E> {
  const state: EntityState<E> = {
    entity: entityOf(event).entity,
    event,
    statements: [hash],
    sources: [event.source],
  }
  if (event.type === 'pull_request' && (event.commits ?? []).length > 0) {
    return { ...state, event: { ...event, commits: distinct(event.commits ?? []) } }
  }
  if (event.type === 'override')
    return { ...state, revocation: revocationOf([event]) } as EntityState<E> & OverrideState
  if (event.type !== 'incident') return state
  const incident: EntityState<E> & Pick<IncidentState, 'resolutions' | 'reopenings'> = {
    ...state,
    resolutions: event.resolvedAt === undefined ? [] : [event.resolvedAt],
    reopenings: event.reopenedAt === undefined ? [] : [event.reopenedAt],
  }
  return incident
}

/**
 * Folds all statements of one entity into its state, field by field; the order of the list plays no part.
 * Attributes fold by key, the members of a request are the union of all that was said, and an incident keeps every
 * resolution and reopening. A later statement that leaves a field out does not take it back.
 *
 * @throws RangeError when the list is empty: there is no state without a statement.
 */
export function fold<E extends DeliveryEvent>(statements: readonly RecordedEvent<E>[]): EntityState<E> {
  const [only] = statements
  if (only !== undefined && statements.length === 1) return alone(only)
  const ordered = statements.toSorted(byAge)
  const newest = ordered.at(-1)
  if (newest === undefined) throw new RangeError('fold needs at least one statement')

  let merged: Record<string, unknown> = {}
  const attributes: Record<string, unknown> = {}
  const commits = new Set<string>()
  for (const { event } of ordered) {
    Object.assign(merged, event)
    Object.assign(attributes, event.attributes)
    if (event.type === 'pull_request') for (const sha of event.commits ?? []) commits.add(sha)
  }
  const every: readonly RecordedEvent[] = ordered
  const overrides = every.flatMap(({ event }) => (event.type === 'override' ? [event] : []))
  if (overrides.length > 0) merged = { ...foldOverride(overrides) }
  if (Object.keys(attributes).length > 0) merged['attributes'] = attributes
  if (commits.size > 0) merged['commits'] = [...commits].toSorted()

  const state: EntityState<E> = {
    entity: entityOf(newest.event).entity,
    event: merged as unknown as E,
    statements: distinct(ordered.map((statement) => statement.hash)),
    sources: distinct(ordered.map((statement) => statement.event.source)),
  }
  if (newest.event.type === 'override')
    return { ...state, revocation: revocationOf(overrides) } as EntityState<E> & OverrideState
  if (newest.event.type === 'artifact') return withTags(state, every)
  if (newest.event.type !== 'incident') return state
  const incident: EntityState<E> & Pick<IncidentState, 'resolutions' | 'reopenings'> = {
    ...state,
    resolutions: instants(ordered, 'resolvedAt'),
    reopenings: instants(ordered, 'reopenedAt'),
  }
  return incident
}
