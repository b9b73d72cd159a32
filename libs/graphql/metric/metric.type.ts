import { Field, Float, Int, InterfaceType, ObjectType } from '@nestjs/graphql'
import { DefinitionType } from '../definition/definition.type.ts'
import { enumeration } from '../relay/enumeration.ts'
import { WindowType } from '../window/window.type.ts'
import { DataQualityFlagType } from './flag.type.ts'

export const UnavailableReason = enumeration('UnavailableReason', 'Why a number is null.', {
  NO_DATA: 'Nothing that the number is made of was recorded in the window.',
  NO_DEPLOYMENTS: 'No deployment was counted in the window.',
  TOO_FEW: 'Fewer samples than the number needs.',
  NO_PREDECESSOR: 'Only first deployments, which bring no known changes.',
  NOT_REACHED: 'Too many are still open for the median to be known.',
  NOT_CONFIGURED:
    'Nothing that would say it is connected, or the system whose preset was asked for computes no such number.',
  AMBIGUOUS_ENVIRONMENT:
    'The service has several environments of the tier that was asked for; the error at this place lists them.',
})

@ObjectType('Interval', { description: 'The range in which the true value lies with the given probability.' })
export class IntervalType {
  @Field(() => Float, {
    nullable: true,
    description: 'Lower end, in the unit of the value; null when it cannot be bounded.',
  })
  readonly low!: number | null

  @Field(() => Float, {
    nullable: true,
    description: 'Upper end, in the unit of the value; null when it cannot be bounded.',
  })
  readonly high!: number | null

  @Field(() => Float, { description: 'Probability that the range is built for, such as 0.9.' })
  readonly level!: number

  @Field(() => String, { description: 'The formula that gave it.' })
  readonly method!: string
}

@ObjectType('Band', {
  description: 'The level that a report of DORA published for a year; a label, never the number itself.',
})
class BandType {
  @Field(() => Int, { description: 'Year of the report.' })
  readonly year!: number

  @Field(() => String, { description: 'Name of the level in that report.' })
  readonly level!: string
}

@InterfaceType('Metric', {
  description: 'What every metric answers; each adds its own numbers, samples and series.',
  resolveType: (value: { readonly __typename: string }) => value.__typename,
})
export abstract class MetricType {
  @Field(() => String, { description: 'Name of the metric in this API.' })
  readonly name!: string

  @Field(() => String, { description: 'Name that DORA gives it today.' })
  readonly displayName!: string

  @Field(() => DefinitionType, { description: 'The rules that it was computed by.' })
  readonly definition!: DefinitionType

  @Field(() => WindowType, { description: 'The span of time that it covers.' })
  readonly window!: WindowType

  @Field(() => String, { description: 'Which direction is better: higher or lower.' })
  readonly better!: string

  @Field(() => Int, { description: 'How many samples the value rests on.' })
  readonly sampleSize!: number

  @Field(() => Boolean, { description: 'Whether there are too few samples to judge by.' })
  readonly insufficient!: boolean

  @Field(() => UnavailableReason, { nullable: true, description: 'Why the value is null; null when there is one.' })
  readonly unavailableReason!: keyof typeof UnavailableReason | null

  @Field(() => Boolean, {
    description: 'Whether late records may still move it: the window ended less than seven days before now, or `asOf`.',
  })
  readonly provisional!: boolean

  @Field(() => Float, {
    nullable: true,
    description: 'Share of the records that had all that the metric needs, 0 to 1; null when there were none.',
  })
  readonly coverage!: number | null

  @Field(() => BandType, {
    nullable: true,
    description: 'Published level, dated; null for small samples and wherever none fits.',
  })
  readonly band!: BandType | null

  @Field(() => [DataQualityFlagType], { description: 'Doubts about the data behind it.' })
  readonly flags!: readonly DataQualityFlagType[]
}
