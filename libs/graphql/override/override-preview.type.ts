import { Field, Int, ObjectType } from '@nestjs/graphql'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { EnvironmentType } from '../environment/environment.type.ts'
import { IncidentType } from '../incident/incident.type.ts'
import { MetricsType } from '../metric/metrics.type.ts'
import { UserErrorType } from '../relay/user-error.type.ts'
import { ServiceType } from '../service/service.type.ts'

@ObjectType('DeploymentMove', { description: 'A deployment of which a correction would make something else.' })
class DeploymentMoveType {
  @Field(() => DeploymentType, { nullable: true, description: 'As it is; null where it would be a new one.' })
  readonly before!: DeploymentType | null

  @Field(() => DeploymentType, { nullable: true, description: 'As it would be; null where it would be no more.' })
  readonly after!: DeploymentType | null
}

@ObjectType('IncidentMove', { description: 'An incident of which a correction would make something else.' })
class IncidentMoveType {
  @Field(() => IncidentType, {
    nullable: true,
    description: 'As it counts here; null where it does not concern the service yet.',
  })
  readonly before!: IncidentType | null

  @Field(() => IncidentType, {
    nullable: true,
    description: 'As it would count here; null where it would not concern the service any more.',
  })
  readonly after!: IncidentType | null
}

@ObjectType('OverrideMove', { description: 'What a correction would move of one service in one environment.' })
export class OverrideMoveType {
  @Field(() => ServiceType, { description: 'The service.' })
  readonly service!: ServiceType

  @Field(() => EnvironmentType, { description: 'The environment.' })
  readonly environment!: EnvironmentType

  @Field(() => MetricsType, { description: 'Its numbers in the window as they are.' })
  readonly before!: MetricsType

  @Field(() => MetricsType, { description: 'Its numbers in the window as they would be.' })
  readonly after!: MetricsType

  @Field(() => Int, { description: 'How many deployments it would make something else of, at whatever time.' })
  readonly deploymentCount!: number

  @Field(() => [DeploymentMoveType], { description: 'The latest fifty of them, by time.' })
  readonly deployments!: readonly DeploymentMoveType[]

  @Field(() => Int, { description: 'How many incidents it would make something else of, at whatever time.' })
  readonly incidentCount!: number

  @Field(() => [IncidentMoveType], { description: 'The latest fifty of them, by opening.' })
  readonly incidents!: readonly IncidentMoveType[]
}

@ObjectType('OverridePreview', { description: 'What a correction would move; nothing was written.' })
export class OverridePreviewType {
  @Field(() => [OverrideMoveType], {
    description: 'Every service and environment that it may concern, by name; also those of which it moves nothing.',
  })
  readonly moves!: readonly OverrideMoveType[]

  @Field(() => [UserErrorType], { description: 'Why it cannot be made; empty when it can.' })
  readonly userErrors!: readonly UserErrorType[]
}
