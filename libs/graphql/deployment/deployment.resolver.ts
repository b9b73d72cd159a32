import { Args, Context, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { ChangeConnection } from '../change/change.type.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { FailureType } from '../failure/failure.type.ts'
import { OverrideType } from '../override/override.type.ts'
import type { Connection } from '../relay/connection.ts'
import { partsOf } from '../relay/id-parts.ts'
import { PageArgs } from '../relay/page.input.ts'
import { ServiceType } from '../service/service.type.ts'
import type { ChangeView, DeploymentView, EnvironmentView, FailureView, OverrideView, ServiceView } from '../views.ts'
import { DeploymentsArgs } from './deployment.input.ts'
import { deploymentsOf } from './deployment-list.ts'
import { DeploymentConnection, DeploymentType } from './deployment.type.ts'
import { deploymentOfId } from './find-deployment.ts'

@Resolver(() => DeploymentType)
export class DeploymentResolver {
  @Query(() => DeploymentType, {
    nullable: true,
    description: 'The deployment of this id; null where there is none any more.',
  })
  deployment(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Context() { reads }: Asked,
  ): Promise<DeploymentView | null> {
    return deploymentOfId(reads, partsOf(id, 'Deployment', 'id'))
  }

  @Query(() => DeploymentConnection, { description: 'Deployments that a filter lets through, the latest first.' })
  deployments(
    @Args() { filter, ...page }: DeploymentsArgs,
    @Context() asked: Asked,
  ): Promise<Connection<DeploymentView>> {
    return deploymentsOf(asked, filter, page)
  }

  @ResolveField(() => ServiceType, { description: 'The service that was deployed.' })
  async service({ stream }: DeploymentView, _args: unknown, { reads }: Asked): Promise<ServiceView | null> {
    return reads.catalogue.serviceById.load(stream.serviceId)
  }

  @ResolveField(() => EnvironmentType, { description: 'Where it went.' })
  async environment({ stream }: DeploymentView, _args: unknown, { reads }: Asked): Promise<EnvironmentView | null> {
    const known = await reads.catalogue.environments()
    return known.find((environment) => environment.databaseId === stream.environmentId) ?? null
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description: 'The deployment of this service that was live here before it, rollbacks included; null for the first.',
  })
  async previous({ origin, stream, previousKey }: DeploymentView): Promise<DeploymentView | null> {
    return previousKey === null ? null : origin.deployment(stream, previousKey)
  }

  @ResolveField(() => ChangeConnection, {
    description: 'The changes that it was the first to bring here; see `changesUnavailableReason`.',
  })
  changes(@Parent() deployment: DeploymentView, @Args() page: PageArgs): Promise<Connection<ChangeView>> {
    return deployment.origin.changes(deployment, page)
  }

  @ResolveField(() => FailureType, { nullable: true, description: 'What went wrong with it; null when nothing did.' })
  async failure({ origin, stream, failureKey }: DeploymentView): Promise<FailureView | null> {
    return failureKey === null ? null : origin.failure(stream, failureKey)
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description: 'The deployment that repaired it; null when none did or none was needed.',
  })
  async restoredBy({ origin, stream, failureKey }: DeploymentView): Promise<DeploymentView | null> {
    const failure = failureKey === null ? null : await origin.failure(stream, failureKey)
    return failure === null || failure.restoredByKey === null ? null : origin.deployment(stream, failure.restoredByKey)
  }

  @ResolveField(() => [OverrideType], { description: 'What people settled about it.' })
  overrides({ overrides }: DeploymentView): readonly OverrideView[] {
    return overrides
  }
}
