import { Args, Context, Info, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import { oneTeam, teamCount, type TeamRow, teams } from '#storage/queries/teams'
import type { Asked } from '../asked.ts'
import { serviceLimit } from '../catalogue-reads.ts'
import { MetricsArgs } from '../metric/metrics.input.ts'
import { MetricsQuestion } from '../metric/metrics-question.ts'
import type { MetricsView } from '../metric/metrics-view.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { PageArgs } from '../relay/page.input.ts'
import { pageOf, pageOfList, pageSize } from '../relay/page.ts'
import { selected } from '../selection.ts'
import { ServiceConnection } from '../service/service.type.ts'
import { streamOrRefusal } from '../service/stream-of.ts'
import type { ServiceView, TeamView } from '../views.ts'
import { teamView } from './team-view.ts'
import { TeamConnection, TeamMetricsType, TeamType } from './team.type.ts'

interface TeamMetricsView {
  readonly pooled: MetricsView
  readonly services: readonly { readonly service: ServiceView; readonly metrics: MetricsView }[]
}

@Resolver(() => TeamType)
export class TeamResolver {
  @Query(() => TeamType, { nullable: true, description: 'The team of this name; null where there is none.' })
  async team(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { reads }: Asked,
  ): Promise<TeamView | null> {
    const [row] = await reads.db.query<TeamRow>(oneTeam({ name }))
    return row === undefined ? null : teamView(row)
  }

  @Query(() => TeamConnection, { description: 'All teams by name.' })
  async teams(@Args() page: PageArgs, @Context() { reads }: Asked): Promise<Connection<TeamView>> {
    const first = pageSize(page.first)
    const question = questionOf('teams')
    const key = readCursor(page.after, question, 1)
    const rows = await reads.db.query<TeamRow>(teams(key === null ? null : String(key[0]), first + 1))
    return pageOf(
      rows,
      { first, question, began: key !== null },
      { key: (row) => [row.name], node: teamView },
      async () => (await reads.db.query<{ readonly count: number }>(teamCount()))[0]?.count ?? 0,
    )
  }

  @ResolveField(() => ServiceConnection, { description: 'Its services by name.' })
  async services(
    @Parent() team: TeamView,
    @Args() page: PageArgs,
    @Context() { reads }: Asked,
  ): Promise<Connection<ServiceView>> {
    const all = (await reads.catalogue.servicesOfTeam.load(team.databaseId)) ?? []
    return pageOfList(all, page, questionOf('Team.services', team.id), {
      key: (service) => [service.name],
      node: (service) => service,
    })
  }

  @ResolveField(() => TeamMetricsType, { description: 'The metrics of its services, pooled and each by itself.' })
  async metrics(
    @Parent() team: TeamView,
    @Args() words: MetricsArgs,
    @Context() asked: Asked,
    @Info() info: GraphQLResolveInfo,
  ): Promise<TeamMetricsView> {
    const below = selected(info)
    const pooled = new MetricsQuestion(asked, words, below.at('pooled'))
    const single = new MetricsQuestion(asked, words, below.at('services').at('metrics'))
    const services = (await asked.reads.catalogue.servicesOfTeam.load(team.databaseId)) ?? []
    if (services.length > serviceLimit) {
      throw new Refusal('TOO_LARGE', `${team.name} has more than ${serviceLimit} services; ask for them in pages.`)
    }
    const found = await Promise.all(
      services.map(async (service) => ({
        service,
        stream: await streamOrRefusal(asked.reads, service.databaseId, words.environment),
      })),
    )
    if (below.has('services')) await single.prepare(found.map(({ stream }) => stream))
    return {
      pooled: pooled.ofStreams(found.flatMap(({ stream }) => stream ?? [])),
      services: found.map(({ service, stream }) => ({ service, metrics: single.ofStream(stream) })),
    }
  }
}
