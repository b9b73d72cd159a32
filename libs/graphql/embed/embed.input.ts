import { Field, InputType } from '@nestjs/graphql'
import { DateTime } from '../scalars/date-time.ts'
import { Duration } from '../scalars/duration.ts'
import { EmbedMetric, EmbedPart, EmbedTheme } from './embed.type.ts'

@InputType('EmbedInput', { description: 'An embed to make; all that it shows is fixed by this.' })
export class EmbedInput {
  @Field(() => String, { description: 'How browsers reach this Leadline, such as https://leadline.example.' })
  readonly address!: string

  @Field(() => EmbedPart, { description: 'What it shows.' })
  readonly part!: keyof typeof EmbedPart

  @Field(() => EmbedMetric, { nullable: true, description: 'The metric, where the part is METRIC.' })
  readonly metric?: keyof typeof EmbedMetric | null

  @Field(() => String, { nullable: true, description: 'Name of the service; left out where the part is DASHBOARD.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the dashboard, where the part is DASHBOARD.' })
  readonly dashboard?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'Name of the environment, or of a tier; production, or the one that the dashboard begins with.',
  })
  readonly environment?: string | null

  @Field(() => Duration, {
    nullable: true,
    description:
      'Length of a window that ends whenever it is looked at; when neither this nor `from` is given P90D, or what the dashboard begins with.',
  })
  readonly last?: string | null

  @Field(() => DateTime, { nullable: true, description: 'The first moment of a fixed window, with `to`.' })
  readonly from?: number | null

  @Field(() => DateTime, { nullable: true, description: 'The first moment after a fixed window, with `from`.' })
  readonly to?: number | null

  @Field(() => String, {
    nullable: true,
    description: 'IANA name of the zone in which its days are cut; UTC, or the one that the dashboard begins with.',
  })
  readonly timeZone?: string | null

  @Field(() => EmbedTheme, { nullable: true, defaultValue: 'AUTO', description: 'The colours that it wears.' })
  readonly theme?: keyof typeof EmbedTheme | null

  @Field(() => [String], {
    description:
      'Origins of the pages that may show it, such as https://wiki.example; none: only its own address does.',
  })
  readonly origins!: readonly string[]

  @Field(() => String, { nullable: true, description: 'What to know it by; what it shows when left out.' })
  readonly name?: string | null

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it ends; after 90 days when left out, and within a year.',
  })
  readonly expiresAt?: number | null
}
