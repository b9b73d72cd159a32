import { Field, Float, InputType, ObjectType } from '@nestjs/graphql'
import { enumeration } from '../relay/enumeration.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { NodeType } from '../relay/node.type.ts'
import { DateTime } from '../scalars/date-time.ts'

const AlertDirection = enumeration('AlertDirection', 'Which way a metric moved.', {
  WORSE: 'It got worse.',
  BETTER: 'It got better; nobody is told by an alert.',
})

const AlertHeld = enumeration('AlertHeld', 'Why an alert is watched only.', {
  LOW_COVERAGE: 'Of less than 80 % of the deployments since it is known what they shipped.',
  COVERAGE_MOVED: 'What is known of deployments changed by more than the metric did.',
})

@ObjectType('Alert', {
  implements: () => [NodeType],
  description: 'A metric of a service that got worse beyond chance.',
})
export class AlertType extends NodeType {
  @Field(() => String, {
    description:
      'What is watched: a metric by its name, or pendingAge, silence or openFailure, which are of deployment frequency and recovery.',
  })
  readonly metric!: string

  @Field(() => AlertDirection, { description: 'Whether it got worse or better.' })
  readonly direction!: keyof typeof AlertDirection

  @Field(() => String, { description: 'ALERT: somebody is told. WATCH: it is shown only.' })
  readonly level!: string

  @Field(() => String, {
    description: 'Where it is in its life: OPEN, ACKNOWLEDGED, RETURNED, NEW_NORMAL or WITHDRAWN.',
  })
  readonly state!: string

  @Field(() => DateTime, { description: 'When the evidence was enough.' })
  readonly openedAt!: number

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it was as usual again, or usual from then on, or withdrawn; null while it is open.',
  })
  readonly resolvedAt!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'The value before: seconds, deployments a week, or a share from 0 to 1.',
  })
  readonly before!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'The value since, in the same unit; of pendingAge, silence and openFailure the limit that was passed.',
  })
  readonly after!: number | null

  @Field(() => String, { description: 'What happened, in a few words.' })
  readonly title!: string

  @Field(() => String, {
    description:
      'How far it moved, in words: both values, or the limit that was passed; empty where it has no numbers.',
  })
  readonly numbers!: string

  @Field(() => String, { description: 'The alert in words, with its numbers.' })
  readonly text!: string

  @Field(() => Boolean, {
    description:
      'Whether a plain threshold of a rule raised it, which is `before`, and not a test: `usualFrom` is then where its window began.',
  })
  readonly isPlainThreshold!: boolean

  @Field(() => DateTime, { description: 'It began after this.' })
  readonly onsetFrom!: number

  @Field(() => DateTime, { description: 'It began before this: evidence comes in weeks.' })
  readonly onsetTo!: number

  @Field(() => DateTime, { description: 'What was usual is measured from here to where it began.' })
  readonly usualFrom!: number

  @Field(() => AlertHeld, {
    nullable: true,
    description: 'Why it is watched only, though the metric moved enough; null where nothing holds it.',
  })
  readonly held!: keyof typeof AlertHeld | null

  @Field(() => String, { nullable: true, description: 'Why it was withdrawn; null where it was not.' })
  readonly reason!: string | null

  @Field(() => DateTime, { nullable: true, description: 'When somebody took it on; null where nobody did.' })
  readonly acknowledgedAt!: number | null

  @Field(() => String, { nullable: true, description: 'Who took it on: the name of the token; null where nobody did.' })
  readonly acknowledgedBy!: string | null

  @Field(() => Float, {
    nullable: true,
    description:
      'False alarms of this test that are to be expected of this service in a year, as simulated; null of a plain threshold, and where it deploys more rarely than any that was simulated.',
  })
  readonly expectedFalseAlarmsPerYear!: number | null
}

const AlertTellingState = enumeration('AlertTellingState', 'What became of a message to a channel.', {
  HELD: 'Quiet hours hold it back.',
  UNDER_WAY: 'It is on its way.',
  ARRIVED: 'It arrived.',
  GIVEN_UP: 'It never arrived, and is tried no more.',
})

@ObjectType('AlertTelling', { description: 'A message to a channel about something that happened to an alert.' })
export class AlertTellingType {
  @Field(() => String, { description: 'Name of the channel.' })
  readonly channel!: string

  @Field(() => AlertTellingState, { description: 'What became of it.' })
  readonly state!: keyof typeof AlertTellingState

  @Field(() => DateTime, { description: 'When it is sent or tried next, arrived, or was given up.' })
  readonly at!: number
}

@ObjectType('AlertEvent', { description: 'Something that happened to an alert.' })
export class AlertEventType {
  @Field(() => String, { description: 'OPENED, CHANGED, ACKNOWLEDGED, RESOLVED or WITHDRAWN.' })
  readonly event!: string

  @Field(() => DateTime, { description: 'When it was noticed here.' })
  readonly at!: number

  @Field(() => DateTime, { nullable: true, description: 'When it was put on its way to channels; null before.' })
  readonly toldAt!: number | null

  @Field(() => String, { nullable: true, description: 'Why nobody was told; null where somebody was, or is to be.' })
  readonly untold!: string | null

  @Field(() => [AlertTellingType], {
    description:
      'What became of what channels were to be told; empty where nobody was told, it went with other alerts in one message, or that is not kept any more.',
  })
  readonly tellings!: readonly AlertTellingType[]
}

@ObjectType('AlertPayload', { description: 'The answer to taking on an alert.' })
export class AlertPayloadType {
  @Field(() => AlertType, { nullable: true, description: 'The alert; null when there are errors.' })
  readonly alert!: AlertType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}

export const AlertConnection = connectionOf('Alert', () => AlertType, 'alerts')

@InputType('AlertFilter', { description: 'Which alerts to list; all conditions hold together.' })
export class AlertFilter {
  @Field(() => String, { nullable: true, description: 'Name of the service.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the team that owns it.' })
  readonly team?: string | null

  @Field(() => String, { nullable: true, description: 'The environment, by name or by the name of a tier.' })
  readonly environment?: string | null

  @Field(() => Boolean, { nullable: true, description: 'Only open ones, or only resolved ones.' })
  readonly open?: boolean | null

  @Field(() => String, {
    nullable: true,
    description: 'Where it is in its life: OPEN (nobody took it on), ACKNOWLEDGED, RETURNED, NEW_NORMAL or WITHDRAWN.',
  })
  readonly state?: string | null

  @Field(() => String, { nullable: true, description: 'What is watched, by its name.' })
  readonly metric?: string | null

  @Field(() => String, { nullable: true, description: 'ALERT or WATCH; both when left out.' })
  readonly level?: string | null
}
