import { ResolveField, Resolver } from '@nestjs/graphql'
import { IncidentType } from '../incident/incident.type.ts'
import type { DeploymentView, IncidentView, ReworkView } from '../views.ts'
import { DeploymentType } from './deployment.type.ts'
import { ReworkType } from './rework.type.ts'

@Resolver(() => ReworkType)
export class ReworkResolver {
  @ResolveField(() => [IncidentType], {
    description:
      'Of INCIDENT: the incidents that it repairs; none where only a deployment is named, or nothing has the id.',
  })
  incidents({ origin, stream, incidentKeys }: ReworkView): Promise<readonly IncidentView[]> {
    return origin.incidents(stream, incidentKeys)
  }

  @ResolveField(() => [DeploymentType], {
    description: 'Of ROLLBACK: what was live before it. Of REVERT: the deployments whose changes it takes back.',
  })
  async deployments({ origin, stream, deploymentKeys }: ReworkView): Promise<readonly DeploymentView[]> {
    const found = await Promise.all(deploymentKeys.map((key) => origin.deployment(stream, key)))
    return found.filter((deployment) => deployment !== null)
  }
}
