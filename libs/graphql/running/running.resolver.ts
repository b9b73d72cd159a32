import { Args, ArgsType, Context, Field, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { running, type RunningRow } from '#storage/queries/running'
import type { StreamRow } from '#storage/queries/streams'
import type { Asked } from '../asked.ts'
import { serviceLimit } from '../catalogue-reads.ts'
import { ChangeConnection } from '../change/change.type.ts'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { environmentIdsNamed } from '../environment/environment-named.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { PageArgs } from '../relay/page.input.ts'
import { DateTime } from '../scalars/date-time.ts'
import { serviceNamed, teamNamed } from '../service/service-named.ts'
import { ServiceType } from '../service/service.type.ts'
import { TeamType } from '../team/team.type.ts'
import type { ChangeView, DeploymentView, EnvironmentView, ServiceView, TeamView } from '../views.ts'
import { changesOfDeployments } from './changes-of-deployments.ts'
import { onItsWayTo } from './on-its-way.ts'
import { RunningVersionType, VersionOnItsWayType } from './running.type.ts'

interface RunningView extends RunningVersionType {
  readonly service: ServiceView
  readonly environment: EnvironmentView
  readonly deployment: DeploymentView
  readonly previousKey: string | null
  readonly betweenKeys: readonly string[]
  /** What ran at a moment of the past: what was on its way then is not kept. */
  readonly isPast: boolean
}

interface OnItsWayView extends VersionOnItsWayType {
  readonly deployment: DeploymentView
}

/** More services than this are asked for by team. */
const mostServices = serviceLimit * 10

/** The streams of all services, of one, or of a team's, into these environments; in the order of the services' names. */
async function streamsInto(
  { reads }: Asked,
  environmentIds: ReadonlySet<number>,
  { team, ids }: { readonly team: string | null; readonly ids: readonly number[] | null },
): Promise<StreamRow[]> {
  const page = { order: 'NAME', after: null, limit: mostServices + 1 } as const
  const services = await reads.catalogue.services({ team, ids }, page)
  if (services.length > mostServices)
    throw new Refusal('TOO_LARGE', 'There are more than 5,000 services; ask by team.', { field: 'team' })
  const all = await Promise.all(services.map(({ id }) => reads.catalogue.streamsOfService.load(id)))
  return all.flatMap((each) => each ?? []).filter((stream) => environmentIds.has(stream.environmentId))
}

/** What all rows of an answer share. */
interface Around {
  readonly streams: ReadonlyMap<number, StreamRow>
  readonly known: readonly EnvironmentView[]
  readonly isPast: boolean
}

/** What a row stands for; null where it vanished while it was read. */
async function viewOf(
  { reads }: Asked,
  { streamId, serviceId, placement, deploymentKey, ...row }: RunningRow,
  { streams, known, isPast }: Around,
): Promise<RunningView | null> {
  const stream = streams.get(streamId)
  if (stream === undefined) return null
  const [service, deployment] = await Promise.all([
    reads.catalogue.serviceById.load(serviceId),
    reads.tables.deployment(stream, deploymentKey),
  ])
  const environment = known.find((each) => each.databaseId === stream.environmentId)
  if (service === null || deployment === null || environment === undefined) return null
  return { ...row, service, environment, deployment, isPast, placement: placement === '' ? null : placement }
}

@ArgsType()
class RunningArgs {
  @Field(() => String, { defaultValue: 'production', description: 'Name of the environment, or of a tier.' })
  readonly environment!: string

  @Field(() => String, { nullable: true, description: 'Only services of this team.' })
  readonly team?: string | null

  @Field(() => String, { nullable: true, description: 'Only this service.' })
  readonly service?: string | null

  @Field(() => DateTime, { nullable: true, description: 'What ran at this moment; now when left out.' })
  readonly at?: number | null
}

@Resolver(() => RunningVersionType)
export class RunningResolver {
  @Query(() => [RunningVersionType], { description: 'What runs where, by service, environment and placement.' })
  async running(
    @Args() { environment, team, service, at }: RunningArgs,
    @Context() asked: Asked,
  ): Promise<readonly RunningView[]> {
    const { reads, now } = asked
    if (typeof team === 'string') await teamNamed(reads, team, 'team')
    const ids = typeof service === 'string' ? [(await serviceNamed(reads, service, 'service')).databaseId] : null
    const known = await reads.catalogue.environments()
    const environmentIds = new Set(environmentIdsNamed(environment, known, 'environment'))
    const streams = await streamsInto(asked, environmentIds, { team: team ?? null, ids })
    const streamIds = streams.map((stream) => stream.id)
    const rows = await reads.db.query<RunningRow>(running(streamIds, Math.min(at ?? now, now)))
    if (rows.length > 10_000)
      throw new Refusal('TOO_LARGE', 'More than 10,000 versions are running; ask by team.', { field: 'team' })
    const byId = new Map(streams.map((stream) => [stream.id, stream]))
    const around = { streams: byId, known, isPast: typeof at === 'number' && at < now }
    const views = await Promise.all(rows.map(async (row) => ({ row, view: await viewOf(asked, row, around) })))
    const places = new Map(streams.map(({ id }, place) => [id, place]))
    return views
      .toSorted(
        ({ row: a }, { row: b }) =>
          (places.get(a.streamId) ?? 0) - (places.get(b.streamId) ?? 0) || (a.placement < b.placement ? -1 : 1),
      )
      .flatMap(({ view }) => view ?? [])
  }

  @ResolveField(() => ServiceType, { description: 'The service.' })
  service(view: RunningView): ServiceView {
    return view.service
  }

  @ResolveField(() => EnvironmentType, { description: 'The environment.' })
  environment(view: RunningView): EnvironmentView {
    return view.environment
  }

  @ResolveField(() => DeploymentType, { description: 'The deployment that brought what runs.' })
  deployment(view: RunningView): DeploymentView {
    return view.deployment
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description: 'What ran there before it; null for the first, and where it is none of the last 50 of the service.',
  })
  async previous({ deployment: { origin, stream }, previousKey }: RunningView): Promise<DeploymentView | null> {
    return previousKey === null ? null : origin.deployment(stream, previousKey)
  }

  @ResolveField(() => ChangeConnection, {
    nullable: true,
    description:
      'The changes between what ran there before and what runs: those that the deployments since then were the first to bring to the environment. None where it went back, which `difference` tells; null without `previous`.',
  })
  async changes(
    @Parent() view: RunningView,
    @Args() page: PageArgs,
    @Context() { reads }: Asked,
  ): Promise<Connection<ChangeView> | null> {
    return view.previousKey === null
      ? null
      : changesOfDeployments(reads, view.deployment.stream, view.betweenKeys, page)
  }

  @ResolveField(() => VersionOnItsWayType, {
    nullable: true,
    description:
      'The newest version that was asked for there and is not live yet: in a configuration repository, until a reconciler applies it, or by a run that began within a day and has not ended. Null where there is none, and for a moment of the past.',
  })
  async onItsWay(
    { deployment, placement, since, isPast }: RunningView,
    _args: unknown,
    { reads, now }: Asked,
  ): Promise<OnItsWayView | null> {
    if (isPast) return null
    const { stream, key: deploymentKey } = deployment
    const rows = (await reads.records.onItsWay.load(stream.id)) ?? []
    const found = onItsWayTo({ placement, since, deploymentKey }, rows, now)
    const coming = found === null ? null : await reads.tables.deployment(stream, found.deploymentKey)
    return found === null || coming === null ? null : { since: found.since, deployment: coming }
  }

  @ResolveField(() => TeamType, { nullable: true, description: 'Whose it is; null while nobody said.' })
  team(view: RunningView): TeamView | null {
    return view.service.team
  }
}

@Resolver(() => VersionOnItsWayType)
export class VersionOnItsWayResolver {
  @ResolveField(() => DeploymentType, { description: 'The deployment that is to bring it.' })
  deployment(view: OnItsWayView): DeploymentView {
    return view.deployment
  }
}
