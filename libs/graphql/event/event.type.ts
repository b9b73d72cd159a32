import { Field, Int, ObjectType } from '@nestjs/graphql'
import { UserErrorType } from '../relay/user-error.type.ts'

@ObjectType('EventsPayload', { description: 'What became of recorded events.' })
export class EventsPayloadType {
  @Field(() => Int, { description: 'Events that are in the log now and were not before.' })
  readonly accepted!: number

  @Field(() => Int, { description: 'Events that were in the log already.' })
  readonly duplicates!: number

  @Field(() => [UserErrorType], {
    description: 'Events that were refused, with their place in the list and the reason.',
  })
  readonly userErrors!: readonly UserErrorType[]
}
