import { Field, ObjectType } from '@nestjs/graphql'

@ObjectType('UserError', { description: 'A reason why a mutation did nothing, which the caller can mend.' })
export class UserErrorType {
  @Field(() => [String], { nullable: true, description: 'Path to the input at fault; null when it is the whole.' })
  readonly field!: readonly string[] | null

  @Field(() => String, { description: 'The reason for programs.' })
  readonly code!: string

  @Field(() => String, { description: 'The reason for people, and what to do.' })
  readonly message!: string
}
