import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { DeploymentKind } from '../deployment/deployment-kind.ts'
import { DateTime } from '../scalars/date-time.ts'
import { IntervalType, MetricType } from './metric.type.ts'

@ObjectType('KindCount', { description: 'How many deployments of one kind there were.' })
class KindCountType {
  @Field(() => DeploymentKind, { description: 'The kind.' })
  readonly kind!: keyof typeof DeploymentKind

  @Field(() => Int, { description: 'How many of it went live in the window.' })
  readonly count!: number
}

@ObjectType('FrequencyPoint', { description: 'Deployments of one step of a series.' })
export class FrequencyPointType {
  @Field(() => DateTime, { description: 'The first moment of the step.' })
  readonly start!: number

  @Field(() => DateTime, { description: 'The first moment after the step.' })
  readonly end!: number

  @Field(() => Int, { description: 'Counted deployments that went live in it; by the preset DEVLAKE days with one.' })
  readonly count!: number

  @Field(() => Float, { description: 'The same for each local day of it.' })
  readonly perDay!: number

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the rate for each day.' })
  readonly interval!: IntervalType | null
}

@ObjectType('DeploymentFrequency', {
  implements: () => [MetricType],
  description:
    'How often the service is deployed: counted deployments that went live in the window, and their rate over its local calendar days.',
})
export class DeploymentFrequencyType extends MetricType {
  @Field(() => Int, { description: 'Counted deployments that went live in the window.' })
  readonly count!: number

  @Field(() => Float, {
    nullable: true,
    description:
      'The count for each local calendar day, days without one included; by the preset DEVLAKE a seventh of `perWeek`.',
  })
  readonly perDay!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'The count for each seven days; by the preset DEVLAKE the lower median, over weeks, of days with a deployment.',
  })
  readonly perWeek!: number | null

  @Field(() => Int, { description: 'Local days with at least one counted deployment.' })
  readonly activeDays!: number

  @Field(() => Int, { description: 'Mondays to Fridays in the window.' })
  readonly workingDays!: number

  @Field(() => Float, {
    nullable: true,
    description: 'Median over all local days of the window of the deployments on that day.',
  })
  readonly medianPerDay!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Days of 24 hours from the last counted deployment to the end of the window or now, the earlier; null when there was none.',
  })
  readonly daysSinceLast!: number | null

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the rate for each day.' })
  readonly interval!: IntervalType | null

  @Field(() => [KindCountType], { description: 'Deployments of every kind in the window, the uncounted kinds too.' })
  readonly byKind!: readonly KindCountType[]

  @Field(() => Int, { description: 'Runs that ended in the window, whatever their outcome.' })
  readonly attempts!: number

  @Field(() => Int, { description: 'Runs among them that failed.' })
  readonly failedAttempts!: number

  @Field(() => Int, { description: 'Runs among them that progressive delivery stopped.' })
  readonly aborted!: number
}
