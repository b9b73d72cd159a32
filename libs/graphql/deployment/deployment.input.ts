import { ArgsType, Field } from '@nestjs/graphql'
import { PageArgs } from '../relay/page.input.ts'
import { DeploymentFilter } from './deployment-filter.input.ts'

@ArgsType()
export class DeploymentsArgs extends PageArgs {
  @Field(() => DeploymentFilter, { description: 'Which to list; an empty filter lists all.' })
  readonly filter!: DeploymentFilter
}
