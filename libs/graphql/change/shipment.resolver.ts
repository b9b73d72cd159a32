import { ResolveField, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { ServiceType } from '../service/service.type.ts'
import type { DeploymentView, EnvironmentView, ServiceView, ShipmentView, WaitingView } from '../views.ts'
import { ShipmentType, WaitingType } from './shipment.type.ts'

@Resolver(() => ShipmentType)
export class ShipmentResolver {
  @ResolveField(() => DeploymentType, { description: 'The deployment that brought it first.' })
  deployment(shipment: ShipmentView): DeploymentView {
    return shipment.deployment
  }
}

@Resolver(() => WaitingType)
export class WaitingResolver {
  @ResolveField(() => ServiceType, { description: 'The service.' })
  service({ stream }: WaitingView, _args: unknown, { reads }: Asked): Promise<ServiceView | null> {
    return reads.catalogue.serviceById.load(stream.serviceId)
  }

  @ResolveField(() => EnvironmentType, { description: 'The environment.' })
  async environment({ stream }: WaitingView, _args: unknown, { reads }: Asked): Promise<EnvironmentView | null> {
    const known = await reads.catalogue.environments()
    return known.find((environment) => environment.databaseId === stream.environmentId) ?? null
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description:
      'The deployment that is on its way with it, such as one that was asked for in a configuration repository and that no reconciler applied yet; null while none was asked for.',
  })
  async deployment(
    { stream, deploymentKey }: WaitingView,
    _args: unknown,
    { reads }: Asked,
  ): Promise<DeploymentView | null> {
    return deploymentKey === null ? null : reads.tables.deployment(stream, deploymentKey)
  }
}
