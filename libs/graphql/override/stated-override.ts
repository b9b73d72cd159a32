import { partsOf } from '../relay/id-parts.ts'
import type { Asked } from '../asked.ts'
import { deploymentOfId } from '../deployment/find-deployment.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import type { DeploymentView, IncidentView } from '../views.ts'
import { isUserError, notTogether, settlesOf, type Settles, tooLate } from './override-event.ts'
import type { OverrideInput } from './override.input.ts'

/** What somebody wants to settle, found to be possible. */
export interface StatedOverride {
  readonly settles: Settles
  readonly deployment: DeploymentView | null
  readonly incident: IncidentView | null
  /** Id of the service that the incident is said to be of; null where none is. */
  readonly serviceId: number | null
}

/** What an input means, with the records that it names; or why it cannot be. Its reason is not looked at. */
export async function statedOverride({ reads }: Asked, input: OverrideInput): Promise<StatedOverride | UserErrorType> {
  const { deploymentId, incidentId } = input
  const [deployment, incident] = await Promise.all([
    deploymentId ? deploymentOfId(reads, partsOf(deploymentId, 'Deployment', 'input.deploymentId')) : null,
    incidentId ? reads.tables.incident(partsOf(incidentId, 'Incident', 'input.incidentId')[0] ?? '') : null,
  ])
  if (incidentId && incident === null)
    return userError(
      'NOT_FOUND',
      'There is no incident with this id; take the `id` of one of `incidents`.',
      'input',
      'incidentId',
    )
  const settles = settlesOf(input, deployment)
  if (isUserError(settles)) return settles
  const impossible =
    incident === null || deployment === null
      ? null
      : (notTogether(incident, deployment) ?? tooLate(incident, deployment))
  if (impossible !== null) return impossible
  const service = input.service ? await reads.catalogue.serviceByName.load(input.service) : null
  if (input.service && service === null)
    return userError('NOT_FOUND', 'No service is called so; `services` lists them all.', 'input', 'service')
  return { settles, deployment, incident, serviceId: service?.databaseId ?? null }
}
