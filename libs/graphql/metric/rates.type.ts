import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { Authorship } from '../commit/commit.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { IntervalType, MetricType, UnavailableReason } from './metric.type.ts'

@ObjectType('RatePoint', { description: 'A share in one step of a series.' })
export class RatePointType {
  @Field(() => DateTime, { description: 'The first moment of the step.' })
  readonly start!: number

  @Field(() => DateTime, { description: 'The first moment after the step.' })
  readonly end!: number

  @Field(() => Float, {
    nullable: true,
    description: 'The share, 0 to 1, by the preset GITLAB also above; null when nothing was counted.',
  })
  readonly rate!: number | null

  @Field(() => Int, { description: 'How many it is the share of the denominator.' })
  readonly numerator!: number

  @Field(() => Int, { description: 'How many were counted.' })
  readonly denominator!: number

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the share.' })
  readonly interval!: IntervalType | null
}

@ObjectType('RateByAuthorship', {
  description:
    'A share of the deployments that brought what one kind of author wrote: AGENT where an agent had a part in one of their changes, BOT where bots wrote all of them, UNKNOWN where no change is known, as of rollbacks. A lower bound of agents: many leave no mark.',
})
export class RateByAuthorshipType {
  @Field(() => Authorship, { description: 'Who wrote what they brought.' })
  readonly authorship!: keyof typeof Authorship

  @Field(() => Int, { description: 'How many deployments that are; those of all kinds add up to the whole.' })
  readonly sampleSize!: number

  @Field(() => Int, { nullable: true, description: 'How many of them were counted; null where there are too few.' })
  readonly count!: number | null

  @Field(() => Float, { nullable: true, description: 'The share, 0 to 1; null where there are too few.' })
  readonly rate!: number | null

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the share.' })
  readonly interval!: IntervalType | null

  @Field(() => UnavailableReason, { nullable: true, description: 'Why there is no share; null where there is one.' })
  readonly unavailableReason!: keyof typeof UnavailableReason | null
}

@ObjectType('ChangeFailureRate', {
  implements: () => [MetricType],
  description: 'Share of counted deployments that degraded the service and needed somebody to step in.',
})
export class ChangeFailureRateType extends MetricType {
  @Field(() => Float, {
    nullable: true,
    description:
      'Failed ones among the counted deployments, 0 to 1; by the preset GITLAB incidents over deployments, which may pass 1. Null without deployments.',
  })
  readonly rate!: number | null

  @Field(() => Int, { description: 'Deployments that failed; by the preset GITLAB incidents.' })
  readonly failed!: number

  @Field(() => Int, { description: 'Deployments that were counted.' })
  readonly deployments!: number

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the rate.' })
  readonly interval!: IntervalType | null

  @Field(() => Float, {
    nullable: true,
    description:
      'The rate without failures that rest on nearness in time alone; null without deployments, and by presets of other systems.',
  })
  readonly confirmedRate!: number | null

  @Field(() => Int, { description: 'Failures that rest on nearness in time alone.' })
  readonly byTimeAlone!: number

  @Field(() => Float, {
    nullable: true,
    description: 'How many of them chance alone would have linked; null when it cannot be said.',
  })
  readonly byTimeAloneExpectedByChance!: number | null
}

@ObjectType('DeploymentReworkRate', {
  implements: () => [MetricType],
  description: 'Share of all deployments that were unplanned: rollbacks and those that repair an incident or a bug.',
})
export class DeploymentReworkRateType extends MetricType {
  @Field(() => Float, {
    nullable: true,
    description: 'Rework among all deployments, rollbacks included, 0 to 1; null without deployments.',
  })
  readonly rate!: number | null

  @Field(() => Int, { description: 'Deployments that were rework.' })
  readonly rework!: number

  @Field(() => Int, { description: 'Deployments that were counted, rollbacks included.' })
  readonly deployments!: number

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the rate.' })
  readonly interval!: IntervalType | null
}
