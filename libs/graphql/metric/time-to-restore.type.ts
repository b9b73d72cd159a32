import { Field, Float, Int, ObjectType } from '@nestjs/graphql'
import { RemedyKind } from '../failure/failure.type.ts'
import { IntervalType, MetricType } from './metric.type.ts'

@ObjectType('RemedyTime', { description: 'Restore times of the failures that one kind of remedy ended.' })
class RemedyTimeType {
  @Field(() => RemedyKind, { description: 'The kind of remedy.' })
  readonly remedy!: keyof typeof RemedyKind

  @Field(() => Int, { description: 'How many failures it ended.' })
  readonly count!: number

  @Field(() => Float, { nullable: true, description: 'Median time until they were restored, in seconds.' })
  readonly medianSeconds!: number | null
}

@ObjectType('TimeToRestore', {
  implements: () => [MetricType],
  description:
    'How long the service stayed degraded after a failed deployment; failures that are still open count as lasting at least until now.',
})
export class TimeToRestoreType extends MetricType {
  @Field(() => Float, {
    nullable: true,
    description:
      'Kaplan-Meier median in seconds; null when too many are open for it to be known. By presets of other systems the median of what they count.',
  })
  readonly medianSeconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Mean of the restored ones in seconds; never the headline.' })
  readonly meanSeconds!: number | null

  @Field(() => Int, {
    description: 'Failures that are not restored yet; by presets of other systems these are left out of the median.',
  })
  readonly openCount!: number

  @Field(() => Float, {
    nullable: true,
    description:
      'Where the median is not reached: what it would be, in seconds, if the open ones ended now; whenever they end, it is at least that.',
  })
  readonly atLeastSeconds!: number | null

  @Field(() => IntervalType, { nullable: true, description: 'Interval of the median, in seconds.' })
  readonly interval!: IntervalType | null

  @Field(() => [RemedyTimeType], { description: 'Restore times by what ended the failure.' })
  readonly byRemedy!: readonly RemedyTimeType[]

  @Field(() => Float, {
    nullable: true,
    description: 'Median over all incidents of the service, linked to a deployment or not, in seconds.',
  })
  readonly allIncidentsMedianSeconds!: number | null

  @Field(() => Float, { nullable: true, description: 'Mean over the same incidents, in seconds.' })
  readonly allIncidentsMeanSeconds!: number | null

  @Field(() => Int, { description: 'Restored ones among the incidents opened in the window.' })
  readonly allIncidentsCount!: number

  @Field(() => Float, {
    nullable: true,
    description:
      'Seconds covered by at least one impact interval of the failures; null without them, and by presets of other systems.',
  })
  readonly impactSeconds!: number | null
}
