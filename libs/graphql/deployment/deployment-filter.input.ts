import { Field, InputType } from '@nestjs/graphql'
import { Json, type JsonValue } from '../scalars/json.ts'
import { WindowInput } from '../window/window.input.ts'
import { DeploymentKind, DeploymentOutcome } from './deployment-kind.ts'

@InputType('DeploymentFilter', { description: 'Which deployments to list; all conditions hold together.' })
export class DeploymentFilter {
  @Field(() => String, { nullable: true, description: 'Name of the service.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the team that owns the service.' })
  readonly team?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the environment, or of a tier of which there is one.' })
  readonly environment?: string | null

  @Field(() => [DeploymentKind], { nullable: true, description: 'Only these kinds.' })
  readonly kinds?: readonly (keyof typeof DeploymentKind)[] | null

  @Field(() => [DeploymentOutcome], { nullable: true, description: 'Only these outcomes.' })
  readonly outcomes?: readonly (keyof typeof DeploymentOutcome)[] | null

  @Field(() => WindowInput, {
    nullable: true,
    description: 'Only those that stand in this window by their live time, else their end, else their start.',
  })
  readonly window?: WindowInput | null

  @Field(() => String, {
    nullable: true,
    description: 'Only those of this commit, by its full hash or at least seven digits of it.',
  })
  readonly sha?: string | null

  @Field(() => [String], { nullable: true, description: 'Only those that carry one of these labels.' })
  readonly labels?: readonly string[] | null

  @Field(() => Json, { nullable: true, description: 'Only those whose attributes hold all of these, as an object.' })
  readonly attributes?: JsonValue
}
