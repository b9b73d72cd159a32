import { Args, Context, ID, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { FailureType } from '../failure/failure.type.ts'
import type { Connection } from '../relay/connection.ts'
import { partsOf } from '../relay/id-parts.ts'
import { ServiceType } from '../service/service.type.ts'
import type { EnvironmentView, FailureView, IncidentView, ServiceView } from '../views.ts'
import { IncidentsArgs } from './incident.input.ts'
import { incidentsAsOf, incidentsOf } from './incident-list.ts'
import { IncidentPlaceType } from './incident-place.type.ts'
import { IncidentConnection, IncidentType } from './incident.type.ts'

@Resolver(() => IncidentType)
export class IncidentResolver {
  @Query(() => IncidentType, { nullable: true, description: 'The incident of this id; null where there is none.' })
  incident(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Context() { reads }: Asked,
  ): Promise<IncidentView | null> {
    return reads.tables.incident(partsOf(id, 'Incident', 'id')[0] ?? '')
  }

  @Query(() => IncidentConnection, { description: 'Incidents that a filter lets through, the latest first.' })
  incidents(
    @Args() { filter, asOf, ...page }: IncidentsArgs,
    @Context() asked: Asked,
  ): Promise<Connection<IncidentView>> {
    return typeof asOf === 'number' ? incidentsAsOf(asked, filter, page, asOf) : incidentsOf(asked, filter, page)
  }

  @ResolveField(() => [ServiceType], { description: 'The services that it concerns, by name.' })
  async services({ places }: IncidentView, _args: unknown, { reads }: Asked): Promise<readonly ServiceView[]> {
    const ids = [...new Set(places.map(({ stream }) => stream.serviceId))]
    const found = await Promise.all(ids.map((id) => reads.catalogue.serviceById.load(id)))
    return found.filter((service) => service !== null).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  @ResolveField(() => [EnvironmentType], { description: 'The environments in which it counts, by name.' })
  async environments({ places }: IncidentView, _args: unknown, { reads }: Asked): Promise<readonly EnvironmentView[]> {
    const ids = new Set(places.map(({ stream }) => stream.environmentId))
    const known = await reads.catalogue.environments()
    return known.filter(({ databaseId }) => ids.has(databaseId)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }

  @ResolveField(() => [IncidentPlaceType], {
    description:
      'Where it counts: each service with the environment, as deployments and failures are of both together.',
  })
  async places(
    { places }: IncidentView,
    _args: unknown,
    { reads }: Asked,
  ): Promise<readonly { readonly service: ServiceView; readonly environment: EnvironmentView }[]> {
    const known = await reads.catalogue.environments()
    const found = await Promise.all(
      places.map(async ({ stream }) => ({
        service: await reads.catalogue.serviceById.load(stream.serviceId),
        environment: known.find(({ databaseId }) => databaseId === stream.environmentId),
      })),
    )
    const name = ({ service, environment }: (typeof paired)[number]) => `${service.name}\u0000${environment.name}`
    const paired = found.flatMap(({ service, environment }) =>
      service === null || environment === undefined ? [] : [{ service, environment }],
    )
    return paired.toSorted((a, b) => (name(a) < name(b) ? -1 : 1))
  }

  @ResolveField(() => [FailureType], { description: 'The failures that it shows, one for each place.' })
  async failures({ places, origin }: IncidentView): Promise<readonly FailureView[]> {
    const found = await Promise.all(
      places.map(async ({ stream, failureKey }) => (failureKey === null ? null : origin.failure(stream, failureKey))),
    )
    return found.filter((failure) => failure !== null)
  }
}
