import type { FlagEvent, IncidentEvent } from '#domain/delivery-event'
import { runTime } from '#domain/run-time'
import { sharedBy } from '#attribution/configuration'
import type { Database } from '#storage/database'
import { servicesOfRevisions, streamsOfRevisions } from '#storage/stores/applied-revisions'
import type { Touched } from '#storage/stores/dirty-streams'
import { boundedText } from '#storage/stores/entity-hash'
import { incidentsOfFlags, namesOfFlags } from '#storage/stores/flags'
import {
  incidentsThatName,
  servicesOfIncidents,
  firstCutovers,
  streamsOfCorrectedNames,
  streamsOfDeployments,
  streamsOfEnvironments,
  streamsOfIncidents,
} from '#storage/stores/touched-by-reports'
import type { BatchNames } from './batch-names.ts'
import { both, type Changed, type Pair, pairs } from './changed.ts'
import { addressNamesOf, appliedBy, incidentIdsIn, incidentNamesOf } from './references.ts'

/** Streams that reports of deployments, incidents, flags, corrections and cutovers may concern. */
export class TouchedByReports {
  readonly #db: Database
  readonly #names: BatchNames

  constructor(db: Database, names: BatchNames) {
    this.#db = db
    this.#names = names
  }

  /** Reports stand in their own stream, where they were and where they are. */
  ofReports(changed: readonly Changed[]): Touched[] {
    const touched: Touched[] = []
    for (const { before, after } of changed) {
      const events = before === null ? [after.event] : [before.event, after.event]
      for (const event of events) {
        if (event.type !== 'deployment' && event.type !== 'rollback') continue
        const streamId = this.#names.streamId(event.service, event.environment)
        if (streamId === null) continue
        touched.push({ streamId, since: event.type === 'deployment' ? runTime(event) : event.at })
      }
    }
    return touched
  }

  /** A commit that is applied to many services was no change of each: those that came first are judged anew by the last of them. */
  async ofSyncs(syncs: readonly Pair<'deployment'>[]): Promise<Touched[]> {
    const services = new Map<string, Set<string>>()
    for (const { before, after } of syncs) {
      const told = before?.service === after.service ? appliedBy(before) : []
      for (const reference of appliedBy(after)) {
        // What is told again was counted before.
        if (told.includes(reference)) continue
        const known = services.get(reference) ?? new Set<string>()
        services.set(reference, known.add(after.service))
      }
    }
    const found = await servicesOfRevisions(this.#db, [...services.keys()])
    const justShared = found.filter((row) => {
      const before = row.services - (services.get(row.reference)?.size ?? 0)
      return row.services >= sharedBy && before < sharedBy
    })
    return streamsOfRevisions(
      this.#db,
      justShared.map(({ reference }) => reference),
    )
  }

  /** A new report may share its id with one that a correction names. */
  async ofNewNames(changed: readonly Changed[]): Promise<Touched[]> {
    const ids = new Set<string>()
    for (const { before, after } of changed) {
      const { type, id } = after.event
      if (before === null && id !== undefined && (type === 'deployment' || type === 'rollback'))
        ids.add(boundedText(id))
    }
    return streamsOfCorrectedNames(this.#db, [...ids])
  }

  /** A new report may be what somebody says caused an incident. */
  async ofNewCulprits(changed: readonly Changed[]): Promise<Touched[]> {
    const names = new Set<string>()
    for (const { before, after } of changed) {
      const { type, id } = after.event
      if (before !== null || (type !== 'deployment' && type !== 'rollback')) continue
      for (const name of id === undefined ? [after.entity] : [after.entity, id]) names.add(boundedText(name))
    }
    return streamsOfIncidents(
      this.#db,
      await servicesOfIncidents(this.#db, await incidentsThatName(this.#db, [...names])),
    )
  }

  async ofIncidents(changed: readonly Changed[]): Promise<Touched[]> {
    const incidents = pairs(changed, 'incident')
    const concerned = incidents.flatMap((pair) =>
      both(pair).flatMap((event) =>
        event.services.map((service) => ({
          serviceId: this.#names.serviceId(service) ?? 0,
          environmentId: this.#names.environmentId(event.environment),
        })),
      ),
    )
    const moved = await servicesOfIncidents(
      this.#db,
      incidents.map(({ after }) => boundedText(after.id)),
    )
    const flags = pairs(changed, 'flag').flatMap(both)
    const flagged = await this.#ofFlags(flags, incidents.flatMap(both))
    const switched = flags.flatMap(({ service, environment }) => {
      const serviceId = service === undefined ? null : this.#names.serviceId(service)
      return serviceId === null ? [] : [{ serviceId, environmentId: this.#names.environmentId(environment) ?? 0 }]
    })
    const overrides = pairs(changed, 'override').flatMap(both)
    const corrected = await servicesOfIncidents(
      this.#db,
      overrides.flatMap((override) => (override.incidentId === undefined ? [] : [boundedText(override.incidentId)])),
    )
    const targets = overrides.flatMap(({ incidentId, service }) => {
      if (incidentId === undefined || service === undefined) return []
      const serviceId = this.#names.serviceId(service) ?? 0
      const known = corrected.filter((row) => row.id === boundedText(incidentId))
      return known.map(({ environmentId }) => ({ serviceId, environmentId }))
    })
    return streamsOfIncidents(this.#db, [...concerned, ...moved, ...flagged, ...switched, ...corrected, ...targets])
  }

  /**
   * What flags may name. One that is switched on again undoes what the same flag did for others, and an incident that a reason names too
   * makes it doubtful which one was meant.
   */
  async #ofFlags(flags: readonly FlagEvent[], incidents: readonly IncidentEvent[]) {
    const also = await namesOfFlags(this.#db, {
      ids: incidents.map(({ id }) => boundedText(id)),
      names: [...flags.map(({ key }) => boundedText(key.toLowerCase())), ...incidents.flatMap(addressNamesOf)],
    })
    const names = [...flags.flatMap(incidentNamesOf), ...also.names]
    return servicesOfIncidents(this.#db, [
      ...flags.flatMap(incidentIdsIn).map(boundedText),
      ...also.ids,
      ...(await incidentsOfFlags(this.#db, names)).map(boundedText),
    ])
  }

  async ofOverrides(overrides: readonly Pair<'override'>[]): Promise<Touched[]> {
    return streamsOfDeployments(
      this.#db,
      overrides
        .flatMap(both)
        .flatMap(({ deploymentId }) => (deploymentId === undefined ? [] : [boundedText(deploymentId)])),
    )
  }

  /** The first cutover of a placement says what it was before as well. */
  async ofCutovers(cutovers: readonly Pair<'cutover'>[]): Promise<Touched[]> {
    const events = cutovers.flatMap(both).map((event) => ({
      environmentId: this.#names.environmentId(event.environment) ?? 0,
      placement: event.placement,
      since: event.at,
    }))
    const first = await firstCutovers(this.#db, events)
    return streamsOfEnvironments(
      this.#db,
      events.map(({ environmentId, since }, index) => ({
        environmentId,
        since: (first[index] ?? since) < since ? since : 0,
      })),
    )
  }
}
