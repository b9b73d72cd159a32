import { Field, InputType, Int, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'

export const ChannelKind = enumeration('ChannelKind', 'How somebody is told something.', {
  EMAIL: 'By mail, over the server of LEADLINE_SMTP_URL.',
  WEBHOOK: 'By a signed request (Standard Webhooks) to an address.',
})

@ObjectType('Channel', { description: 'A way in which Leadline tells somebody something, and how it is doing.' })
export class ChannelType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => ChannelKind, { description: 'How it tells.' })
  readonly kind!: keyof typeof ChannelKind

  @Field(() => String, { description: 'Whom: recipients of mail, or the host of an address; its path is not shown.' })
  readonly to!: string

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When something arrived there last; null before.' })
  readonly deliveredAt!: number | null

  @Field(() => DateTime, { nullable: true, description: 'Since when nothing arrives there; null while it does.' })
  readonly failingSince!: number | null

  @Field(() => String, {
    nullable: true,
    description: 'Why not, and what to do; or who of several did not get what arrived last.',
  })
  readonly message!: string | null

  @Field(() => Int, { description: 'What is on its way there.' })
  readonly waiting!: number
}

@InputType('ChannelInput', { description: 'A new channel.' })
export class ChannelInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => ChannelKind, { description: 'How it tells.' })
  readonly kind!: keyof typeof ChannelKind

  @Field(() => [String], { nullable: true, description: 'Of mail: up to 50 addresses.' })
  readonly recipients?: readonly string[] | null

  @Field(() => String, { nullable: true, description: 'Of a webhook: where it is posted to.' })
  readonly url?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Of a webhook: what it is signed with, as whsec_…; made when left out.',
  })
  readonly secret?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Of a webhook: it may lead to an address of a private network, without encryption too.',
  })
  readonly allowPrivate?: boolean | null
}

@ObjectType('ChannelPayload', { description: 'The answer to making, trying or removing a channel.' })
export class ChannelPayloadType {
  @Field(() => ChannelType, {
    nullable: true,
    description: 'The channel; null when there are errors and when removed.',
  })
  readonly channel!: ChannelType | null

  @Field(() => String, {
    nullable: true,
    description: 'What a new webhook is signed with, shown this once; null otherwise.',
  })
  readonly secret!: string | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
