import { Args, ArgsType, Context, Field, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { teamNamed, serviceNamed } from '../service/service-named.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf } from '../relay/cursor.ts'
import { PageArgs } from '../relay/page.input.ts'
import { pageOfList } from '../relay/page.ts'
import { ServiceType } from '../service/service.type.ts'
import type { ServiceView } from '../views.ts'
import { silence } from '../subscriptions.ts'
import { AlertConnection, AlertFilter, AlertType } from './alert.type.ts'

@ArgsType()
class AlertsArgs extends PageArgs {
  @Field(() => AlertFilter, { nullable: true, description: 'Which to list; all when left out.' })
  readonly filter?: AlertFilter | null
}

interface AlertView extends AlertType {
  readonly service: ServiceView
}

/** Nothing raises alerts yet: the list is empty and the subscription stays silent. */
@Resolver(() => AlertType)
export class AlertResolver {
  @Query(() => AlertConnection, { description: 'Alerts that a filter lets through, the latest first.' })
  async alerts(@Args() { filter, ...page }: AlertsArgs, @Context() { reads }: Asked): Promise<Connection<AlertView>> {
    if (typeof filter?.service === 'string') await serviceNamed(reads, filter.service, 'filter.service')
    if (typeof filter?.team === 'string') await teamNamed(reads, filter.team, 'filter.team')
    const none: AlertView[] = []
    return pageOfList(none, page, questionOf('alerts', filter ?? null), {
      key: ({ id }) => [id],
      node: (alert) => alert,
    })
  }

  @ResolveField(() => ServiceType, { description: 'The service whose metric got worse.' })
  service(alert: AlertView): ServiceView {
    return alert.service
  }

  @Subscription(() => AlertType, { description: 'An alert was raised, changed or resolved.' })
  async alertChanged(
    @Args('service', { type: () => String, nullable: true, description: 'Name of the service; all when left out.' })
    service: string | null,
    @Context() asked: Asked,
  ): Promise<AsyncIterableIterator<never>> {
    if (typeof service === 'string') await serviceNamed(asked.reads, service, 'service')
    return silence(asked)
  }
}
