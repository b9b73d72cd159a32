import { Field, InputType, ObjectType } from '@nestjs/graphql'
import type { NotifiedOutcome as Notified } from '#domain/notify-rule'
import { RuleOrigin } from '../alert-rule/alert-rule.type.ts'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'

const NotifiedOutcome = enumeration('NotifiedOutcome', 'What of a deployment is told.', {
  LIVE: 'A new version, or a new configuration, went live.',
  FAILED: 'It failed, or was stopped before full traffic.',
  ROLLED_BACK: 'An earlier version is live again.',
} as const satisfies Readonly<Record<Notified, string>>)

@ObjectType('NotifyRule', { description: 'Whose deployments are told over which channels.' })
export class NotifyRuleType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => RuleOrigin, { description: 'Who states it.' })
  readonly origin!: keyof typeof RuleOrigin

  @Field(() => [String], { description: 'Services whose deployments are told.' })
  readonly services!: readonly string[]

  @Field(() => [String], { description: 'Teams whose services they are.' })
  readonly teams!: readonly string[]

  @Field(() => String, { description: 'The environment, by name or by the name of a tier.' })
  readonly environment!: string

  @Field(() => [NotifiedOutcome], { description: 'What is told.' })
  readonly outcomes!: readonly (keyof typeof NotifiedOutcome)[]

  @Field(() => [String], { description: 'Channels that are told.' })
  readonly channels!: readonly string[]

  @Field(() => String, {
    nullable: true,
    description: 'What of it changes nothing as things are, and what to do about it; null: all of it counts.',
  })
  readonly warning!: string | null
}

@InputType('NotifyRuleInput', { description: 'Whose deployments are told over which channels, as a whole.' })
export class NotifyRuleInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => [String], { nullable: true, description: 'Services; one at least, or a team.' })
  readonly services?: readonly string[] | null

  @Field(() => [String], { nullable: true, description: 'Teams whose services they are.' })
  readonly teams?: readonly string[] | null

  @Field(() => String, {
    nullable: true,
    description: 'An environment, by name or by the name of a tier; production when left out.',
  })
  readonly environment?: string | null

  @Field(() => [NotifiedOutcome], { nullable: true, description: 'What is told; all when left out.' })
  readonly outcomes?: readonly (keyof typeof NotifiedOutcome)[] | null

  @Field(() => [String], { description: 'Channels that are told, one at least.' })
  readonly channels!: readonly string[]
}

@ObjectType('NotifyRulePayload', { description: 'The answer to making, changing or removing a rule of deployments.' })
export class NotifyRulePayloadType {
  @Field(() => NotifyRuleType, {
    nullable: true,
    description: 'The rule; null when there are errors and when removed.',
  })
  readonly notifyRule!: NotifyRuleType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
