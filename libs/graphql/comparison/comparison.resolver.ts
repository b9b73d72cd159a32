import { Args, ArgsType, Context, Field, Info, Query, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import type { Window } from '#domain/window'
import type { Asked } from '../asked.ts'
import { serviceLimit } from '../catalogue-reads.ts'
import { MetricsArgs } from '../metric/metrics.input.ts'
import { MetricsQuestion } from '../metric/metrics-question.ts'
import type { MetricsView } from '../metric/metrics-view.ts'
import { Refusal } from '../refusal.ts'
import { selected } from '../selection.ts'
import { servicesNamed, teamNamed } from '../service/service-named.ts'
import { serviceView } from '../service/service-view.ts'
import { streamOrRefusal } from '../service/stream-of.ts'
import type { ServiceView } from '../views.ts'
import type { WindowType } from '../window/window.type.ts'
import { windowView } from '../window/window-view.ts'
import { windowAgainst } from './window-against.ts'
import { ComparisonBase, ComparisonType } from './comparison.type.ts'

interface ComparisonView {
  readonly window: WindowType
  readonly against: WindowType | null
  readonly rows: readonly {
    readonly service: ServiceView
    readonly metrics: MetricsView
    readonly before: MetricsView | null
  }[]
}

@ArgsType()
class ComparisonArgs extends MetricsArgs {
  @Field(() => [String], {
    nullable: true,
    description: 'Names of the services; all, or all of the team, when left out.',
  })
  readonly services?: readonly string[] | null

  @Field(() => String, { nullable: true, description: 'Only services of this team.' })
  readonly team?: string | null

  @Field(() => ComparisonBase, {
    nullable: true,
    defaultValue: 'NONE',
    description: 'What to hold the window against.',
  })
  readonly against?: keyof typeof ComparisonBase | null
}

@Resolver()
export class ComparisonResolver {
  @Query(() => ComparisonType, {
    description: 'Services beside each other, with the same window held against an earlier one.',
  })
  async compare(
    @Args() words: ComparisonArgs,
    @Context() asked: Asked,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ComparisonView> {
    const rows = selected(info).at('rows')
    const question = new MetricsQuestion(asked, words, rows.at('metrics'))
    const { window } = question.scope
    const earlier: Window | null = windowAgainst(window, words.against ?? 'NONE')
    const before = earlier === null ? null : new MetricsQuestion(asked, words, rows.at('before'), earlier)
    const services = await servicesOf(asked, words)
    const found = await Promise.all(
      services.map(async (service) => ({
        service,
        stream: await streamOrRefusal(asked.reads, service.databaseId, words.environment),
      })),
    )
    const streams = found.map(({ stream }) => stream)
    await Promise.all([
      rows.has('metrics') ? question.prepare(streams) : null,
      rows.has('before') ? before?.prepare(streams) : null,
    ])
    return {
      window: windowView(window),
      against: earlier === null ? null : windowView(earlier),
      rows: found.map(({ service, stream }) => ({
        service,
        metrics: question.ofStream(stream),
        before: before === null || !rows.has('before') ? null : before.ofStream(stream),
      })),
    }
  }
}

async function servicesOf({ reads }: Asked, { services, team }: ComparisonArgs): Promise<ServiceView[]> {
  if (services && services.length > serviceLimit) {
    throw new Refusal(
      'TOO_LARGE',
      `${services.length} services were named; at most ${serviceLimit} are compared at a time.`,
      { field: 'services' },
    )
  }
  if (typeof team === 'string') await teamNamed(reads, team, 'team')
  if (services) {
    const named = await servicesNamed(reads, services, 'services')
    const chosen = typeof team === 'string' ? named.filter((service) => service.team?.name === team) : named
    return chosen.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  }
  const rows = await reads.catalogue.services(
    { team: team ?? null },
    { order: 'NAME', after: null, limit: serviceLimit + 1 },
  )
  if (rows.length > serviceLimit) {
    throw new Refusal('TOO_LARGE', `There are more than ${serviceLimit} services; name some of them, or a team.`, {
      field: 'services',
    })
  }
  return rows.map(serviceView)
}
