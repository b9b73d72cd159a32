import { Field, Float, InputType, ObjectType } from '@nestjs/graphql'
import { connectionOf } from '../relay/connection.ts'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('Alert', {
  implements: () => [NodeType],
  description: 'A metric of a service that got worse beyond chance.',
})
export class AlertType extends NodeType {
  @Field(() => String, { description: 'Name of the metric.' })
  readonly metric!: string

  @Field(() => String, { description: 'How grave it is.' })
  readonly level!: string

  @Field(() => String, { description: 'Where it is in its life, such as open or resolved.' })
  readonly state!: string

  @Field(() => DateTime, { description: 'When it was raised.' })
  readonly openedAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When the metric was well again; null while it is open.' })
  readonly resolvedAt!: number | null

  @Field(() => Float, { nullable: true, description: 'The value before, in the unit of the metric.' })
  readonly before!: number | null

  @Field(() => Float, { nullable: true, description: 'The value since, in the unit of the metric.' })
  readonly after!: number | null

  @Field(() => String, { description: 'The alert in words.' })
  readonly text!: string
}

export const AlertConnection = connectionOf('Alert', () => AlertType, 'alerts')

@InputType('AlertFilter', { description: 'Which alerts to list; all conditions hold together.' })
export class AlertFilter {
  @Field(() => String, { nullable: true, description: 'Name of the service.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the team that owns it.' })
  readonly team?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Only open ones, or only resolved ones.' })
  readonly open?: boolean | null

  @Field(() => String, { nullable: true, description: 'Name of the metric.' })
  readonly metric?: string | null
}
