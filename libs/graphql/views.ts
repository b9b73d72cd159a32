import type { ShippedChange, VersionIdentity } from '#domain/stream-history'
import type { ChangeRef } from '#storage/queries/changes'
import type { StreamRow } from '#storage/queries/streams'
import type { ArtifactType } from './artifact/artifact.type.ts'
import type { ChangeType } from './change/change.type.ts'
import type { ShipmentType, WaitingType } from './change/shipment.type.ts'
import type { DeploymentType } from './deployment/deployment.type.ts'
import type { ReworkType } from './deployment/rework.type.ts'
import type { EnvironmentType } from './environment/environment.type.ts'
import type { FailureType } from './failure/failure.type.ts'
import type { IncidentType } from './incident/incident.type.ts'
import type { OverrideType } from './override/override.type.ts'
import type { Connection } from './relay/connection.ts'
import type { PageRequest } from './relay/page.ts'
import type { RepositoryType } from './repository/repository.type.ts'
import type { ServiceType } from './service/service.type.ts'
import type { TeamType } from './team/team.type.ts'

/**
 * What resolvers are handed as parents: the fields of the type, and what finds its neighbours. They stand together
 * because they refer to each other.
 */
export interface EnvironmentView extends EnvironmentType {
  readonly __typename: 'Environment'
  readonly databaseId: number
}

export interface RepositoryView extends RepositoryType {
  readonly __typename: 'Repository'
}

export interface TeamView extends TeamType {
  readonly __typename: 'Team'
  readonly databaseId: number
}

export interface ServiceView extends ServiceType {
  readonly __typename: 'Service'
  readonly databaseId: number
  readonly team: TeamView | null
}

export interface OverrideView extends OverrideType {
  readonly __typename: 'Override'
}

export interface ChangeView extends ChangeType {
  readonly __typename: 'Change'
  readonly ref: ChangeRef
  readonly repository: RepositoryView
  /** Hashes of its commits, those that a request held and lost included. */
  readonly shas: readonly string[]
  /** Keys of the statements that tell of it. */
  readonly statements: readonly string[]
  /** How the history shipped it that the change is told of, where that is not what the tables hold. */
  readonly shippedHere: ShippedChange | null
}

export interface DeploymentView extends DeploymentType {
  readonly __typename: 'Deployment'
  readonly key: string
  readonly repository: string | null
  readonly identity: VersionIdentity
  /** Where it stands in its stream. */
  readonly at: number
  readonly stream: StreamRow
  readonly origin: Origin
  readonly previousKey: string | null
  readonly failureKey: string | null
  readonly overrides: readonly OverrideView[]
}

export interface ArtifactView extends ArtifactType {
  readonly repository: RepositoryView | null
}

export interface ShipmentView extends ShipmentType {
  readonly deployment: DeploymentView
}

export interface WaitingView extends WaitingType {
  readonly stream: StreamRow
  readonly deploymentKey: string | null
}

export interface ReworkView extends ReworkType {
  readonly stream: StreamRow
  readonly origin: Origin
  readonly incidentKeys: readonly string[]
  readonly deploymentKeys: readonly string[]
}

export interface FailureView extends FailureType {
  readonly __typename: 'Failure'
  readonly stream: StreamRow
  readonly origin: Origin
  readonly deploymentKey: string
  readonly restoredByKey: string | null
  readonly incidentKeys: readonly string[]
}

export interface IncidentView extends IncidentType {
  readonly __typename: 'Incident'
  readonly key: string
  readonly origin: Origin
  /** Every stream that it concerns, with its failure there. */
  readonly places: readonly { readonly stream: StreamRow; readonly failureKey: string | null }[]
}

/** Where a record came from, and so where its neighbours are: the tables, or a history projected for one question. */
export interface Origin {
  deployment(stream: StreamRow, key: string): Promise<DeploymentView | null>
  failure(stream: StreamRow, key: string): Promise<FailureView | null>
  incidents(stream: StreamRow, keys: readonly string[]): Promise<readonly IncidentView[]>
  changes(deployment: DeploymentView, page: PageRequest): Promise<Connection<ChangeView>>
}
