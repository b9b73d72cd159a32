import { Field, ObjectType } from '@nestjs/graphql'
import { EnvironmentType } from '../environment/environment.type.ts'
import { ServiceType } from '../service/service.type.ts'
import type { EnvironmentView, ServiceView } from '../views.ts'

@ObjectType('IncidentPlace', { description: 'A service in an environment in which an incident counts.' })
export class IncidentPlaceType {
  @Field(() => ServiceType, { description: 'The service.' })
  readonly service!: ServiceView

  @Field(() => EnvironmentType, { description: 'The environment.' })
  readonly environment!: EnvironmentView
}
