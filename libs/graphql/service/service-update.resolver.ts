import { Args, ArgsType, Context, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql'
import type { ServiceChange } from '#domain/catalogue'
import { changeService } from '#storage/stores/services'
import type { Asked } from '../asked.ts'
import { Reads } from '../reads.ts'
import { quoted } from '../refusal.ts'
import { badName, userError } from '../relay/user-error.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import type { ServiceView } from '../views.ts'
import { ServiceType } from './service.type.ts'

@ArgsType()
class ServiceUpdateArgs {
  @Field(() => String, { description: 'Name of the service to change.' })
  readonly name!: string

  @Field(() => String, { nullable: true, description: 'What to call it from now on.' })
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

  @Field(() => String, {
    nullable: true,
    description: 'Name of the service that it is a part of, which takes over its history.',
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

const repositoryShape = /^(?:[a-z0-9.-]+(?::\d+)?\/)?[\w.-]+(?:\/[\w.-]+)+$/

function errorsOf({ newName, team, repository, paths, mergeInto }: ServiceUpdateArgs): UserErrorType[] {
  const errors: (UserErrorType | null)[] = []
  for (const [field, value] of Object.entries({ newName, mergeInto })) {
    if (typeof value !== 'string') continue
    errors.push(
      userError('NOT_CONFIGURED', 'Services cannot be renamed or merged yet; change the name at the sender.', field),
    )
  }
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
    @Context() { outside, reads }: Asked,
  ): Promise<{ readonly service: ServiceView | null; readonly userErrors: readonly UserErrorType[] }> {
    const userErrors = errorsOf(words)
    if (userErrors.length > 0) return { service: null, userErrors }
    const found = await reads.catalogue.serviceByName.load(words.name)
    if (found === null) {
      return {
        service: null,
        userErrors: [userError('NOT_FOUND', `No service is called ${quoted(words.name)}.`, 'name')],
      }
    }
    const { team, repository, paths } = words
    const change: ServiceChange = {
      ...(team === undefined ? {} : { team }),
      ...(repository === undefined ? {} : { repository }),
      ...(paths === undefined ? {} : { paths: paths ?? [] }),
    }
    await changeService(outside.writes, found.databaseId, change)
    return { service: await new Reads(outside.writes).catalogue.serviceByName.load(words.name), userErrors: [] }
  }
}
