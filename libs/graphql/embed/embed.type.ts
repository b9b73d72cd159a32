import { Field, ID, Int, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { Duration } from '../scalars/duration.ts'
import { Bucket } from '../window/window.type.ts'

export const EmbedPart = enumeration('EmbedPart', 'What an embed shows.', {
  METRIC: 'One metric of a service: its value with interval and sample size, and its trend.',
  STAGES: 'Where the lead time of a service goes, stage by stage.',
  SERVICE: 'All five metrics of a service.',
  DASHBOARD: 'A dashboard as a whole, with what it begins with.',
})

export const EmbedMetric = enumeration(
  'EmbedMetric',
  'A metric that an embed, a badge or a part of a dashboard shows.',
  {
    deploymentFrequency: 'How often something went live.',
    leadTimeForChanges: 'Median time from first commit to live.',
    changeFailureRate: 'Share of deployments that failed in use.',
    timeToRestore: 'Median time until a failed deployment was mended.',
    deploymentReworkRate: 'Share of deployments that repaired something.',
  },
)

export const EmbedTheme = enumeration('EmbedTheme', 'The colours that an embed wears.', {
  AUTO: 'Light or dark as the system of whoever looks says.',
  LIGHT: 'Light.',
  DARK: 'Dark.',
})

export const EmbedState = enumeration('EmbedState', 'Whether an embed still answers.', {
  VALID: 'It answers.',
  EXPIRED: 'Its time is over.',
  REVOKED: 'Somebody revoked it.',
})

@ObjectType('Embed', {
  description: 'A picture of numbers for a page elsewhere; whoever sees it can change nothing of it.',
})
export class EmbedType {
  @Field(() => ID, { description: 'Its id, to revoke it by; it is in its addresses, and no secret.' })
  readonly id!: string

  @Field(() => String, { description: 'What it is known by in lists.' })
  readonly name!: string

  @Field(() => EmbedPart, { description: 'What it shows.' })
  readonly part!: keyof typeof EmbedPart

  @Field(() => EmbedMetric, {
    nullable: true,
    description: 'The metric that it shows; null unless the part is METRIC.',
  })
  readonly metric!: keyof typeof EmbedMetric | null

  @Field(() => String, { nullable: true, description: 'Name of the service; null where the part is DASHBOARD.' })
  readonly service!: string | null

  @Field(() => String, { nullable: true, description: 'Name of the dashboard; null unless the part is DASHBOARD.' })
  readonly dashboard!: string | null

  @Field(() => String, { description: 'Name of the environment, or of a tier.' })
  readonly environment!: string

  @Field(() => Duration, {
    nullable: true,
    description: 'Length of its window, which ends now; null where it is fixed.',
  })
  readonly last!: string | null

  @Field(() => DateTime, { nullable: true, description: 'The first moment of a fixed window.' })
  readonly from!: number | null

  @Field(() => DateTime, { nullable: true, description: 'The first moment after a fixed window.' })
  readonly to!: number | null

  @Field(() => String, { description: 'IANA name of the zone in which its days are cut.' })
  readonly timeZone!: string

  @Field(() => Bucket, { description: 'The steps of its trends.' })
  readonly steps!: keyof typeof Bucket

  @Field(() => EmbedTheme, { description: 'The colours that it wears.' })
  readonly theme!: keyof typeof EmbedTheme

  @Field(() => [String], { description: 'Origins of the pages that may show it.' })
  readonly origins!: readonly string[]

  @Field(() => String, { description: 'The name of the token that made it.' })
  readonly createdBy!: string

  @Field(() => DateTime, { description: 'When it was made.' })
  readonly createdAt!: number

  @Field(() => DateTime, { description: 'When it ends.' })
  readonly expiresAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When it was revoked; null where it was not.' })
  readonly revokedAt!: number | null

  @Field(() => EmbedState, { description: 'Whether it still answers.' })
  readonly state!: keyof typeof EmbedState

  @Field(() => Int, {
    description: 'Questions that were refused because it was asked too often, since the process that answers began.',
  })
  readonly refusedCount!: number
}

@ObjectType('EmbedSnippets', { description: 'What to put into a page to show an embed; it holds the signed token.' })
export class EmbedSnippetsType {
  @Field(() => String, { description: 'A script and an element, which take the width that they are given.' })
  readonly script!: string

  @Field(() => String, { description: 'A frame, for pages that take no scripts of others.' })
  readonly iframe!: string

  @Field(() => String, { description: 'The address of the embed alone.' })
  readonly address!: string
}

@ObjectType('EmbedPayload', { description: 'The answer to making or revoking an embed.' })
export class EmbedPayloadType {
  @Field(() => EmbedType, { nullable: true, description: 'The embed; null when there are errors.' })
  readonly embed!: EmbedType | null

  @Field(() => String, {
    nullable: true,
    description: 'The signed token that shows it, answered this once; null when revoking and when there are errors.',
  })
  readonly token!: string | null

  @Field(() => EmbedSnippetsType, {
    nullable: true,
    description: 'What to put into a page; null when revoking and when there are errors.',
  })
  readonly snippets!: EmbedSnippetsType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
