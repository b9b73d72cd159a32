import type { DeploymentConditions, DeploymentRow } from '#storage/queries/deployments'
import { deploymentCount, deployments } from '#storage/queries/deployments'
import type { Asked } from '../asked.ts'
import { quoted, Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { type PageRequest, pageOf, pageSize } from '../relay/page.ts'
import { serviceIdsNamed } from '../service/service-named.ts'
import { environmentIdsOf } from '../service/stream-of.ts'
import type { DeploymentView } from '../views.ts'
import { windowFrom } from '../window/window-view.ts'
import type { DeploymentFilter } from './deployment-filter.input.ts'
import { deploymentView } from './deployment-view.ts'

function checked({
  sha,
  labels,
  attributes,
}: DeploymentFilter): Pick<DeploymentConditions, 'sha' | 'labels' | 'attributes'> {
  if (typeof sha === 'string' && sha.length < 7) {
    throw new Refusal('BAD_USER_INPUT', `${quoted(sha)} is too short for a commit; give at least seven digits.`, {
      field: 'filter.sha',
    })
  }
  const isObject = typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes)
  if (attributes !== null && attributes !== undefined && !isObject) {
    throw new Refusal('BAD_USER_INPUT', '`attributes` must be an object of names and values.', {
      field: 'filter.attributes',
    })
  }
  return {
    sha: sha ?? null,
    labels: labels ?? null,
    attributes: isObject ? (attributes as Record<string, unknown>) : null,
  }
}

/** The conditions that a filter means. */
export async function conditionsOf(asked: Asked, filter: DeploymentFilter): Promise<DeploymentConditions> {
  const serviceIds = await serviceIdsNamed(asked.reads, filter)
  const window = filter.window ? windowFrom(filter.window, asked.now) : null
  return {
    ...checked(filter),
    serviceIds,
    environmentIds: await environmentIdsOf(asked.reads, filter, serviceIds),
    kinds: filter.kinds ?? null,
    outcomes: filter.outcomes ?? null,
    from: window?.from ?? null,
    to: window?.to ?? null,
  }
}

/** Deployments that a filter lets through, the latest first. */
export async function deploymentsOf(
  asked: Asked,
  filter: DeploymentFilter,
  request: PageRequest,
): Promise<Connection<DeploymentView>> {
  const { reads } = asked
  const first = pageSize(request.first)
  const question = questionOf('deployments', filter)
  const key = readCursor(request.after, question, 3)
  const conditions = await conditionsOf(asked, filter)
  const after = key === null ? null : { at: Number(key[0]), streamId: Number(key[1]), key: String(key[2]) }
  const rows = await reads.db.query<DeploymentRow>(deployments(conditions, after, first + 1))
  const found = await Promise.all(
    rows.map(async (row) => ({ row, stream: await reads.catalogue.streamById.load(row.streamId) })),
  )
  return pageOf(
    found.flatMap(({ row, stream }) => (stream === null ? [] : [{ row, stream }])),
    { first, question, began: key !== null },
    {
      key: ({ row }) => [row.at, row.streamId, row.key],
      node: ({ row, stream }) => deploymentView(row.detail, stream, reads.tables),
    },
    async () => (await reads.db.query<{ readonly count: number }>(deploymentCount(conditions)))[0]?.count ?? 0,
  )
}
