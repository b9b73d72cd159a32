import { SECOND } from '#domain/instant'
import type { IncidentFlag, StreamIncident } from '#domain/stream-history'
import type { StreamRow } from '#storage/queries/streams'
import { overrideView } from '../override/override-view.ts'
import { globalId } from '../relay/global-id.ts'
import type { IncidentView, Origin } from '../views.ts'

/** Flags of all places, each once, by time. */
function switchedIn(details: readonly StreamIncident[]): readonly IncidentFlag[] {
  const flags = details.flatMap((detail) => detail.flags ?? [])
  const distinct = new Map(flags.map((flag) => [JSON.stringify(flag), flag]))
  return [...distinct.values()].toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
}

/** Seconds of the impact of one place; null while it lasts. */
function impactSeconds({ impact }: StreamIncident): number | null {
  let seconds = 0
  for (const { from, to } of impact) {
    if (to === null) return null
    seconds += (to - from) / SECOND
  }
  return seconds
}

/** What the streams say of one incident, which differs by the failure alone and by how long its impact lasted there. */
export function incidentView(
  found: readonly { readonly stream: StreamRow; readonly detail: StreamIncident }[],
  origin: Origin,
): IncidentView | null {
  const [first] = found
  if (first === undefined) return null
  const { detail } = first
  const restored = found.map((place) => place.detail.restoredAt)
  const open = restored.some((at) => at === null)
  return {
    __typename: 'Incident',
    id: globalId('Incident', detail.key),
    key: detail.key,
    places: found.map(({ stream, detail: { failureKey } }) => ({ stream, failureKey })),
    origin,
    source: detail.source,
    externalId: detail.externalId,
    title: detail.title,
    url: detail.url,
    severity: detail.severity,
    openedAt: detail.openedAt,
    impactStartedAt: Math.min(...found.map((place) => place.detail.impactStartedAt)),
    impactSeconds: open ? null : Math.max(...found.map((place) => impactSeconds(place.detail) ?? 0)),
    mitigatedAt: detail.mitigatedAt,
    resolvedAt: detail.resolvedAt,
    restoredAt: open ? null : Math.max(...restored.map((at) => at ?? 0)),
    classification: detail.classification,
    switchedFlags: switchedIn(found.map((place) => place.detail)),
    overrides: detail.overrides.map(overrideView),
  }
}
