import { Args, ArgsType, Context, Field, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { coverageOfStreams, type StreamCoverageRow } from '#storage/queries/coverage-of-streams'
import type { Asked } from '../asked.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf } from '../relay/cursor.ts'
import { PageArgs } from '../relay/page.input.ts'
import { pageOfList } from '../relay/page.ts'
import { ServiceType } from '../service/service.type.ts'
import type { EnvironmentView, ServiceView } from '../views.ts'
import { WindowInput } from '../window/window.input.ts'
import { windowFrom } from '../window/window-view.ts'
import { StreamCoverageConnection, StreamCoverageType } from './stream-coverage.type.ts'
import { leastKnownFirst, streamGaps } from './stream-gaps.ts'

interface StreamCoverageView extends StreamCoverageType {
  readonly serviceId: number
  readonly environmentId: number
}

@ArgsType()
class CoverageOfStreamsArgs extends PageArgs {
  @Field(() => WindowInput, {
    nullable: true,
    description: 'The span of time to look at; the last 90 days when left out.',
  })
  readonly window?: WindowInput | null
}

@Resolver(() => StreamCoverageType)
export class StreamCoverageResolver {
  @Query(() => StreamCoverageConnection, {
    description: 'How much is known of each service in each environment, the least known first. Previews are left out.',
  })
  async coverageOfStreams(
    @Args() { window, ...page }: CoverageOfStreamsArgs,
    @Context() { reads, now }: Asked,
  ): Promise<Connection<StreamCoverageView>> {
    const asked = window ?? { last: 'P90D' }
    const rows = await reads.db.query<StreamCoverageRow>(coverageOfStreams({ ...windowFrom(asked, now), now }))
    const found = leastKnownFirst(rows).map((row, at) => ({ row, at }))
    return pageOfList(found, page, questionOf('coverageOfStreams', asked), {
      key: ({ at }) => [at],
      node: ({ row }) => ({ ...row, gaps: streamGaps(row) }),
    })
  }

  @ResolveField(() => ServiceType, { nullable: true, description: 'The service; null where it was removed meanwhile.' })
  service(@Parent() { serviceId }: StreamCoverageView, @Context() { reads }: Asked): Promise<ServiceView | null> {
    return reads.catalogue.serviceById.load(serviceId)
  }

  @ResolveField(() => EnvironmentType, {
    nullable: true,
    description: 'The environment; null where it was removed meanwhile.',
  })
  async environment(
    @Parent() { environmentId }: StreamCoverageView,
    @Context() { reads }: Asked,
  ): Promise<EnvironmentView | null> {
    const known = await reads.catalogue.environments()
    return known.find(({ databaseId }) => databaseId === environmentId) ?? null
  }
}
