import { Args, Context, ID, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { GraphQLResolveInfo } from 'graphql'
import type { Moved } from '#attribution/moved-records'
import type { Deployment, StreamHistory, StreamIncident } from '#domain/stream-history'
import type { Asked } from '../asked.ts'
import { deploymentView } from '../deployment/deployment-view.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { HistoryOrigin } from '../history-origin.ts'
import { incidentView } from '../incident/incident-view.ts'
import type { MetricsView } from '../metric/metrics-view.ts'
import { MetricsType } from '../metric/metrics.type.ts'
import { questionAt } from '../metric/question-at.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { ServiceType } from '../service/service.type.ts'
import type { DeploymentView, EnvironmentView, IncidentView, ServiceView } from '../views.ts'
import { WindowInput } from '../window/window.input.ts'
import { OverrideInput } from './override.input.ts'
import { OverrideMoveType, OverridePreviewType } from './override-preview.type.ts'
import { standingOverride } from './standing-override.ts'
import { statedOverride } from './stated-override.ts'
import { takenBack, type TriedStream, triedOverride, untoldOverride } from './tried-override.ts'

interface MoveView extends TriedStream {
  readonly window: WindowInput
}

interface PreviewView {
  readonly moves: readonly MoveView[]
  readonly userErrors: readonly UserErrorType[]
}

/** Records of each kind that a preview lists of one stream. */
const mostRecords = 50

const windowOf = { type: () => WindowInput, description: 'The span of time in which the numbers are measured.' }

function previewed(tried: readonly TriedStream[], window: WindowInput): PreviewView {
  return { moves: tried.map((each) => ({ ...each, window })), userErrors: [] }
}

@Resolver(() => OverridePreviewType)
export class OverridePreviewResolver {
  @Query(() => OverridePreviewType, {
    description: 'What an override would move if it were made: `overrideCreate` of the same input makes it.',
  })
  async overridePreview(
    @Args('input', { type: () => OverrideInput, description: 'What to settle; the reason may be empty yet.' })
    input: OverrideInput,
    @Args('window', windowOf) window: WindowInput,
    @Context() asked: Asked,
  ): Promise<PreviewView> {
    const stated = await statedOverride(asked, input)
    if ('code' in stated) return { moves: [], userErrors: [stated] }
    const { settles, serviceId } = stated
    return previewed(await triedOverride(asked, untoldOverride(asked, settles), serviceId), window)
  }

  @Query(() => OverridePreviewType, {
    description: 'What would move if an override were taken back: `overrideRevoke` of the same id does so.',
  })
  async overrideRevokePreview(
    @Args('id', { type: () => ID, description: 'Id of the override.' }) id: string,
    @Args('window', windowOf) window: WindowInput,
    @Context() asked: Asked,
  ): Promise<PreviewView> {
    const standing = await standingOverride(asked.reads.db, id)
    if ('code' in standing) return { moves: [], userErrors: [standing] }
    return previewed(await triedOverride(asked, takenBack(standing), null), window)
  }
}

@Resolver(() => OverrideMoveType)
export class OverrideMoveResolver {
  @ResolveField(() => ServiceType)
  async service({ stream }: MoveView, _args: unknown, { reads }: Asked): Promise<ServiceView | null> {
    return reads.catalogue.serviceById.load(stream.serviceId)
  }

  @ResolveField(() => EnvironmentType)
  async environment({ stream }: MoveView, _args: unknown, { reads }: Asked): Promise<EnvironmentView | null> {
    const known = await reads.catalogue.environments()
    return known.find(({ databaseId }) => databaseId === stream.environmentId) ?? null
  }

  @ResolveField(() => MetricsType)
  before(move: MoveView, _args: unknown, asked: Asked, info: GraphQLResolveInfo): MetricsView {
    return measuredIn(move, move.before, asked, info)
  }

  @ResolveField(() => MetricsType)
  after(move: MoveView, _args: unknown, asked: Asked, info: GraphQLResolveInfo): MetricsView {
    return measuredIn(move, move.after, asked, info)
  }

  @ResolveField()
  deploymentCount({ deployments }: MoveView): number {
    return deployments.length
  }

  @ResolveField()
  deployments(move: MoveView, _args: unknown, { reads }: Asked): Moved<DeploymentView>[] {
    const viewOf = (histories: MoveView['before']) => (deployment: Deployment) =>
      deploymentView(deployment, move.stream, new HistoryOrigin(reads.records, histories))
    return latest(move.deployments, viewOf(move.before), viewOf(move.after))
  }

  @ResolveField()
  incidentCount({ incidents }: MoveView): number {
    return incidents.length
  }

  @ResolveField()
  incidents({ stream, before, after, incidents }: MoveView, _args: unknown, { reads }: Asked): Moved<IncidentView>[] {
    const viewOf = (histories: MoveView['before']) => (detail: StreamIncident) =>
      incidentView([{ stream, detail }], new HistoryOrigin(reads.records, histories))
    return latest(incidents, viewOf(before), viewOf(after))
  }
}

function measuredIn(
  { stream, window }: MoveView,
  histories: Promise<ReadonlyMap<number, StreamHistory>>,
  asked: Asked,
  info: GraphQLResolveInfo,
): MetricsView {
  return questionAt(asked, { environment: stream.environment, window }, info).ofHistories([stream], histories)
}

function latest<Item, View>(
  moved: readonly Moved<Item>[],
  wasOf: (item: Item) => View | null,
  isOf: (item: Item) => View | null,
): Moved<View>[] {
  return moved.slice(-mostRecords).map(({ before, after }) => ({
    before: before === null ? null : wasOf(before),
    after: after === null ? null : isOf(after),
  }))
}
