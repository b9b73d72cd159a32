import { Context, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import type { EnvironmentView } from '../views.ts'
import { EnvironmentType } from './environment.type.ts'

@Resolver(() => EnvironmentType)
export class EnvironmentResolver {
  @Query(() => [EnvironmentType], { description: 'All environments by name.' })
  environments(@Context() { reads }: Asked): Promise<readonly EnvironmentView[]> {
    return reads.catalogue.environments()
  }

  @ResolveField(() => [String], { description: 'Placements that its latest deployments named.' })
  async placements(environment: EnvironmentView, _args: unknown, { reads }: Asked): Promise<readonly string[]> {
    const rows = await reads.catalogue.placementsOf.load(environment.databaseId)
    return (rows ?? []).map((row) => row.placement)
  }
}
