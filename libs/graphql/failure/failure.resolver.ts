import { ResolveField, Resolver } from '@nestjs/graphql'
import { DeploymentType } from '../deployment/deployment.type.ts'
import { IncidentType } from '../incident/incident.type.ts'
import { flagViews } from '../metric/flag-view.ts'
import { DataQualityFlagType } from '../metric/flag.type.ts'
import type { DeploymentView, FailureView, IncidentView } from '../views.ts'
import { FailureType } from './failure.type.ts'

@Resolver(() => FailureType)
export class FailureResolver {
  @ResolveField(() => DeploymentType, { description: 'The deployment that failed.' })
  async deployment({ origin, stream, deploymentKey }: FailureView): Promise<DeploymentView | null> {
    return origin.deployment(stream, deploymentKey)
  }

  @ResolveField(() => [DataQualityFlagType], { description: 'What makes its times doubtful.' })
  flags({ seconds }: FailureView): readonly DataQualityFlagType[] {
    return flagViews(seconds !== null && seconds < 0 ? ['NEGATIVE_SPAN'] : [])
  }

  @ResolveField(() => [IncidentType], {
    description: 'The incidents that it caused; none where only a rollback or a revert shows it.',
  })
  incidents({ origin, stream, incidentKeys }: FailureView): Promise<readonly IncidentView[]> {
    return origin.incidents(stream, incidentKeys)
  }

  @ResolveField(() => DeploymentType, {
    nullable: true,
    description: 'The deployment that repaired it; null when none did.',
  })
  async restoredBy({ origin, stream, restoredByKey }: FailureView): Promise<DeploymentView | null> {
    return restoredByKey === null ? null : origin.deployment(stream, restoredByKey)
  }
}
