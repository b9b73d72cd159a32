import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { Authorship } from '../commit/commit.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { enumeration } from '../relay/enumeration.ts'
import { DateTime } from '../scalars/date-time.ts'
import { DataQualityFlagType } from './flag.type.ts'
import { IntervalType, MetricType, UnavailableReason } from './metric.type.ts'

export const LeadTimeStage = enumeration(
  'LeadTimeStage',
  'A stretch of the road from the first commit to live; the stretches follow on each other without gap.',
  {
    CODING: 'From the start of the change to its request.',
    REVIEW: 'From the request to its merge.',
    BUILD: 'From the merge to the artifact.',
    PROMOTE: 'From the artifact to the request that deploys it.',
    APPROVE: 'From that request to its merge, gates and pauses included.',
    RECONCILE: 'From the configuration commit to the end of the sync.',
    ROLLOUT: 'From the sync, or the start of the run, to live.',
    UNACCOUNTED: 'What no known moment explains.',
  },
)

const PendingBound = enumeration('PendingBound', 'How a count of what waits lies to the truth.', {
  EXACT: 'All of it is known.',
  AT_LEAST: 'So many wait at least, and zero says nothing: `unknownReason` says what hides the rest.',
  AT_MOST: 'So many wait at most: it is not known what a version brought that is live; `unknownReason` says which.',
  NEITHER: 'Of several services, one is counted at least and another at most.',
})

@ObjectType('StageDuration', { description: 'How long one stage took over all samples.' })
class StageDurationType {
  @Field(() => LeadTimeStage, { description: 'The stage.' })
  readonly stage!: keyof typeof LeadTimeStage

  @Field(() => Int, { description: 'Samples that have this stage; the median is over them.' })
  readonly sampleSize!: number

  @Field(() => Float, {
    nullable: true,
    description: 'Median over the samples that have this stage, in seconds; null where none has.',
  })
  readonly medianSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description:
      'Mean over all samples, those without this stage as zero, in seconds, so that the means add up to that of the lead time; null where none has it.',
  })
  readonly meanSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Share of all lead time that was spent in it, 0 to 1; null without samples.',
  })
  readonly share!: number | null
}

@ObjectType('StageSpan', { description: 'One stage of one sample.' })
export class StageSpanType {
  @Field(() => LeadTimeStage, { description: 'The stage.' })
  readonly stage!: keyof typeof LeadTimeStage

  @Field(() => DateTime, { nullable: true, description: 'When it began.' })
  readonly from!: number | null

  @Field(() => DateTime, { nullable: true, description: 'When it ended.' })
  readonly to!: number | null

  @Field(() => Float, { description: 'Its length in seconds; the stages of a sample add up to its lead time exactly.' })
  readonly seconds!: number
}

@ObjectType('DurationBin', { description: 'How many durations are of about this length.' })
export class DurationBinType {
  @Field(() => Float, { description: 'Its shortest duration, in seconds.' })
  readonly fromSeconds!: number

  @Field(() => Float, {
    nullable: true,
    description: 'The first duration that is too long for it, in seconds; null for the last bin, which has no end.',
  })
  readonly toSeconds!: number | null

  @Field(() => Int, { description: 'Samples in it.' })
  readonly count!: number
}

@ObjectType('DurationPoint', { description: 'Durations of one step of a series.' })
export class DurationPointType {
  @Field(() => DateTime, { description: 'The first moment of the step.' })
  readonly start!: number

  @Field(() => DateTime, { description: 'The first moment after the step.' })
  readonly end!: number

  @Field(() => Int, { description: 'Samples in it.' })
  readonly sampleSize!: number

  @Field(() => Float, { nullable: true, description: 'Median in seconds; null without samples.' })
  readonly medianSeconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Upper quartile in seconds; null under ten samples.' })
  readonly p75Seconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Ninetieth percentile in seconds; null under ten samples.' })
  readonly p90Seconds!: number | null

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the median, in seconds.' })
  readonly interval!: IntervalType | null
}

