import { Field, ID, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'

export const TokenState = enumeration('TokenState', 'Whether a token still opens anything.', {
  VALID: 'It does what its scopes say.',
  EXPIRED: 'Its time is over; it is refused.',
  REVOKED: 'Somebody took it back; it is refused.',
})

@ObjectType('Token', { description: 'What somebody may show to be let in. Its text is kept nowhere.' })
export class TokenType {
  @Field(() => ID, { description: 'Its id, to revoke it by.' })
  readonly id!: string

  @Field(() => String, { description: 'The six characters after `ll_` of its text, to know it by.' })
  readonly publicId!: string

  @Field(() => String, { description: 'What it is for.' })
  readonly name!: string

  @Field(() => String, { description: 'The source that it sends for.' })
  readonly source!: string

  @Field(() => [String], { description: 'What it lets its holder do: ingest, ingest:*, read, import or admin.' })
  readonly scopes!: readonly string[]

  @Field(() => TokenState, { description: 'Whether it still opens anything.' })
  readonly state!: keyof typeof TokenState

  @Field(() => Boolean, { description: 'Whether it is the one that asks.' })
  readonly isOwn!: boolean

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When it was last used, to the minute; null before.' })
  readonly lastUsedAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it ends; null: never.' })
  readonly expiresAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null while it is not.' })
  readonly revokedAt!: number | null
}

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
