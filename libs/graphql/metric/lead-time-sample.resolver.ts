import { ResolveField, Resolver } from '@nestjs/graphql'
import { ChangeType } from '../change/change.type.ts'
import { DeploymentType } from '../deployment/deployment.type.ts'
import type { ChangeView, DeploymentView } from '../views.ts'
import type { LeadTimeSampleView } from './evidence.ts'
import { LeadTimeSampleType } from './lead-time.type.ts'

@Resolver(() => LeadTimeSampleType)
export class LeadTimeSampleResolver {
  @ResolveField(() => ChangeType, {
    nullable: true,
    description: 'The change; always set with unit CHANGE, never with DEPLOYMENT.',
  })
  change(view: LeadTimeSampleView): ChangeView | null {
    return view.change
  }

  @ResolveField(() => DeploymentType, { description: 'The deployment that brought it first.' })
  deployment(view: LeadTimeSampleView): DeploymentView {
    return view.deployment
  }
}
