import { Args, ArgsType, Context, Field, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { ChangeRef } from '#storage/queries/changes'
import type { Asked } from '../asked.ts'
import { changeText, changeView } from '../change/change-view.ts'
import { ChangeConnection } from '../change/change.type.ts'
import { DeploymentType } from '../deployment/deployment.type.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf } from '../relay/cursor.ts'
import { PageArgs } from '../relay/page.input.ts'
import { pageOfList } from '../relay/page.ts'
import type { ChangeView, DeploymentView } from '../views.ts'
import { changelog } from './changelog.ts'
import { VersionDifferenceType } from './difference.type.ts'
import { type DifferenceView, differenceOf } from './version-difference.ts'

@ArgsType()
class DifferenceArgs {
  @Field(() => ID, { nullable: true, description: 'Id of the deployment to begin at.' })
  readonly from?: string | null

  @Field(() => ID, { nullable: true, description: 'Id of the deployment to end at.' })
  readonly to?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the service whose live version to begin at.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Where that version is live; production when left out.' })
  readonly environment?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Version to end at: a git tag or a branch (its head) of a repository that is read, a git tag that GitHub tells, a commit, a digest, version or image:tag of an artifact, or a version as deployments of the service carry it, of which the newest with a known commit counts.',
  })
  readonly proposed?: string | null
}

@Resolver(() => VersionDifferenceType)
export class DifferenceResolver {
  @Query(() => VersionDifferenceType, {
    description: 'What lies between two deployments, or between what is live and a proposed version.',
  })
  difference(@Args() words: DifferenceArgs, @Context() asked: Asked): Promise<DifferenceView> {
    return differenceOf(asked, words)
  }

  @ResolveField(() => DeploymentType, { nullable: true, description: 'The deployment that it begins at.' })
  from(view: DifferenceView): DeploymentView | null {
    return view.from
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description: 'The deployment that it ends at; null for a proposed version.',
  })
  to(view: DifferenceView): DeploymentView | null {
    return view.to
  }

  @ResolveField(() => ChangeConnection, {
    description:
      'The changes between them, merge commits folded into their requests; of a service with paths those that touch them.',
  })
  changes(
    @Parent() { refs }: DifferenceView,
    @Args() page: PageArgs,
    @Context() asked: Asked,
  ): Connection<Promise<ChangeView>> {
    return connectionOf(refs, page, 'VersionDifference.changes', asked)
  }

  @ResolveField()
  async removedCommits(view: DifferenceView): Promise<number | null> {
    return (await view.removed())?.commits ?? null
  }

  @ResolveField(() => ChangeConnection, {
    nullable: true,
    description: 'The changes of those commits, which going there takes away; null where one is not known.',
  })
  async removedChanges(
    @Parent() view: DifferenceView,
    @Args() page: PageArgs,
    @Context() asked: Asked,
  ): Promise<Connection<Promise<ChangeView>> | null> {
    const removed = await view.removed()
    return removed === null ? null : connectionOf(removed.refs, page, 'VersionDifference.removedChanges', asked)
  }

  @ResolveField()
  async markdown(view: DifferenceView, _args: unknown, { reads }: Asked): Promise<string> {
    const shown = (refs: readonly ChangeRef[]) =>
      Promise.all(
        refs.slice(0, changelog.limit).map(async (ref) => changeView(ref, await reads.records.change.load(ref))),
      )
    const removed = await view.removed()
    return changelog.text({ ...view, removed }, await shown(view.refs), await shown(removed?.refs ?? []))
  }
}

function connectionOf(
  refs: readonly ChangeRef[],
  page: PageArgs,
  field: string,
  { reads }: Asked,
): Connection<Promise<ChangeView>> {
  return pageOfList([...refs.entries()], page, questionOf(field, refs.map(changeText)), {
    key: ([place]) => [place],
    node: async ([, ref]) => changeView(ref, await reads.records.change.load(ref)),
  })
}
