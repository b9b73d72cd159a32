import { Field, ObjectType } from '@nestjs/graphql'
import { MetricsType } from '../metric/metrics.type.ts'
import { enumeration } from '../relay/enumeration.ts'
import { ServiceType } from '../service/service.type.ts'
import { WindowType } from '../window/window.type.ts'

export const ComparisonBase = enumeration('ComparisonBase', 'What a window is held against.', {
  NONE: 'Nothing.',
  PREVIOUS_WINDOW: 'The window of the same length that ends where this one begins.',
  SAME_WINDOW_LAST_YEAR: 'The same calendar days a year earlier.',
})

@ObjectType('ComparisonRow', { description: 'One service of a comparison.' })
class ComparisonRowType {
  @Field(() => ServiceType, { description: 'The service.' })
  readonly service!: ServiceType

  @Field(() => MetricsType, { description: 'Its metrics in the window.' })
  readonly metrics!: MetricsType

  @Field(() => MetricsType, {
    nullable: true,
    description: 'Its metrics in the window held against; null where there is none.',
  })
  readonly before!: MetricsType | null
}

@ObjectType('Comparison', {
  description: 'Services beside each other over one window, in the order of their names; no ranking.',
})
export class ComparisonType {
  @Field(() => WindowType, { description: 'The window.' })
  readonly window!: WindowType

  @Field(() => WindowType, { nullable: true, description: 'The window held against; null where there is none.' })
  readonly against!: WindowType | null

  @Field(() => [ComparisonRowType], { description: 'One row for each service.' })
  readonly rows!: readonly ComparisonRowType[]
}
