import { Args, Context, Info, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import type { NameKind } from '#storage/stores/service-names'
import type { Asked } from '../asked.ts'
import { serviceLimit } from '../catalogue-reads.ts'
import { DeploymentConnection } from '../deployment/deployment.type.ts'
import { deploymentsOfService } from '../deployment/deployments-of-service.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { MetricsArgs, PresetsArgs } from '../metric/metrics.input.ts'
import { MetricsType } from '../metric/metrics.type.ts'
import type { MetricsView } from '../metric/metrics-view.ts'
import { questionAt } from '../metric/question-at.ts'
import type { Reads } from '../reads.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { pageOf, pageSize } from '../relay/page.ts'
import { TeamType } from '../team/team.type.ts'
import type { DeploymentView, EnvironmentView, ServiceView, TeamView } from '../views.ts'
import { RuleChangeType } from './rule-change.type.ts'
import { RuleChangesArgs, ServiceDeploymentsArgs, ServicesArgs } from './service.input.ts'
import { serviceView } from './service-view.ts'
import { windowFrom } from '../window/window-view.ts'
import { ServiceConnection, ServiceType } from './service.type.ts'
import { streamOrRefusal } from './stream-of.ts'

@Resolver(() => ServiceType)
export class ServiceResolver {
  @Query(() => ServiceType, {
    nullable: true,
    description: 'The service of this name, or of one that it had; null where there is none.',
  })
  service(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { reads }: Asked,
  ): Promise<ServiceView | null> {
    return reads.catalogue.serviceByName.load(name)
  }

  @Query(() => ServiceConnection, { description: 'All services, or those that a filter lets through.' })
  async services(
    @Args() { filter, orderBy, first, after }: ServicesArgs,
    @Context() { reads }: Asked,
  ): Promise<Connection<ServiceView>> {
    const limit = pageSize(first, serviceLimit)
    const order = orderBy ?? 'NAME'
    const question = questionOf('services', filter ?? null, order)
    const key = readCursor(after, question, 2)
    const from = key === null ? null : { name: String(key[1]), team: textOf(key[0]), lastLiveAt: numberOf(key[0]) }
    const rows = await reads.catalogue.services(filter ?? {}, { order, after: from, limit: limit + 1 })
    return pageOf(
      rows,
      { first: limit, question, began: key !== null },
      { key: (row) => [order === 'TEAM' ? row.teamName : row.lastLiveAt, row.name], node: serviceView },
      () => reads.catalogue.serviceCount(filter ?? {}),
    )
  }

  @ResolveField(() => TeamType, { nullable: true, description: 'Who owns it; null while nobody said.' })
  team(service: ServiceView): TeamView | null {
    return service.team
  }

  @ResolveField(() => [String], { description: 'Other names that lead to it, such as those that it had.' })
  aliases(service: ServiceView, _args: unknown, { reads }: Asked): Promise<readonly string[]> {
    return namesOf(service, 'NAME', reads)
  }

  @ResolveField(() => [String], { description: 'Images that it ships, without tag.' })
  images(service: ServiceView, _args: unknown, { reads }: Asked): Promise<readonly string[]> {
    return namesOf(service, 'IMAGE', reads)
  }

  @ResolveField(() => [String], { description: 'Names by which incident tools know it.' })
  incidentKeys(service: ServiceView, _args: unknown, { reads }: Asked): Promise<readonly string[]> {
    return namesOf(service, 'INCIDENT_KEY', reads)
  }

  @ResolveField(() => [EnvironmentType], { description: 'The environments that it was ever deployed to.' })
  async environments(service: ServiceView, _args: unknown, { reads }: Asked): Promise<readonly EnvironmentView[]> {
    const [streams, known] = await Promise.all([
      reads.catalogue.streamsOfService.load(service.databaseId),
      reads.catalogue.environments(),
    ])
    const ids = new Set((streams ?? []).map((stream) => stream.environmentId))
    return known.filter((environment) => ids.has(environment.databaseId))
  }

  @ResolveField(() => Int, {
    description:
      'How many alerts of it are open, in any environment, taken on or not; those that are watched only do not count.',
  })
  async openAlerts(service: ServiceView, _args: unknown, { reads }: Asked): Promise<number> {
    return (await reads.catalogue.openAlertsOf.load(service.databaseId)) ?? 0
  }

  @ResolveField(() => MetricsType, { description: 'Its five metrics in one environment over one window.' })
  async metrics(
    @Parent() service: ServiceView,
    @Args() words: MetricsArgs,
    @Context() asked: Asked,
    @Info() info: GraphQLResolveInfo,
  ): Promise<MetricsView> {
    const question = questionAt(asked, words, info)
    return question.ofStream(await streamOrRefusal(asked.reads, service.databaseId, words.environment))
  }

  @ResolveField(() => [MetricsType], {
    description:
      'The same metrics by several presets, beside each other: what other systems would say of the same events, and how.',
  })
  async definitions(
    @Parent() service: ServiceView,
    @Args() { presets, ...words }: PresetsArgs,
    @Context() asked: Asked,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly MetricsView[]> {
    if (new Set(presets).size < presets.length)
      throw new Refusal('BAD_USER_INPUT', '`presets` names a preset twice; name each once.', { field: 'presets' })
    const questions = presets.map((preset) => questionAt(asked, { ...words, definition: { preset } }, info))
    const stream = await streamOrRefusal(asked.reads, service.databaseId, words.environment)
    return questions.map((question) => question.ofStream(stream))
  }

  @ResolveField(() => [RuleChangeType], {
    description: 'What changed the rules by which its numbers are computed, the latest first; at most 100.',
  })
  async ruleChanges(
    @Parent() service: ServiceView,
    @Args() { window }: RuleChangesArgs,
    @Context() { reads, now }: Asked,
  ): Promise<readonly RuleChangeType[]> {
    const { from, to } = windowFrom(window, now)
    return (await reads.catalogue.ruleChangesOf.load({ service: service.databaseId, from, to })) ?? []
  }

  @ResolveField(() => DeploymentConnection, { description: 'Its deployments, the latest first.' })
  deployments(
    @Parent() service: ServiceView,
    @Args() words: ServiceDeploymentsArgs,
    @Context() asked: Asked,
    @Info() { path }: GraphQLResolveInfo,
  ): Promise<Connection<DeploymentView>> {
    return deploymentsOfService(asked, service, words, path)
  }
}

async function namesOf(service: ServiceView, kind: NameKind, reads: Reads): Promise<readonly string[]> {
  const names = (await reads.catalogue.namesOfService.load(service.databaseId)) ?? []
  return names.flatMap((row) => (row.kind === kind ? [row.name] : []))
}

function textOf(value: string | number | null | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function numberOf(value: string | number | null | undefined): number | null {
  return typeof value === 'number' ? value : null
}
