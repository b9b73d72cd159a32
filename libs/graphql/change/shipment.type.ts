import { Field, Float, ObjectType } from '@nestjs/graphql'
import { Confidence } from '../deployment/deployment-kind.ts'
import { StageSpanType } from '../metric/lead-time.type.ts'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('Shipment', { description: 'How a change first came to be live in one environment of one service.' })
export class ShipmentType {
  @Field(() => String, { description: 'How it is known to be in the deployment, such as COMMIT_GRAPH or INCLUDES.' })
  readonly method!: string

  @Field(() => Confidence, { description: 'How sure that is.' })
  readonly confidence!: keyof typeof Confidence

  @Field(() => DateTime, { description: 'When the change began.' })
  readonly startedAt!: number

  @Field(() => DateTime, { description: 'When it was live at the last placement.' })
  readonly liveAt!: number

  @Field(() => Float, { description: 'Its lead time in seconds.' })
  readonly seconds!: number

  @Field(() => [StageSpanType], { description: 'Its stages in order; they add up to its lead time.' })
  readonly stages!: readonly StageSpanType[]
}

@ObjectType('Waiting', { description: 'An environment of a service in which a change is merged and not live yet.' })
export class WaitingType {
  @Field(() => DateTime, { description: 'Since when: its merge.' })
  readonly mergedAt!: number
}
