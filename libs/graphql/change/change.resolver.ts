import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import { changeOfCommit, type ChangeOfCommitRow } from '#storage/queries/change-of-commit'
import type { Asked } from '../asked.ts'
import { commitView } from '../commit/commit-view.ts'
import { CommitConnection, type CommitType } from '../commit/commit.type.ts'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { LinkType } from '../deployment/link.type.ts'
import { quoted, Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf } from '../relay/cursor.ts'
import { PageArgs } from '../relay/page.input.ts'
import { pageOfList } from '../relay/page.ts'
import { RepositoryType } from '../repository/repository.type.ts'
import type { ChangeView, DeploymentView, RepositoryView } from '../views.ts'
import { changeView, shippedLink } from './change-view.ts'
import { ChangeType } from './change.type.ts'

@Resolver(() => ChangeType)
export class ChangeResolver {
  @Query(() => ChangeType, {
    nullable: true,
    description:
      'The change of a repository by its number, or the one that holds a commit; null where nothing is known of it.',
  })
  async change(
    @Args('repository', { type: () => String, description: 'Its repository, such as github.com/acme/shop.' })
    repository: string,
    @Args('sha', {
      type: () => String,
      nullable: true,
      description: 'A commit that it holds, whole or at least seven digits.',
    })
    sha: string | null,
    @Args('number', { type: () => Int, nullable: true, description: 'Number of the request.' }) number: number | null,
    @Context() { reads }: Asked,
  ): Promise<ChangeView | null> {
    const ref = await this.refOf(repository, sha ?? null, number ?? null, reads.db)
    const row = ref === null ? null : await reads.records.change.load(ref)
    return ref === null || row === null ? null : changeView(ref, row)
  }

  private async refOf(
    repository: string,
    sha: string | null,
    number: number | null,
    db: Asked['reads']['db'],
  ): Promise<ChangeView['ref'] | null> {
    if ((sha === null) === (number === null)) {
      throw new Refusal('BAD_USER_INPUT', 'Give either `sha` or `number`.', { field: sha === null ? 'number' : 'sha' })
    }
    if (sha === null) return { repository, number, sha: null }
    if (sha.length < 7)
      throw new Refusal('BAD_USER_INPUT', `${quoted(sha)} is too short for a commit; give at least seven digits.`, {
        field: 'sha',
      })
    const [found, another] = await db.query<ChangeOfCommitRow>(changeOfCommit(repository, sha))
    if (found === undefined) return null
    if (another !== undefined && found.sha !== sha) {
      throw new Refusal('AMBIGUOUS_VERSION', `Several commits begin with ${quoted(sha)}; give more digits.`, {
        field: 'sha',
      })
    }
    return { repository, number: found.number, sha: found.number === null ? found.sha : null }
  }

  @ResolveField(() => RepositoryType, { description: 'Where it was made.' })
  repository(change: ChangeView): RepositoryView {
    return change.repository
  }

  @ResolveField(() => CommitConnection, {
    description: 'Its commits by hash, those that a rewrite of its branch lost included.',
  })
  async commits(
    @Parent() change: ChangeView,
    @Args() page: PageArgs,
    @Context() { reads }: Asked,
  ): Promise<Connection<Promise<CommitType>>> {
    const { repository } = change.ref
    const shown = pageOfList(change.shas, page, questionOf('Change.commits', change.id), {
      key: (sha) => [sha],
      node: async (sha) => commitView(sha, await reads.records.commit.load({ repository, sha })),
    })
    return shown
  }

  @ResolveField(() => [LinkType], {
    description:
      'The joints from it to the deployments that brought it first, one for each service and environment, by time.',
  })
  async links(change: ChangeView, _args: unknown, { reads }: Asked): Promise<readonly LinkType[]> {
    const { ref, shippedHere } = change
    const known = ((await reads.records.shipmentsOf.load(ref)) ?? []).map(({ shipped }) => shipped)
    const others = known.filter(({ deploymentKey }) => deploymentKey !== shippedHere?.deploymentKey)
    const all = shippedHere === null ? known : [...others, shippedHere].toSorted((a, b) => a.liveAt - b.liveAt)
    return all.map((shipped) => shippedLink(change, shipped))
  }

  @ResolveField(() => [DeploymentType], {
    description: 'The deployment that brought it first to each environment, by time.',
  })
  async deployments(change: ChangeView, _args: unknown, { reads }: Asked): Promise<readonly DeploymentView[]> {
    const rows = (await reads.records.deploymentsOf.load(change.ref)) ?? []
    const found = await Promise.all(
      rows.map(async ({ streamId, deploymentKey }) => {
        const stream = await reads.catalogue.streamById.load(streamId)
        return stream === null ? null : reads.tables.deployment(stream, deploymentKey)
      }),
    )
    return found.filter((deployment) => deployment !== null)
  }
}
