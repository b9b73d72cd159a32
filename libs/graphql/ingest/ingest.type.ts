import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('IngestStatus', { description: 'How far answers are behind what was taken in.' })
export class IngestStatusType {
  @Field(() => Int, { description: 'Accepted events that answers do not show yet.' })
  readonly pending!: number

  @Field(() => Float, {
    nullable: true,
    description: 'How long the oldest of them has waited, in seconds; null when none waits.',
  })
  readonly oldestPendingSeconds!: number | null

  @Field(() => Int, { description: 'Events that were refused and kept.' })
  readonly quarantined!: number

  @Field(() => DateTime, { nullable: true, description: 'When the last event was taken in; null before the first.' })
  readonly lastEventAt!: number | null
}