@ObjectType('Pending', {
  description: 'Changes that are merged and not live yet, at the end of the window or now, the earlier.',
})
class PendingType {
  @Field(() => Int, {
    description: 'How many are known to wait; `bound` says how that lies to the truth.',
  })
  readonly count!: number

  @Field(() => PendingBound, { description: 'Whether `count` is exact.' })
  readonly bound!: keyof typeof PendingBound

  @Field(() => String, {
    nullable: true,
    description: 'What is not known and would have to be, with its mend, in words; null where all of it is known.',
  })
  readonly unknownReason!: string | null

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds since the start of the one that has waited longest; null when none waits.',
  })
  readonly oldestSinceStartSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Seconds since the earliest merge among them; null when none waits.',
  })
  readonly oldestSinceMergeSeconds!: number | null
}

@ObjectType('LeadTimeSample', {
  description: 'One lead time: a change, a commit or a deployment, by the unit of the definition.',
})
export class LeadTimeSampleType {
  @Field(() => String, { nullable: true, description: 'The commit; set with unit COMMIT only.' })
  readonly commitSha!: string | null

  @Field(() => DateTime, { description: 'Where it begins.' })
  readonly startedAt!: number

  @Field(() => DateTime, { description: 'When it was live.' })
  readonly liveAt!: number

  @Field(() => Float, { description: 'The lead time in seconds, weekends taken out where the definition says so.' })
  readonly seconds!: number

  @Field(() => [StageSpanType], { description: 'Its stages in order; they add up to its length.' })
  readonly stages!: readonly StageSpanType[]

  @Field(() => [DataQualityFlagType], { description: 'Doubts about this sample.' })
  readonly flags!: readonly DataQualityFlagType[]
}

@ObjectType('LeadTimeByAuthorship', {
  description:
    'The lead time of what one kind of author wrote, over its own samples. A lower bound of agents: many leave no mark.',
})
export class LeadTimeByAuthorshipType {
  @Field(() => Authorship, { description: 'Who wrote them.' })
  readonly authorship!: keyof typeof Authorship

  @Field(() => Int, { description: 'How many samples that are; those of all kinds add up to the whole.' })
  readonly sampleSize!: number

  @Field(() => Float, { nullable: true, description: 'Median in seconds; null where there are too few.' })
  readonly medianSeconds!: number | null

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the median, in seconds.' })
  readonly interval!: IntervalType | null

  @Field(() => UnavailableReason, { nullable: true, description: 'Why there is no median; null where there is one.' })
  readonly unavailableReason!: keyof typeof UnavailableReason | null
}

export const LeadTimeSampleConnection = connectionOf('LeadTimeSample', () => LeadTimeSampleType, 'lead-time samples')

@ObjectType('LeadTimeForChanges', {
  implements: () => [MetricType],
  description:
    'How long a change takes from its first commit until it is live: one sample for each change at its first arrival.',
})
export class LeadTimeForChangesType extends MetricType {
  @Field(() => Float, { nullable: true, description: 'Median in seconds; null without samples.' })
  readonly medianSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Upper quartile in seconds; null under ten samples, and by presets of other systems.',
  })
  readonly p75Seconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Ninetieth percentile in seconds; null under ten samples, and by presets of other systems.',
  })
  readonly p90Seconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Mean in seconds, for those who ask; never the headline.' })
  readonly meanSeconds!: number | null

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the median, in seconds.' })
  readonly interval!: IntervalType | null

  @Field(() => [StageDurationType], { description: 'Where the time went.' })
  readonly stages!: readonly StageDurationType[]

  @Field(() => PendingType, { description: 'What is merged and waits to go live.' })
  readonly pending!: PendingType

  @Field(() => Float, {
    nullable: true,
    description:
      'Changes that a counted deployment brought on average; null without deployments, and by presets of other systems.',
  })
  readonly changesPerDeployment!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Median of lines added and deleted by a change; null when no size is known.',
  })
  readonly linesPerChange!: number | null
}
