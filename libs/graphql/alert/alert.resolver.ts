import {
  Args,
  ArgsType,
  Context,
  Field,
  ID,
  Mutation,
  Parent,
  Query,
  ResolveField,
  Resolver,
  Subscription,
} from '@nestjs/graphql'
import { loadReportingTimeZone } from '#storage/stores/settings'
import { countAlerts, listAlerts } from '#storage/stores/alerts'
import type { Asked } from '../asked.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { partsOf } from '../relay/id-parts.ts'
import { pageOf, pageSize } from '../relay/page.ts'
import { PageArgs } from '../relay/page.input.ts'
import { userError } from '../relay/user-error.ts'
import { Reads } from '../reads.ts'
import { serviceNamed } from '../service/service-named.ts'
import { ServiceType } from '../service/service.type.ts'
import { alertFeed } from '../subscriptions.ts'
import { viewerName } from '../viewer/viewer-name.ts'
import type { EnvironmentView, ServiceView } from '../views.ts'
import { conditionsOf } from './alert-conditions.ts'
import { alertOfId, type AlertView, alertViews } from './alert-view.ts'
import { takeOnAlert } from './take-on-alert.ts'
import { AlertConnection, AlertEventType, AlertFilter, AlertPayloadType, AlertType } from './alert.type.ts'

@ArgsType()
class AlertsArgs extends PageArgs {
  @Field(() => AlertFilter, { nullable: true, description: 'Which to list; all when left out.' })
  readonly filter?: AlertFilter | null
}

@Resolver(() => AlertType)
export class AlertResolver {
  @Query(() => AlertConnection, { description: 'Alerts that a filter lets through, the latest first.' })
  async alerts(@Args() { filter, ...page }: AlertsArgs, @Context() asked: Asked): Promise<Connection<AlertView>> {
    const { reads } = asked
    const first = pageSize(page.first)
    const conditions = await conditionsOf(reads, filter ?? null)
    const question = questionOf('alerts', filter ?? null)
    const after = readCursor(page.after, question, 2)
    const from = after === null ? null : { openedAt: Number(after[0]), id: Number(after[1]) }
    const rows = await listAlerts(reads.db, conditions, { after: from, limit: first + 1 })
    const views = await alertViews(reads, rows, await loadReportingTimeZone(reads.db))
    return pageOf(
      views,
      { first, question, began: after !== null },
      { key: ({ row }) => [row.openedAt, row.id], node: (alert) => alert },
      () => countAlerts(reads.db, conditions),
    )
  }

  @Query(() => AlertType, { nullable: true, description: 'The alert of this id; null where there is none.' })
  alert(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Context() asked: Asked,
  ): Promise<AlertView | null> {
    return alertOfId(asked, partsOf(id, 'Alert', 'id'))
  }

  @ResolveField(() => ServiceType, { description: 'The service whose metric moved.' })
  service(@Parent() { service }: AlertView): ServiceView {
    return service
  }

  @ResolveField(() => EnvironmentType, { description: 'The environment in which it moved.' })
  environment(@Parent() { environment }: AlertView): EnvironmentView {
    return environment
  }

  @ResolveField(() => [AlertEventType], { description: 'What happened to it, in order.' })
  async events(@Parent() { row, eventsOfAll }: AlertView): Promise<readonly AlertEventType[]> {
    return (await eventsOfAll()).filter(({ alertId }) => alertId === row.id)
  }

  @Mutation(() => AlertPayloadType, {
    description:
      'Takes on an open alert: it stays open, says who looks after it, and those who were told of it hear so.',
  })
  async alertAcknowledge(
    @Args('id', { type: () => ID, description: 'Its id.' }) id: string,
    @Context() asked: Asked,
  ): Promise<AlertPayloadType> {
    const view = await alertOfId(asked, partsOf(id, 'Alert', 'id'))
    if (view === null) return refused('NOT_FOUND', 'There is no alert of this id.')
    const by = await viewerName(asked)
    const refusal = await takeOnAlert(asked.outside.writes, view.row.id, { by, now: asked.now })
    if (refusal !== null) return refused(refusal.code, refusal.message)
    return { alert: await alertOfId(asked, [String(view.row.id)]), userErrors: [] }
  }

  @Subscription(() => AlertType, {
    description: 'An alert was raised, changed or resolved.',
    resolve: (payload: AlertView) => payload,
  })
  async alertChanged(
    @Args('service', { type: () => String, nullable: true, description: 'Name of the service; all when left out.' })
    service: string | null,
    @Context() asked: Asked,
  ): Promise<AsyncIterableIterator<AlertView>> {
    const wanted = typeof service === 'string' ? (await serviceNamed(asked.reads, service, 'service')).databaseId : null
    return alertFeed(asked, async (id) => {
      const reads = new Reads(asked.outside.db, asked.outside.streams, false)
      const alert = await alertOfId({ reads }, [String(id)])
      return alert === null || (wanted !== null && alert.service.databaseId !== wanted) ? null : alert
    })
  }
}

function refused(code: string, message: string): AlertPayloadType {
  return { alert: null, userErrors: [userError(code, message, 'id')] }
}
