import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { DefinitionType } from '../definition/definition.type.ts'
import { LeadTimeStage } from '../metric/lead-time.type.ts'
import { IntervalType, UnavailableReason } from '../metric/metric.type.ts'
import { ServiceType } from '../service/service.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { WindowType } from '../window/window.type.ts'

@ObjectType('TrimmedLeadTime', { description: 'The lead times of one window and their 20 % trimmed mean.' })
class TrimmedLeadTimeType {
  @Field(() => Int, { description: 'Lead times in the window.' })
  readonly sampleSize!: number

  @Field(() => Int, {
    description: 'Those that the trimmed mean is over: without a fifth of them, rounded down, at each end.',
  })
  readonly keptSize!: number

  @Field(() => Float, { nullable: true, description: 'Trimmed mean in seconds; null without lead times.' })
  readonly trimmedMeanSeconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Median of all of them, in seconds; null without lead times.' })
  readonly medianSeconds!: number | null
}

@ObjectType('StageDifference', { description: 'What one stage has to do with a difference of lead time.' })
class StageDifferenceType {
  @Field(() => LeadTimeStage, { description: 'The stage.' })
  readonly stage!: keyof typeof LeadTimeStage

  @Field(() => Float, {
    description: 'Its part of the trimmed mean of the earlier window, in seconds; changes without it count as zero.',
  })
  readonly beforeSeconds!: number

  @Field(() => Float, { description: 'The same of the later window.' })
  readonly afterSeconds!: number

  @Field(() => Float, { description: 'How much longer it takes, in seconds; negative where it takes less.' })
  readonly differenceSeconds!: number
}

@ObjectType('ServicePart', { description: 'What one service gave to the pooled trimmed mean of a window.' })
class ServicePartType {
  @Field(() => Int, { description: 'All of its lead times in the window, those at the ends too.' })
  readonly sampleSize!: number

  @Field(() => Float, {
    nullable: true,
    description:
      'The trimmed mean of these alone in seconds, as it is answered of the service by itself; null without any.',
  })
  readonly trimmedMeanSeconds!: number | null

  @Field(() => Int, { description: 'Its lead times among those that the trimmed mean is over.' })
  readonly keptSize!: number

  @Field(() => Float, { description: 'Their share of all of these, 0 to 1.' })
  readonly share!: number

  @Field(() => Float, { nullable: true, description: 'Their mean in seconds; null without any.' })
  readonly meanSeconds!: number | null
}

@ObjectType('ServiceDifference', { description: 'What one service has to do with a difference of pooled lead time.' })
export class ServiceDifferenceType {
  @Field(() => ServiceType, { description: 'The service.' })
  readonly service!: ServiceType

  @Field(() => ServicePartType, { description: 'In the earlier window.' })
  readonly before!: ServicePartType

  @Field(() => ServicePartType, { description: 'In the later window.' })
  readonly after!: ServicePartType

  @Field(() => Float, {
    description: 'Seconds because its own changes became slower; zero where it is in one window only.',
  })
  readonly withinSeconds!: number

  @Field(() => Float, { description: 'Seconds because more or fewer of the changes are its own.' })
  readonly mixSeconds!: number

  @Field(() => LeadTimeStage, {
    nullable: true,
    description:
      'The stage that did most of what its own trimmed mean moved by, as `stageMovedMost` of the service by itself; null where that did not move or is not known.',
  })
  readonly ownStageMovedMost!: keyof typeof LeadTimeStage | null
}

@ObjectType('LeadTimeMover', { description: 'A change that is on its side for what the stage did that moved most.' })
export class LeadTimeMoverType {
  @Field(() => String, { nullable: true, description: 'The commit; set with unit COMMIT only.' })
  readonly commitSha!: string | null

  @Field(() => DateTime, { description: 'When it was live.' })
  readonly liveAt!: number

  @Field(() => Float, { description: 'Its lead time in seconds.' })
  readonly seconds!: number

  @Field(() => Float, { description: 'What it spent in `stageMovedMost`, in seconds.' })
  readonly stageSeconds!: number

  @Field(() => Float, {
    description:
      'How far that lies beyond the trimmed mean of the stage in the other window, in seconds, with the sign of the difference that it makes.',
  })
  readonly excessSeconds!: number

  @Field(() => Float, {
    description:
      'Its part in the difference of that stage, in seconds: over all changes that the trimmed mean of its window is over, these add up to it.',
  })
  readonly movedSeconds!: number
}

@ObjectType('LeadTimeDifference', {
  description:
    'Why lead time is another than it was: the difference of two trimmed means, which the stages add up to exactly, and the services too; with `tailSeconds` it is the difference of the medians.',
})
export class LeadTimeDifferenceType {
  @Field(() => WindowType, { description: 'The later window.' })
  readonly window!: WindowType

  @Field(() => WindowType, { description: 'The earlier window, which it is held against.' })
  readonly against!: WindowType

  @Field(() => DefinitionType, { description: 'The rules that lead time was computed by.' })
  readonly definition!: DefinitionType

  @Field(() => TrimmedLeadTimeType, { description: 'The earlier window.' })
  readonly before!: TrimmedLeadTimeType

  @Field(() => TrimmedLeadTimeType, { description: 'The later window.' })
  readonly after!: TrimmedLeadTimeType

  @Field(() => UnavailableReason, {
    nullable: true,
    description: 'Why there is no explanation; null where there is one.',
  })
  readonly unavailableReason!: keyof typeof UnavailableReason | null

  @Field(() => String, {
    nullable: true,
    description:
      'The same in words: which window has how many lead times, and how many it takes; null where there is one.',
  })
  readonly unavailableBecause!: string | null

  @Field(() => Float, {
    nullable: true,
    description: 'Trimmed mean of the later window less that of the earlier, in seconds; null without an explanation.',
  })
  readonly differenceSeconds!: number | null

  @Field(() => IntervalType, {
    nullable: true,
    description: 'Interval of the difference, in seconds; null where nothing varies, and without an explanation.',
  })
  readonly interval!: IntervalType | null

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the interval leaves zero out; null without an explanation.',
  })
  readonly clear!: boolean | null

  @Field(() => Float, {
    nullable: true,
    description: 'Median of the later window less that of the earlier, in seconds; null without an explanation.',
  })
  readonly medianDifferenceSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'What the median moved beside the trimmed mean, in seconds; null without an explanation.',
  })
  readonly tailSeconds!: number | null

  @Field(() => [StageDifferenceType], {
    description: 'By stage, in their order; those that no change has are left out. Empty without an explanation.',
  })
  readonly stages!: readonly StageDifferenceType[]

  @Field(() => LeadTimeStage, {
    nullable: true,
    description: 'The stage that did most of it; null where nothing moved, and without an explanation.',
  })
  readonly stageMovedMost!: keyof typeof LeadTimeStage | null

  @Field(() => Float, {
    nullable: true,
    description: 'Sum of `withinSeconds` of the services; null without an explanation.',
  })
  readonly withinSeconds!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Sum of `mixSeconds` of the services, zero for one service alone; null without an explanation.',
  })
  readonly mixSeconds!: number | null

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether no service moved the way that all together did and one moved the other way, as the mix of services can make it seem (Simpson); null without an explanation.',
  })
  readonly reversedByMix!: boolean | null
}
