import { Field, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
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

  @Field(() => String, { nullable: true, description: 'What it says, in words; null where that was not kept.' })
  readonly settles!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When it was taken back; null while it stands.' })
  readonly revokedAt!: number | null

  @Field(() => String, { nullable: true, description: 'Who took it back; null while it stands.' })
  readonly revokedBy!: string | null

  @Field(() => String, { nullable: true, description: 'Why it was taken back; null while it stands.' })
  readonly revokedReason!: string | null
}

export const OverrideConnection = connectionOf('Override', () => OverrideType, 'overrides')
