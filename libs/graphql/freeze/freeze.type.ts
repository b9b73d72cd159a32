import { Field, InputType, ObjectType } from '@nestjs/graphql'
import { RuleOrigin } from '../alert-rule/alert-rule.type.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'

@ObjectType('FreezeWindow', {
  description:
    'A time in which nobody is meant to deploy: how services deploy in it raises no alert, a failure that lasts does.',
})
export class FreezeWindowType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => RuleOrigin, { description: 'Who states it.' })
  readonly origin!: keyof typeof RuleOrigin

  @Field(() => [String], { description: 'Services that it is of; without services and teams: every service.' })
  readonly services!: readonly string[]

  @Field(() => [String], { description: 'Teams whose services it is of.' })
  readonly teams!: readonly string[]

  @Field(() => DateTime, { description: 'When it begins.' })
  readonly from!: number

  @Field(() => DateTime, { description: 'When it is over.' })
  readonly to!: number

  @Field(() => String, { description: 'IANA time zone in which its dates were stated.' })
  readonly timeZone!: string

  @Field(() => String, { description: 'Why nobody is meant to deploy.' })
  readonly reason!: string

  @Field(() => String, {
    nullable: true,
    description: 'What of it changes nothing as things are, and what to do about it; null: all of it counts.',
  })
  readonly warning!: string | null
}

@InputType('FreezeWindowInput', { description: 'A time in which nobody is meant to deploy, a year at most.' })
export class FreezeWindowInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => String, { description: 'Its first local date (2026-12-24), or an ISO 8601 time with an offset.' })
  readonly from!: string

  @Field(() => String, { description: 'The local date, or time, at which it is over: that date is not frozen.' })
  readonly to!: string

  @Field(() => String, { nullable: true, description: 'IANA time zone of its dates; UTC when left out.' })
  readonly timeZone?: string | null

  @Field(() => [String], { nullable: true, description: 'Services; without services and teams every service.' })
  readonly services?: readonly string[] | null

  @Field(() => [String], { nullable: true, description: 'Teams whose services it is of.' })
  readonly teams?: readonly string[] | null

  @Field(() => String, { description: 'Why nobody is meant to deploy.' })
  readonly reason!: string
}

@ObjectType('FreezeWindowPayload', { description: 'The answer to making or removing a freeze.' })
export class FreezeWindowPayloadType {
  @Field(() => FreezeWindowType, {
    nullable: true,
    description: 'The freeze; null when there are errors and when removed.',
  })
  readonly freezeWindow!: FreezeWindowType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
