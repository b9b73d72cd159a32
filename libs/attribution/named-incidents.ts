import type { FlagState, IncidentState } from '#domain/entity-state'
import { isDuring, spanOf } from '#domain/incident-span'
import { addressesIn, comparedAddress, idsIn } from '#domain/named-in-text'
import { type Candidate, candidatesOf, type Reference, resolve } from './overrides.ts'

/** Of whom flags may speak. */
export interface KnownIncidents {
  readonly incidents: readonly IncidentState[]
  /** By entity of an incident, what became part of it: it goes by their names too. */
  readonly flaps: ReadonlyMap<string, readonly IncidentState[]>
  /** Of any service. */
  readonly namesakes: readonly IncidentState[]
}

function add<T>(to: Map<string, T[]>, name: string, value: T): void {
  const known = to.get(name)
  if (known === undefined) to.set(name, [value])
  else known.push(value)
}

/** All incidents, found by their names. */
export class NamedIncidents {
  /** By entity; what became part of an incident stands there as that incident. */
  readonly #meant = new Map<string, IncidentState>()
  readonly #byName = new Map<string, Candidate[]>()
  readonly #byAddress = new Map<string, string[]>()

  constructor({ incidents, flaps, namesakes }: KnownIncidents) {
    const parts = incidents.flatMap((incident) => flaps.get(incident.entity) ?? [])
    for (const incident of [...namesakes, ...incidents]) this.#meant.set(incident.entity, incident)
    for (const incident of incidents)
      for (const part of flaps.get(incident.entity) ?? []) this.#meant.set(part.entity, incident)
    const all = new Map([...namesakes, ...parts, ...incidents].map((incident) => [incident.entity, incident]))
    for (const candidate of candidatesOf([...all.values()]))
      for (const name of new Set([candidate.entity, candidate.externalId ?? candidate.entity]))
        add(this.#byName, name, candidate)
    for (const { entity, event } of all.values())
      if (event.url !== undefined) add(this.#byAddress, comparedAddress(event.url), entity)
  }

  /** The incident that a statement means; null where it means none, or may mean several. */
  of(reference: Reference): IncidentState | null {
    const found = resolve(reference, this.#byName.get(reference.id) ?? [])
    return found === null ? null : (this.#meant.get(found.entity) ?? null)
  }

  /** The incidents that the reason of a switch names. An address may be of an alert that fires often: it names what lasted then. */
  inReasonOf({ event: { reason = '', source, at } }: FlagState): ReadonlySet<IncidentState> {
    const byId = idsIn(reason).flatMap((id) => this.of({ id, source: undefined, speaker: source }) ?? [])
    const byAddress = addressesIn(reason)
      .flatMap((address) => this.#byAddress.get(address) ?? [])
      .flatMap((entity) => this.#meant.get(entity) ?? [])
      .filter((incident) => isDuring(spanOf(incident), at))
    return new Set([...byId, ...byAddress])
  }
}
