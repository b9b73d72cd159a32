import { Field, InputType, Int, ObjectType } from '@nestjs/graphql'
import { ComparisonBase } from '../comparison/comparison.type.ts'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'

export const ScheduleUnit = enumeration('ScheduleUnit', 'How often something is told.', {
  DAY: 'Every day.',
  WEEK: 'On a day of every week.',
  MONTH: 'On a day of every month.',
})

const ReportKind = enumeration('ReportKind', 'What is told regularly.', {
  COMPARISON: 'Services beside each other: always told.',
  DIGEST: 'What changed and why, waits, is open and is missing: told only when there is something to say.',
})

@InputType('ReportScheduleInput', { description: 'A report that is told regularly: of what, when, and over what.' })
export class ReportScheduleInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => String, { description: 'The channel that it is told over.' })
  readonly channel!: string

  @Field(() => ReportKind, { nullable: true, description: 'What is told; a comparison when left out.' })
  readonly kind?: keyof typeof ReportKind | null

  @Field(() => [String], {
    nullable: true,
    description: 'Services, up to 100; all, or all of the team, when left out.',
  })
  readonly services?: readonly string[] | null

  @Field(() => String, { nullable: true, description: 'Only services of this team.' })
  readonly team?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'An environment, by name or by the name of a tier; production when left out.',
  })
  readonly environment?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The window, an ISO 8601 duration that ends when it is told; P28D when left out, of a digest P7D.',
  })
  readonly last?: string | null

  @Field(() => ComparisonBase, {
    nullable: true,
    description: 'What it is held against; the window before when left out. A digest has none.',
  })
  readonly against?: keyof typeof ComparisonBase | null

  @Field(() => ScheduleUnit, { description: 'How often.' })
  readonly every!: keyof typeof ScheduleUnit

  @Field(() => Int, {
    nullable: true,
    description: 'Of a week 1 Monday to 7 Sunday, of a month 1 to 28; 1 when left out.',
  })
  readonly day?: number | null

  @Field(() => String, { description: 'The local time, as HH:MM.' })
  readonly at!: string

  @Field(() => String, {
    nullable: true,
    description: 'IANA time zone of that time and of the window; UTC when left out.',
  })
  readonly timeZone?: string | null
}

@ObjectType('ReportSchedule', { description: 'A report that is told regularly.' })
export class ReportScheduleType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => String, { description: 'The channel that it is told over.' })
  readonly channel!: string

  @Field(() => ReportKind, { description: 'What is told.' })
  readonly kind!: keyof typeof ReportKind

  @Field(() => [String], { description: 'Services; empty: all, or all of the team.' })
  readonly services!: readonly string[]

  @Field(() => String, { nullable: true, description: 'Only services of this team.' })
  readonly team!: string | null

  @Field(() => String, { description: 'The environment.' })
  readonly environment!: string

  @Field(() => String, { description: 'The window, an ISO 8601 duration that ends when it is told.' })
  readonly last!: string

  @Field(() => ComparisonBase, { description: 'What it is held against.' })
  readonly against!: keyof typeof ComparisonBase

  @Field(() => ScheduleUnit, { description: 'How often.' })
  readonly every!: keyof typeof ScheduleUnit

  @Field(() => Int, {
    nullable: true,
    description: 'Of a week 1 Monday to 7 Sunday, of a month 1 to 28; null: every day.',
  })
  readonly day!: number | null

  @Field(() => String, { description: 'The local time, as HH:MM.' })
  readonly at!: string

  @Field(() => String, { description: 'IANA time zone of that time and of the window.' })
  readonly timeZone!: string

  @Field(() => DateTime, { description: 'When it is told next.' })
  readonly nextAt!: number

  @Field(() => DateTime, { nullable: true, description: 'When it was told last; null before the first time.' })
  readonly lastAt!: number | null

  @Field(() => String, {
    nullable: true,
    description: 'Why nothing was told the last time: it could not be made, or there was nothing to say; else null.',
  })
  readonly message!: string | null
}

@ObjectType('ReportSchedulePayload', { description: 'The answer to making, telling or removing a scheduled report.' })
export class ReportSchedulePayloadType {
  @Field(() => ReportScheduleType, {
    nullable: true,
    description: 'The report; null when there are errors and when removed.',
  })
  readonly schedule!: ReportScheduleType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
