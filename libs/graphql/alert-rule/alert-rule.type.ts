import { Field, Float, InputType, ObjectType } from '@nestjs/graphql'
import type { WatchedMetric as Watched } from '#domain/alert-rule'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'

export const RuleOrigin = enumeration('RuleOrigin', 'Who states a rule, and may change it.', {
  FILE: '`leadline.yaml`: it is changed there.',
  API: 'A mutation.',
})

export const WatchedMetric = enumeration('WatchedMetric', 'What is watched of a service.', {
  leadTimeForChanges: 'Changes take longer to go live.',
  pendingAge: 'Merged changes wait longer than they did.',
  deploymentFrequency: 'There are fewer deployments.',
  silence: 'No deployment came for longer than ever.',
  changeFailureRate: 'A larger share of deployments fails.',
  deploymentReworkRate: 'A larger share of deployments is unplanned.',
  timeToRestore: 'Failures last longer.',
  openFailure: 'A failure is open for longer than they last.',
} as const satisfies Readonly<Record<Watched, string>>)

export const Weekday = enumeration('Weekday', 'A day of the week.', {
  MONDAY: 'Monday.',
  TUESDAY: 'Tuesday.',
  WEDNESDAY: 'Wednesday.',
  THURSDAY: 'Thursday.',
  FRIDAY: 'Friday.',
  SATURDAY: 'Saturday.',
  SUNDAY: 'Sunday.',
})

@ObjectType('AlertThreshold', { description: 'A value of a metric that is not to be passed.' })
export class AlertThresholdType {
  @Field(() => WatchedMetric, { description: 'Of which metric.' })
  readonly metric!: keyof typeof WatchedMetric

  @Field(() => String, {
    nullable: true,
    description:
      'An alert while the value is higher: a duration, a share, or deployments a week; null: none is too high.',
  })
  readonly above!: string | null

  @Field(() => String, { nullable: true, description: 'An alert while the value is lower; null: none is too low.' })
  readonly below!: string | null

  @Field(() => String, { description: 'The window that the value is of, an ISO 8601 duration that ends now.' })
  readonly last!: string
}

@ObjectType('QuietHours', { description: 'Local times at which nobody is told: it is told after them.' })
export class QuietHoursType {
  @Field(() => String, { description: 'When they begin, as HH:MM.' })
  readonly from!: string

  @Field(() => String, { description: 'When they end, as HH:MM; not later than `from`: on the day after.' })
  readonly to!: string

  @Field(() => String, { description: 'IANA time zone of these times.' })
  readonly timeZone!: string

  @Field(() => [Weekday], { description: 'On which they begin; empty: on every day.' })
  readonly days!: readonly (keyof typeof Weekday)[]
}

@ObjectType('AlertRule', { description: 'Whose alerts are told where, and from when on.' })
export class AlertRuleType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => RuleOrigin, { description: 'Who states it.' })
  readonly origin!: keyof typeof RuleOrigin

  @Field(() => [String], { description: 'Services that it is of; without services and teams: every service.' })
  readonly services!: readonly string[]

  @Field(() => [String], { description: 'Teams whose services it is of.' })
  readonly teams!: readonly string[]

  @Field(() => String, { description: 'The environment, by name or by the name of a tier.' })
  readonly environment!: string

  @Field(() => [WatchedMetric], { description: 'What it is about; empty: all that is watched.' })
  readonly metrics!: readonly (keyof typeof WatchedMetric)[]

  @Field(() => Float, {
    description:
      'How many false alarms of a test are put up with for a service and year; without a meaning beside a threshold.',
  })
  readonly falseAlarmsPerServiceYear!: number

  @Field(() => AlertThresholdType, { nullable: true, description: 'A plain threshold; null: tests decide.' })
  readonly threshold!: AlertThresholdType | null

  @Field(() => QuietHoursType, { nullable: true, description: 'When nobody is told; null: never.' })
  readonly quietHours!: QuietHoursType | null

  @Field(() => [String], { description: 'Channels that are told; empty: pages show it.' })
  readonly channels!: readonly string[]

  @Field(() => Boolean, { description: 'Whether it raises alerts; one that is off silences what it is of.' })
  readonly isOn!: boolean

  @Field(() => String, {
    nullable: true,
    description: 'What of it changes nothing as things are, and what to do about it; null: all of it counts.',
  })
  readonly warning!: string | null
}

@InputType('AlertThresholdInput', { description: 'A value that is not to be passed: above, below or both.' })
export class AlertThresholdInput {
  @Field(() => String, {
    nullable: true,
    description: 'An alert while the value is higher: a duration (P2D), a share (0.15, 15%), deployments a week (3).',
  })
  readonly above?: string | null

  @Field(() => String, { nullable: true, description: 'An alert while the value is lower.' })
  readonly below?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'The window that the value is of, an ISO 8601 duration that ends now; P28D when left out.',
  })
  readonly last?: string | null
}

@InputType('QuietHoursInput', { description: 'Local times at which nobody is told.' })
export class QuietHoursInput {
  @Field(() => String, { description: 'When they begin, as HH:MM.' })
  readonly from!: string

  @Field(() => String, { description: 'When they end, as HH:MM or 24:00; not later than `from`: on the day after.' })
  readonly to!: string

  @Field(() => String, { nullable: true, description: 'IANA time zone of these times; UTC when left out.' })
  readonly timeZone?: string | null

  @Field(() => [Weekday], { nullable: true, description: 'On which they begin; every day when left out.' })
  readonly days?: readonly (keyof typeof Weekday)[] | null
}

@InputType('AlertRuleInput', { description: 'A whole alert rule, as in `leadline.yaml`.' })
export class AlertRuleInput {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string

  @Field(() => [String], { nullable: true, description: 'Services; without services and teams every service.' })
  readonly services?: readonly string[] | null

  @Field(() => [String], { nullable: true, description: 'Teams whose services it is of.' })
  readonly teams?: readonly string[] | null

  @Field(() => String, {
    nullable: true,
    description: 'An environment, by name or by the name of a tier; production when left out.',
  })
  readonly environment?: string | null

  @Field(() => [WatchedMetric], { nullable: true, description: 'What it is about; all that is watched when left out.' })
  readonly metrics?: readonly (keyof typeof WatchedMetric)[] | null

  @Field(() => Float, {
    nullable: true,
    description: 'False alarms of a test that are put up with for a service and year, 0.05 to 1; 0.25 when left out.',
  })
  readonly falseAlarmsPerServiceYear?: number | null

  @Field(() => AlertThresholdInput, {
    nullable: true,
    description: 'A plain threshold in place of the test, of exactly one metric.',
  })
  readonly threshold?: AlertThresholdInput | null

  @Field(() => QuietHoursInput, { nullable: true, description: 'When nobody is told; never when left out.' })
  readonly quietHours?: QuietHoursInput | null

  @Field(() => [String], { nullable: true, description: 'Channels that are told; pages show it when left out.' })
  readonly channels?: readonly string[] | null

  @Field(() => Boolean, { nullable: true, description: 'Whether it raises alerts; true when left out.' })
  readonly isOn?: boolean | null
}

@ObjectType('AlertRulePayload', { description: 'The answer to making, changing or removing an alert rule.' })
export class AlertRulePayloadType {
  @Field(() => AlertRuleType, {
    nullable: true,
    description: 'The rule; null when there are errors and when removed.',
  })
  readonly alertRule!: AlertRuleType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
