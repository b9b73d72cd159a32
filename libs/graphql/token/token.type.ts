import { Field, ID, ObjectType } from '@nestjs/graphql'
import { UserErrorType } from '../relay/user-error.type.ts'

@ObjectType('TokenPayload', { description: 'The answer to making or revoking a token.' })
export class TokenPayloadType {
  @Field(() => ID, { nullable: true, description: 'Id of the token, to revoke it by; null when there are errors.' })
  readonly id!: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The new token, shown this once; null when revoking and when there are errors.',
  })
  readonly token!: string | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
