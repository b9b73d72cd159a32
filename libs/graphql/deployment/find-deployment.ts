import type { DeploymentRow } from '#storage/queries/deployments'
import { deploymentsOfAnyStream } from '#storage/queries/deployments-by-key'
import type { Reads } from '../reads.ts'
import type { DeploymentView } from '../views.ts'
import { deploymentView } from './deployment-view.ts'

/**
 * The deployment that the parts of an id name: service, environment and key. Where the service or the environment was
 * renamed since, its key alone finds it.
 */
export async function deploymentOfId(reads: Reads, parts: readonly string[]): Promise<DeploymentView | null> {
  const [service = '', environment = '', key = ''] = parts
  const rows = await reads.db.query<DeploymentRow>(deploymentsOfAnyStream(key))
  const found = await Promise.all(
    rows.map(async (row) => ({ row, stream: await reads.catalogue.streamById.load(row.streamId) })),
  )
  const named = found.find(({ stream }) => stream?.service === service && stream.environment === environment)
  const match = named ?? (found.length === 1 ? found[0] : undefined)
  if (match === undefined || match.stream === null) return null
  return deploymentView(match.row.detail, match.stream, reads.tables)
}
