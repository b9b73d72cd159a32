import { Field, InputType, Int, ObjectType, OmitType, PartialType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'

export const ChannelKind = enumeration('ChannelKind', 'How somebody is told something.', {
  EMAIL: 'By mail, over the server of LEADLINE_SMTP_URL.',
  WEBHOOK: 'By a signed request (Standard Webhooks) to an address.',
  SLACK: 'By a message in Slack: of an incoming webhook, or of a bot, which answers in threads.',
  TEAMS: 'By a card in Microsoft Teams, which a workflow posts.',
  PAGERDUTY: 'By an incident of PagerDuty; alerts alone, no reports.',
  GITHUB_ISSUE: 'By an issue of GitHub: one for each alert, with comments, closed at its end; one for each report.',
})

@ObjectType('Channel', { description: 'A way in which Leadline tells somebody something, and how it is doing.' })
export class ChannelType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => ChannelKind, { description: 'How it tells.' })
  readonly kind!: keyof typeof ChannelKind

  @Field(() => String, {
    description:
      'Whom: recipients of mail, a channel of Slack, a repository, or the host of an address; its path is not shown.',
  })
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

  @Field(() => String, {
    nullable: true,
    description:
      'Of a webhook, an incoming webhook of Slack and a workflow of Teams: where it is posted to; kept sealed. Where there is a token: another API than the usual one.',
  })
  readonly url?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Of a webhook: what it is signed with, as whsec_…; made when left out.',
  })
  readonly secret?: string | null

  @Field(() => String, {
    nullable: true,
    description:
      'Of a bot of Slack its token, xoxb-…; of PagerDuty the integration key, of GitHub a token. Kept sealed.',
  })
  readonly token?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Of a bot of Slack: the id of the channel that it posts to, such as C0123456789.',
  })
  readonly slackChannel?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Of GitHub: the repository in which issues are opened, as owner/name.',
  })
  readonly repository?: string | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'What is posted may go to an address of a private network, without encryption too, and what has a usual address to another one.',
  })
  readonly allowPrivate?: boolean | null
}

@InputType('ChannelUpdateInput', { description: 'What of a channel is to be another; what is left out stays.' })
export class ChannelUpdateInput extends PartialType(OmitType(ChannelInput, ['name', 'kind'])) {
  @Field(() => String, { description: 'Its name, which stays.' })
  readonly name!: string

  @Field(() => String, { nullable: true, description: 'Of a webhook: what it is signed with, as whsec_….' })
  override readonly secret?: string | null
}

@ObjectType('ChannelPayload', { description: 'The answer to making, changing, trying or removing a channel.' })
export class ChannelPayloadType {
  @Field(() => ChannelType, {
    nullable: true,
    description: 'The channel; null when there are errors and when removed.',
  })
  readonly channel!: ChannelType | null

  @Field(() => String, {
    nullable: true,
    description: 'What a webhook is signed with from now on where that was made here, shown this once; null otherwise.',
  })
  readonly secret!: string | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
