import { Args, ArgsType, Context, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql'
import { CatalogueConflict, changeCatalogue } from '#storage/stores/catalogue'
import type { Asked } from '../asked.ts'
import { Reads } from '../reads.ts'
import { badName, userError } from '../relay/user-error.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import type { ServiceView } from '../views.ts'
import { type ServiceSteps, serviceSteps } from './service-steps.ts'
import { ServiceType } from './service.type.ts'

@ArgsType()
class ServiceUpdateArgs {
  @Field(() => String, { description: 'Name of the service to change.' })
  readonly name!: string

  @Field(() => String, {
    nullable: true,
    description: 'What to call it, its past too; statements that use the former name go on to mean it.',
  })
  readonly newName?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Name of the team that owns it, made where there is none; null for nobody.',
  })
  readonly team?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Where its source lives, as host/owner/name; null for the repository of its own name.',
  })
  readonly repository?: string | null

  @Field(() => [String], { nullable: true, description: 'Globs of its part of the repository; empty for the whole.' })
  readonly paths?: readonly string[] | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether anybody may see badges with its numbers, without a token; off until somebody says so.',
  })
  readonly badges?: boolean | null

  @Field(() => String, {
    nullable: true,
    description: 'Name of the service that it is a part of, which takes over its history and its names; given alone.',
  })
  readonly mergeInto?: string | null
}

@ObjectType('ServicePayload', { description: 'The answer to changing a service.' })
class ServicePayloadType {
  @Field(() => ServiceType, { nullable: true, description: 'The service as it is now; null when there are errors.' })
  readonly service!: ServiceType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}

const repositoryShape = /^(?:[a-z0-9.-]+(?::\d+)?\/)?(?!\s)[^\p{Cc}:/?#@]+(?:\/[^\p{Cc}:/?#@]+)*(?<!\.git|\s)$/u

function errorsOf({ newName, team, repository, paths }: ServiceUpdateArgs): UserErrorType[] {
  const errors: (UserErrorType | null)[] = []
  if (typeof newName === 'string') errors.push(badName(newName, 'newName'))
  if (typeof team === 'string') errors.push(badName(team, 'team'))
  if (typeof repository === 'string' && (repository.length > 300 || !repositoryShape.test(repository))) {
    errors.push(
      userError(
        'BAD_REPOSITORY',
        'Write host/owner/name, with the host in lower case and without scheme or .git.',
        'repository',
      ),
    )
  }
  if (paths && (paths.length > 200 || paths.some((path) => path.length === 0 || path.length > 500))) {
    errors.push(userError('BAD_PATHS', 'Give at most 200 globs of 1 to 500 characters.', 'paths'))
  }
  return errors.filter((error) => error !== null)
}

@Resolver()
export class ServiceUpdateResolver {
  @Mutation(() => ServicePayloadType, {
    description: 'Changes what the catalogue says of a service, with effect on its past; what is left out stays.',
  })
  async serviceUpdate(
    @Args() words: ServiceUpdateArgs,
    @Context() { outside }: Asked,
  ): Promise<{ readonly service: ServiceView | null; readonly userErrors: readonly UserErrorType[] }> {
    const userErrors = errorsOf(words)
    if (userErrors.length > 0) return { service: null, userErrors }
    let asked: ServiceSteps = { name: words.name, steps: [], userError: null }
    try {
      await changeCatalogue(outside.writes, (present) => {
        asked = serviceSteps(present, words)
        return asked.steps
      })
    } catch (error) {
      if (!(error instanceof CatalogueConflict)) throw error
      return { service: null, userErrors: [userError(error.code, error.message, 'name')] }
    }
    if (asked.userError !== null) return { service: null, userErrors: [asked.userError] }
    return {
      service: await new Reads(outside.writes, outside.streams).catalogue.serviceByName.load(asked.name),
      userErrors: [],
    }
  }
}
