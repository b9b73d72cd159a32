import { Field, ObjectType } from '@nestjs/graphql'
import { NodeType } from '../relay/node.type.ts'

@ObjectType('Repository', { implements: () => [NodeType], description: 'A git repository.' })
export class RepositoryType extends NodeType {
  @Field(() => String, { description: 'Host, owner and name, such as github.com/acme/shop.' })
  readonly name!: string

  @Field(() => String, { nullable: true, description: 'Where to look at it; null where nobody said.' })
  readonly url!: string | null
}
