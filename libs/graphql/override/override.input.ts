import { Field, ID, InputType } from '@nestjs/graphql'
import { DeploymentKind } from '../deployment/deployment-kind.ts'

@InputType('OverrideInput', {
  description:
    'What to settle: an incident with a deployment, with none, with a service or with a classification; or a deployment with a kind.',
})
export class OverrideInput {
  @Field(() => ID, { nullable: true, description: 'The incident to settle.' })
  readonly incidentId?: string | null

  @Field(() => ID, { nullable: true, description: 'The deployment that caused the incident, or whose kind to settle.' })
  readonly deploymentId?: string | null

  @Field(() => Boolean, { nullable: true, description: 'True: no deployment caused the incident.' })
  readonly noDeployment?: boolean | null

  @Field(() => String, { nullable: true, description: 'Name of the service that the incident belongs to.' })
  readonly service?: string | null

  @Field(() => DeploymentKind, { nullable: true, description: 'What the deployment did.' })
  readonly kind?: keyof typeof DeploymentKind | null

  @Field(() => String, {
    nullable: true,
    description: 'What the incident is: incident, alert, drill, false_positive or duplicate.',
  })
  readonly classification?: string | null

  @Field(() => String, { description: 'Why; it is kept with the override.' })
  readonly reason!: string
}
