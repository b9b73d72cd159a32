import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql'
import { ArtifactType } from '../artifact/artifact.type.ts'
import { artifactNamesOf, deployedArtifacts } from '../artifact/deployed-artifacts.ts'
import type { Asked } from '../asked.ts'
import { buildView } from '../build/build-view.ts'
import { BuildType } from '../build/build.type.ts'
import { changeView } from '../change/change-view.ts'
import { ChangeType } from '../change/change.type.ts'
import type { Reads } from '../reads.ts'
import type { ArtifactView, ChangeView, DeploymentView } from '../views.ts'
import { DeploymentType } from './deployment.type.ts'

/** The change that holds a commit; null where nothing is known of the commit. */
async function changeHolding({ records }: Reads, repository: string, sha: string): Promise<ChangeView | null> {
  const holder = await records.changeOfCommit.load({ repository, sha })
  if (holder === null) return null
  const { number } = holder
  const ref = { repository, number, sha: number === null ? sha : null }
  return changeView(ref, await records.change.load(ref))
}

/** The way of a deployment from its commit to its version. */
@Resolver(() => DeploymentType)
export class DeploymentWayResolver {
  @ResolveField(() => ChangeType, {
    nullable: true,
    description: 'The change that holds the commit that it was built from; null where nothing is known of that.',
  })
  async change(@Parent() { repository, sha }: DeploymentView, @Context() { reads }: Asked): Promise<ChangeView | null> {
    return repository === null || sha === null ? null : changeHolding(reads, repository, sha)
  }

  @ResolveField(() => ChangeType, {
    nullable: true,
    description:
      'The change of the configuration repository that holds `configSha`; null where nothing is known of that.',
  })
  async configChange(
    @Parent() { configRepository, configSha }: DeploymentView,
    @Context() { reads }: Asked,
  ): Promise<ChangeView | null> {
    return configRepository === null || configSha === null ? null : changeHolding(reads, configRepository, configSha)
  }

  @ResolveField(() => [BuildType], { description: 'Builds of the commit that it was built from, by their start.' })
  async builds(
    @Parent() { repository, sha }: DeploymentView,
    @Context() { reads }: Asked,
  ): Promise<readonly BuildType[]> {
    if (repository === null || sha === null) return []
    return ((await reads.records.builds.load({ repository, sha })) ?? []).map(buildView)
  }

  @ResolveField(() => [ArtifactType], {
    description: 'The artifacts that it runs, then those that these were built from; none where none is known.',
  })
  async artifacts(
    @Parent() { identity, at }: DeploymentView,
    @Context() { reads }: Asked,
  ): Promise<readonly ArtifactView[]> {
    const names = artifactNamesOf(identity)
    const found = await Promise.all(names.map((name) => reads.records.artifacts.load(name)))
    return deployedArtifacts(
      found.flatMap((rows) => rows ?? []),
      identity,
      at,
    )
  }
}
