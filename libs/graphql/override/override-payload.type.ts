import { Field, ObjectType } from '@nestjs/graphql'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { IncidentType } from '../incident/incident.type.ts'
import { UserErrorType } from '../relay/user-error.type.ts'

@ObjectType('OverridePayload', {
  description: 'The answer to settling something, with what it is about as it was before.',
})
export class OverridePayloadType {
  @Field(() => DeploymentType, {
    nullable: true,
    description: 'The deployment that it is about; null when it is about none.',
  })
  readonly deployment!: DeploymentType | null

  @Field(() => IncidentType, {
    nullable: true,
    description: 'The incident that it is about; null when it is about none.',
  })
  readonly incident!: IncidentType | null

  @Field(() => [UserErrorType], { description: 'What the caller can mend; empty when it worked.' })
  readonly userErrors!: readonly UserErrorType[]
}
