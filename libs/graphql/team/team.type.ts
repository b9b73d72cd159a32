import { Field, ObjectType } from '@nestjs/graphql'
import { MetricsType } from '../metric/metrics.type.ts'
import { connectionOf } from '../relay/connection.ts'
import { NodeType } from '../relay/node.type.ts'
import { ServiceType } from '../service/service.type.ts'

@ObjectType('Team', { implements: () => [NodeType], description: 'Who owns services.' })
export class TeamType extends NodeType {
  @Field(() => String, { description: 'Its name.' })
  readonly name!: string
}

export const TeamConnection = connectionOf('Team', () => TeamType, 'teams')

@ObjectType('ServiceMetrics', { description: 'The metrics of one service of a team.' })
class ServiceMetricsType {
  @Field(() => ServiceType, { description: 'The service.' })
  readonly service!: ServiceType

  @Field(() => MetricsType, { description: 'Its metrics.' })
  readonly metrics!: MetricsType
}

@ObjectType('TeamMetrics', {
  description:
    'The metrics of a team: counts, rates and samples pooled, and each service by itself; never a mean of medians.',
})
export class TeamMetricsType {
  @Field(() => MetricsType, { description: 'All its services as one pool of samples.' })
  readonly pooled!: MetricsType

  @Field(() => [ServiceMetricsType], { description: 'Its services by name, to see the spread.' })
  readonly services!: readonly ServiceMetricsType[]
}
