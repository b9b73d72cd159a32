import { Field, Float, ObjectType } from '@nestjs/graphql'
import { WatchedMetric } from '../alert-rule/alert-rule.type.ts'
import { enumeration } from '../relay/enumeration.ts'

const WatchState = enumeration('WatchState', 'What a detector of a service is in.', {
  WATCHING: 'It looks at the service each hour.',
  INSUFFICIENT_DATA: 'Too little is known of the service; it begins by itself when there is enough.',
  OFF: 'No rule has it look at the service, or one turns it off.',
})

@ObjectType('SmallestChange', {
  description:
    'The smallest change that is told within eight weeks in half of the cases; of pendingAge, silence and openFailure the limit that has to be passed.',
})
export class SmallestChangeType {
  @Field(() => Float, {
    nullable: true,
    description: 'The value after it as a multiple of what is usual; null of a limit, and where zero is usual.',
  })
  readonly factor!: number | null

  @Field(() => Float, {
    description:
      'The value after it: seconds (of working time for pendingAge and silence), deployments a week, or a share.',
  })
  readonly value!: number

  @Field(() => String, { description: 'The same in words.' })
  readonly text!: string
}

@ObjectType('Watching', { description: 'What a detector of a service is in, and what it could see.' })
export class WatchingType {
  @Field(() => WatchedMetric, { description: 'What it looks at.' })
  readonly metric!: keyof typeof WatchedMetric

  @Field(() => WatchState, { description: 'Whether it looks.' })
  readonly state!: keyof typeof WatchState

  @Field(() => String, {
    nullable: true,
    description:
      'What is missing, such as `5 of 8 weeks that hold three changes`, what turns it off, or that a freeze is on; else null while it watches.',
  })
  readonly reason!: string | null

  @Field(() => Float, {
    nullable: true,
    description:
      'What is usual, as it takes it: seconds, deployments a week, or a share; null where it holds nothing against what is usual.',
  })
  readonly usual!: number | null

  @Field(() => SmallestChangeType, {
    nullable: true,
    description: 'The smallest change that it sees; null where it is not known, or it sees none.',
  })
  readonly smallestChange!: SmallestChangeType | null

  @Field(() => String, {
    nullable: true,
    description: 'Why there is no smallest change; null where there is one.',
  })
  readonly smallestChangeReason!: string | null

  @Field(() => Float, {
    nullable: true,
    description:
      'False alarms that are to be expected of this service in a year, as simulated; null unless a test watches, and where that is not known.',
  })
  readonly expectedFalseAlarmsPerYear!: number | null

  @Field(() => String, {
    nullable: true,
    description:
      'Why they are not known: it deploys more rarely than any service that was simulated; null where they are, and unless a test watches.',
  })
  readonly expectedFalseAlarmsReason!: string | null
}
