import type { DeliveryEvent, DeploymentEvent, FlagEvent, IncidentEvent } from '#domain/delivery-event'
import { digestsOf, imageTagOf } from '#domain/entity-key'
import type { ArtifactState } from '#domain/entity-state'
import { addressesIn, comparedAddress, flagKeysIn, idsIn } from '#domain/named-in-text'
import { tagsOf } from '#domain/tagged'
import type { EntityReference } from '#storage/stores/entities'
import { boundedText } from '#storage/stores/entity-hash'

/** How commits are named across repositories. */
export function commitReference(repository: string | undefined, sha: string): string {
  return boundedText(`${repository ?? ''}@${sha}`)
}

/** All names under which a deployment may ask for an artifact. */
export function artifactNames(artifact: Pick<ArtifactState, 'event' | 'tagged'>): string[] {
  const { digest, version } = artifact.event
  const tags = new Set(tagsOf(artifact).map(({ name }) => name))
  return [digest, version, ...tags].filter((name) => name !== undefined).map(boundedText)
}

/** All names of artifacts that a deployment runs. */
export function deployedNames(event: DeploymentEvent): string[] {
  return [...digestsOf(event), event.version, imageTagOf(event)].filter((name) => name != null).map(boundedText)
}

/** The commit of the configuration repository that a deployment applied. */
export function appliedBy({ configRepository, configRevision }: DeploymentEvent): string[] {
  return configRepository === undefined || configRevision === undefined
    ? []
    : [commitReference(configRepository, configRevision)]
}

/** By which flags that were switched for an incident are found: its address, and keys that its title names. */
export function flagNamesOf(incident: Pick<IncidentEvent, 'title' | 'url'>): string[] {
  return [...addressNamesOf(incident), ...flagKeysIn(incident.title ?? '').map(boundedText)]
}

/** By which the reason of a switch names an incident, but for its id. */
export function addressNamesOf({ url }: Pick<IncidentEvent, 'url'>): string[] {
  return url === undefined ? [] : [boundedText(comparedAddress(url))]
}

/** By which the incidents are found that the reason of a switch names by their addresses. */
export function addressNamesIn({ incidentId, reason }: Pick<FlagEvent, 'incidentId' | 'reason'>): string[] {
  return incidentId === undefined ? addressesIn(reason ?? '').map(boundedText) : []
}

/** By which the incidents of a flag are found, but for their ids. */
export function incidentNamesOf({ key, reason }: Pick<FlagEvent, 'key' | 'reason'>): string[] {
  return [key.toLowerCase(), ...addressesIn(reason ?? '')].map(boundedText)
}

/** Ids of the incidents that a flag may mean. */
export function incidentIdsIn({ incidentId, reason }: Pick<FlagEvent, 'incidentId' | 'reason'>): string[] {
  return incidentId === undefined ? idsIn(reason ?? '') : [incidentId]
}

function references(kind: EntityReference['kind'], values: readonly (string | undefined)[]): EntityReference[] {
  const distinct = new Set(values.filter((value) => value !== undefined))
  return [...distinct].map((value) => ({ kind, value }))
}

/**
 * What an entity is found by when something else arrives: a pure function of its state.
 *
 * @param serviceId gives the id of a service by name; services are referred to by id.
 */
export function referencesOf(event: DeliveryEvent, serviceId: (name: string) => number | null): EntityReference[] {
  const commits = (shas: readonly (string | undefined)[], repository: string | undefined): EntityReference[] =>
    references(
      'commit',
      shas.filter((sha) => sha !== undefined).map((sha) => commitReference(repository, sha)),
    )
  const services = (names: readonly string[]): EntityReference[] =>
    references(
      'service',
      names.map((name) => serviceId(name)).flatMap((id) => (id === null ? [] : [String(id)])),
    )
  const ids = (kind: 'incident' | 'deployment' | 'culprit', id: string | undefined): EntityReference[] =>
    references(kind, id === undefined ? [] : [boundedText(id)])

  switch (event.type) {
    case 'pull_request':
      return commits([...(event.commits ?? []), event.mergeSha], event.repository)
    case 'push':
      return commits([...(event.commits ?? []), event.after], event.repository)
    case 'build':
      return commits([event.sha], event.repository)
    case 'artifact':
      return [
        ...references('artifact', artifactNames({ event })),
        ...references('input', (event.inputs ?? []).map(boundedText)),
      ]
    case 'deployment':
      return [...references('deployed', deployedNames(event)), ...references('applied', appliedBy(event))]
    case 'incident':
      return [
        ...services(event.services),
        ...ids('culprit', event.deploymentId),
        ...references('incident_flag', flagNamesOf(event)),
      ]
    case 'flag': {
      const service = event.service === undefined ? null : serviceId(event.service)
      return [
        ...references('incident', incidentIdsIn(event).map(boundedText)),
        ...references('flag', incidentNamesOf(event)),
        ...references('flagged', service === null ? [] : [String(service)]),
      ]
    }
    case 'override':
      return [
        ...ids('incident', event.incidentId),
        ...ids('deployment', event.deploymentId),
        ...services(event.service === undefined ? [] : [event.service]),
      ]
    case 'commit':
    case 'rollback':
    case 'cutover':
      return []
  }
}

/** The beginning of a sha under which short references to it are kept. */
export function shaPrefix(sha: string): string {
  return sha.slice(0, 7)
}
