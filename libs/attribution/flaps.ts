import type { IncidentState, OverrideState } from '#domain/entity-state'
import { type Instant, MINUTE } from '#domain/instant'
import { alertAttribute } from '#domain/statement-attributes'

/** An alert that fires again so soon after its end never ended for those who suffered. */
export const flapGap = 10 * MINUTE

/** The alert that an incident is of, by its source; null for what is no alert. Of what counts and what does not each is one of its own. */
function alertOf({ event }: IncidentState): string | null {
  const alert = event.attributes?.[alertAttribute]
  return alert === undefined
    ? null
    : JSON.stringify([
        event.source,
        alert,
        event.services,
        event.environment ?? null,
        event.classification ?? 'incident',
      ])
}

function endOf({ resolutions }: IncidentState): Instant | null {
  return resolutions.at(-1) ?? null
}

function distinct<T extends string | number>(values: readonly T[]): T[] {
  return [...new Set(values)].toSorted((a, b) => Number(a > b) - Number(a < b))
}

function byEntity(a: IncidentState, b: IncidentState): number {
  return Number(a.entity > b.entity) - Number(a.entity < b.entity)
}

/**
 * One incident of two of which the second fired before the first had ended: what was told twice, by two that differ in when it
 * began. It ends as the later of both.
 */
function overlapped(first: IncidentState, second: IncidentState): IncidentState {
  const { resolvedAt: ended, ...event } = first.event
  const { resolvedAt: then, openedAt } = second.event
  const resolvedAt = then === undefined ? undefined : Math.max(then, ended ?? then)
  return {
    ...first,
    event: { ...event, ...(resolvedAt !== undefined && { resolvedAt }) },
    statements: distinct([...first.statements, ...second.statements]),
    sources: distinct([...first.sources, ...second.sources]),
    resolutions: distinct([
      ...first.resolutions.filter((at) => at <= openedAt),
      ...(resolvedAt === undefined ? [] : [resolvedAt]),
    ]),
    reopenings: distinct([...first.reopenings, ...second.reopenings]),
  }
}

/** One incident of two: opened as the first was, reopened when the second fired, and ended as the second. */
function joined(first: IncidentState, second: IncidentState): IncidentState {
  const end = endOf(first)
  if (end === null || second.event.openedAt < end) return overlapped(first, second)
  const { resolvedAt: _ended, ...event } = first.event
  const resolvedAt = second.event.resolvedAt
  return {
    ...first,
    event: { ...event, reopenedAt: second.event.openedAt, ...(resolvedAt !== undefined && { resolvedAt }) },
    statements: distinct([...first.statements, ...second.statements]),
    sources: distinct([...first.sources, ...second.sources]),
    resolutions: distinct([...first.resolutions, ...second.resolutions]),
    reopenings: distinct([...first.reopenings, ...second.reopenings, second.event.openedAt]),
  }
}

/** Incidents with flaps put together. */
export interface Settled {
  readonly incidents: readonly IncidentState[]
  /** By entity, those of what became part of another incident under that one. */
  readonly overrides: ReadonlyMap<string, readonly OverrideState[]>
  /** By entity of an incident, what became part of it: it goes by their names too. */
  readonly flaps: ReadonlyMap<string, readonly IncidentState[]>
}

/**
 * Puts together what one alert fired again within ten minutes of its end, or before it. Of one whose end nobody told what fired
 * within ten minutes of its beginning did so, whenever that was; what fired later stays by itself.
 */
export function withoutFlaps(
  incidents: readonly IncidentState[],
  overrides: ReadonlyMap<string, readonly OverrideState[]>,
): Settled {
  const settled = new Map(incidents.map((incident) => [incident.entity, incident]))
  const corrected = new Map(overrides)
  const latest = new Map<string, string>()
  const flaps = new Map<string, IncidentState[]>()
  for (const incident of incidents.toSorted((a, b) => a.event.openedAt - b.event.openedAt || byEntity(a, b))) {
    const alert = alertOf(incident)
    if (alert === null) continue
    const before = settled.get(latest.get(alert) ?? '')
    const end = before === undefined ? null : (endOf(before) ?? before.event.openedAt)
    if (before === undefined || end === null || incident.event.openedAt - end > flapGap) {
      latest.set(alert, incident.entity)
      continue
    }
    settled.delete(incident.entity)
    settled.set(before.entity, joined(before, incident))
    flaps.set(before.entity, [...(flaps.get(before.entity) ?? []), incident])
    const all = [...(corrected.get(before.entity) ?? []), ...(corrected.get(incident.entity) ?? [])]
    if (all.length > 0) corrected.set(before.entity, all)
  }
  return { incidents: [...settled.values()], overrides: corrected, flaps }
}
