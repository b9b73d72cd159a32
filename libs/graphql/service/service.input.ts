import { ArgsType, Field, Int } from '@nestjs/graphql'
import { PageArgs } from '../relay/page.input.ts'
import { WindowInput } from '../window/window.input.ts'
import { ServiceFilter } from './service-filter.input.ts'
import { ServiceOrder } from './service.type.ts'

@ArgsType()
export class ServicesArgs {
  @Field(() => ServiceFilter, { nullable: true, description: 'Which to list; all when left out.' })
  readonly filter?: ServiceFilter | null

  @Field(() => ServiceOrder, { nullable: true, defaultValue: 'NAME', description: 'In which order.' })
  readonly orderBy?: keyof typeof ServiceOrder | null

  @Field(() => Int, { defaultValue: 50, description: 'How many to answer at most; 500 is the limit.' })
  readonly first!: number

  @Field(() => String, { nullable: true, description: 'Cursor of the entry after which to go on.' })
  readonly after?: string | null
}

@ArgsType()
export class ServiceDeploymentsArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Name of the environment, or of a tier; all when left out.' })
  readonly environment?: string | null

  @Field(() => WindowInput, { nullable: true, description: 'Only those that stand in this window; all when left out.' })
  readonly window?: WindowInput | null
}

@ArgsType()
export class RuleChangesArgs {
  @Field(() => WindowInput, { description: 'Only those that were made in this window.' })
  readonly window!: WindowInput
}
