import { Field, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
import { enumeration } from '../relay/enumeration.ts'
import { NodeType } from '../relay/node.type.ts'
import { RepositoryType } from '../repository/repository.type.ts'

export const ServiceOrder = enumeration('ServiceOrder', 'How a list of services is ordered.', {
  NAME: 'By name.',
  TEAM: 'By name of the team, then by name; those without a team last.',
  LAST_DEPLOYMENT: 'Latest live deployment first, then by name; those never deployed last.',
})

@ObjectType('Service', {
  implements: () => [NodeType],
  description: 'Something that is deployed as one and measured as one.',
})
export class ServiceType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => RepositoryType, { nullable: true, description: 'Where its source lives; null while nothing says.' })
  readonly repository!: RepositoryType | null

  @Field(() => [String], { description: 'Globs of its part of the repository; empty for the whole.' })
  readonly paths!: readonly string[]

  @Field(() => Boolean, { description: 'Whether it appeared by itself and nobody has confirmed it.' })
  readonly discovered!: boolean

  @Field(() => Boolean, { description: 'Whether anybody may see badges with its numbers, without a token.' })
  readonly badges!: boolean
}

export const ServiceConnection = connectionOf('Service', () => ServiceType, 'services')
