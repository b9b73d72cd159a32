import { Field, ObjectType } from '@nestjs/graphql'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('Override', {
  implements: () => [NodeType],
  description:
    'What a person settled about an incident or a deployment, kept with author and reason even after it was taken back.',
})
export class OverrideType extends NodeType {
  @Field(() => DateTime, { description: 'When it was said.' })
  readonly at!: number

  @Field(() => String, { description: 'Who said it.' })
  readonly by!: string

  @Field(() => String, { description: 'Why.' })
  readonly reason!: string

  @Field(() => Boolean, { description: 'Whether it was taken back.' })
  readonly revoked!: boolean
}
