import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { SECOND } from '#domain/instant'
import { type CommitBeginningRow, commitsBeginning } from '#storage/queries/commits-beginning'
import type { Asked } from '../asked.ts'
import { buildView } from '../build/build-view.ts'
import { BuildType } from '../build/build.type.ts'
import { quoted, Refusal } from '../refusal.ts'
import type { ChangeView, ShipmentView, WaitingView } from '../views.ts'
import { changeText, changeView } from './change-view.ts'
import { ChangeType } from './change.type.ts'
import { ShipmentType, WaitingType } from './shipment.type.ts'

/** More commits of a change than these are not asked for their builds. */
const mostCommits = 100

/** More commits than these that begin alike are not told apart. */
const mostAlike = 20

/** The way of a change from its commits to where it is live. */
@Resolver(() => ChangeType)
export class ChangeWayResolver {
  @Query(() => [ChangeType], {
    description:
      'The changes that hold a commit of this hash, in any repository: whole, or its beginning of at least seven digits. At most 20; none where it is not known.',
  })
  async changesOfCommit(
    @Args('sha', { type: () => String, description: 'Hash of the commit, or its beginning.' }) sha: string,
    @Context() { reads: { db, records } }: Asked,
  ): Promise<readonly ChangeView[]> {
    if (!/^[0-9a-f]{7,64}$/i.test(sha)) {
      const message = `${quoted(sha)} is no hash of a commit; give seven to 64 hexadecimal digits.`
      throw new Refusal('BAD_USER_INPUT', message, { field: 'sha' })
    }
    const commits = await db.query<CommitBeginningRow>(commitsBeginning([sha.toLowerCase()], mostAlike))
    const found = await Promise.all(commits.map((commit) => records.changeOfCommit.load(commit)))
    const refs = found.flatMap((row) =>
      row === null
        ? []
        : [{ repository: row.repository, number: row.number, sha: row.number === null ? row.sha : null }],
    )
    const distinct = new Map(refs.map((ref) => [changeText(ref), ref]))
    return Promise.all([...distinct.values()].map(async (ref) => changeView(ref, await records.change.load(ref))))
  }

  @ResolveField(() => [BuildType], { description: 'Builds of its commits and of its merge, by their start.' })
  async builds(@Parent() change: ChangeView, @Context() { reads }: Asked): Promise<readonly BuildType[]> {
    const { repository } = change.ref
    const shas = [...new Set([...(change.sha === null ? [] : [change.sha]), ...change.shas])].slice(0, mostCommits)
    const found = await Promise.all(shas.map((sha) => reads.records.builds.load({ repository, sha })))
    return found
      .flatMap((rows) => rows ?? [])
      .map(buildView)
      .toSorted((a, b) => a.startedAt - b.startedAt)
  }

  @ResolveField(() => [ShipmentType], {
    description: 'How it first came to be live in each environment of each service, by time.',
  })
  async shipments(@Parent() change: ChangeView, @Context() { reads }: Asked): Promise<readonly ShipmentView[]> {
    const rows = (await reads.records.shipmentsOf.load(change.ref)) ?? []
    const found = await Promise.all(
      rows.map(async ({ streamId, shipped }): Promise<ShipmentView | null> => {
        const stream = await reads.catalogue.streamById.load(streamId)
        const deployment = stream === null ? null : await reads.tables.deployment(stream, shipped.deploymentKey)
        if (deployment === null) return null
        const { method, confidence, startedAt, liveAt } = shipped
        const stages = shipped.stages.map((span) => ({ ...span, seconds: (span.to - span.from) / SECOND }))
        return { deployment, method, confidence, startedAt, liveAt, seconds: (liveAt - startedAt) / SECOND, stages }
      }),
    )
    return found.filter((shipment) => shipment !== null)
  }

  @ResolveField(() => [WaitingType], {
    description: 'Where it is merged and not live yet, as far as the history of the repository tells.',
  })
  async waiting(@Parent() change: ChangeView, @Context() { reads }: Asked): Promise<readonly WaitingView[]> {
    const rows = (await reads.records.pendingOf.load(change.ref)) ?? []
    const found = await Promise.all(
      rows.map(async ({ streamId, mergedAt, deploymentKey }) => ({
        mergedAt,
        deploymentKey,
        stream: await reads.catalogue.streamById.load(streamId),
      })),
    )
    return found.flatMap(({ stream, ...waiting }) => (stream === null ? [] : [{ ...waiting, stream }]))
  }
}
