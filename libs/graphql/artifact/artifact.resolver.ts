import { ResolveField, Resolver } from '@nestjs/graphql'
import { RepositoryType } from '../repository/repository.type.ts'
import type { ArtifactView, RepositoryView } from '../views.ts'
import { ArtifactType } from './artifact.type.ts'

@Resolver(() => ArtifactType)
export class ArtifactResolver {
  @ResolveField(() => RepositoryType, {
    nullable: true,
    description: 'The repository of its commit; null where it names none, and then it is that of the service.',
  })
  repository(artifact: ArtifactView): RepositoryView | null {
    return artifact.repository
  }
}
