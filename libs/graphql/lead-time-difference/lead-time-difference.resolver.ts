import { Args, ArgsType, Context, Field, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { changeRefOf, changeView } from '../change/change-view.ts'
import { ChangeType } from '../change/change.type.ts'
import { ComparisonBase } from '../comparison/comparison.type.ts'
import { DefinitionInput } from '../definition/definition.input.ts'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { ServiceType } from '../service/service.type.ts'
import type { ChangeView, DeploymentView, ServiceView } from '../views.ts'
import { WindowInput } from '../window/window.input.ts'
import { differenceOfWindows } from './difference-of-windows.ts'
import type { DifferenceView, MoverView } from './difference-view.ts'
import { LeadTimeDifferenceType, LeadTimeMoverType, ServiceDifferenceType } from './lead-time-difference.type.ts'

@ArgsType()
class LeadTimeDifferenceArgs {
  @Field(() => String, { nullable: true, description: 'Name of the service; either this or `team`.' })
  readonly service?: string | null

  @Field(() => String, { nullable: true, description: 'Name of the team, all of whose services are pooled.' })
  readonly team?: string | null

  @Field(() => String, {
    defaultValue: 'production',
    description: 'Name of the environment as senders write it, or of a tier of which the service has one environment.',
  })
  readonly environment!: string

  @Field(() => WindowInput, { description: 'The span of time to explain.' })
  readonly window!: WindowInput

  @Field(() => ComparisonBase, {
    nullable: true,
    defaultValue: 'PREVIOUS_WINDOW',
    description: 'What to hold the window against; NONE is refused.',
  })
  readonly against?: keyof typeof ComparisonBase | null

  @Field(() => DefinitionInput, {
    nullable: true,
    description: 'How to compute lead time; our own definition when left out. Presets of other systems are refused.',
  })
  readonly definition?: DefinitionInput | null
}

@Resolver(() => LeadTimeDifferenceType)
export class LeadTimeDifferenceResolver {
  @Query(() => LeadTimeDifferenceType, {
    description:
      'Why the lead time of a service or a team is another than it was: by stage, by service, and by change.',
  })
  leadTimeDifference(@Args() words: LeadTimeDifferenceArgs, @Context() asked: Asked): Promise<DifferenceView> {
    return differenceOfWindows(asked, words)
  }

  @ResolveField(() => [ServiceDifferenceType], {
    description:
      'By service, by name: those with a change that a trimmed mean is over. `withinSeconds` and `mixSeconds` of all add up to the difference. Empty without an explanation.',
  })
  services(@Parent() { services }: DifferenceView): readonly ServiceDifferenceType[] {
    return services
  }

  @ResolveField(() => [LeadTimeMoverType], {
    description: 'Changes of the later window that moved `stageMovedMost` most, at most ten.',
  })
  came(@Parent() { came }: DifferenceView): readonly MoverView[] {
    return came
  }

  @ResolveField(() => [LeadTimeMoverType], {
    description: 'Changes of the earlier window whose like is gone, at most ten.',
  })
  gone(@Parent() { gone }: DifferenceView): readonly MoverView[] {
    return gone
  }
}

@Resolver(() => LeadTimeMoverType)
export class LeadTimeMoverResolver {
  @ResolveField(() => ServiceType, { description: 'Its service.' })
  service(mover: MoverView): ServiceView {
    return mover.place.service
  }

  @ResolveField(() => ChangeType, { nullable: true, description: 'The change; null with unit DEPLOYMENT.' })
  async change({ sample }: MoverView, _args: unknown, { reads }: Asked): Promise<ChangeView | null> {
    const key = sample.change?.key ?? sample.commit?.changeKey
    if (key === undefined) return null
    const ref = changeRefOf(key)
    return changeView(ref, await reads.records.change.load(ref))
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description: 'The deployment that brought it first; null where it vanished while it was read.',
  })
  async deployment({ sample, place }: MoverView, _args: unknown, { reads }: Asked): Promise<DeploymentView | null> {
    const key = sample.change?.deploymentKey ?? sample.commit?.deploymentKey ?? sample.deployment?.key
    return key === undefined ? null : reads.tables.deployment(place.stream, key)
  }
}
