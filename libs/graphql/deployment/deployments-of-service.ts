import type { GraphQLResolveInfo } from 'graphql'
import type { Asked } from '../asked.ts'
import { refuseBesideData } from '../beside-data.ts'
import { Refusal } from '../refusal.ts'
import type { Connection } from '../relay/connection.ts'
import { questionOf, readCursor } from '../relay/cursor.ts'
import { type PageRequest, pageOf, pageSize } from '../relay/page.ts'
import { streamOrRefusal } from '../service/stream-of.ts'
import type { DeploymentView, ServiceView } from '../views.ts'
import { windowFrom } from '../window/window-view.ts'
import type { WindowInput } from '../window/window.input.ts'
import { deploymentView } from './deployment-view.ts'

interface ServiceDeployments extends PageRequest {
  readonly environment?: string | null
  readonly window?: WindowInput | null
}

/** The deployments of one of many services, the latest first; all that ask alike are read together. */
export async function deploymentsOfService(
  asked: Asked,
  service: ServiceView,
  request: ServiceDeployments,
  path: GraphQLResolveInfo['path'],
): Promise<Connection<DeploymentView>> {
  const { reads, now } = asked
  const { environment = null, window = null } = request
  const limit = pageSize(request.first)
  const question = questionOf('Service.deployments', service.id, environment, window)
  const key = readCursor(request.after, question, 3)
  const span = window === null ? null : windowFrom(window, now)
  const all = (await reads.catalogue.streamsOfService.load(service.databaseId)) ?? []
  const one = environment === null ? null : await streamOrRefusal(reads, service.databaseId, environment)
  if (one instanceof Refusal) refuseBesideData(one, asked, path)
  const id = one === null || one instanceof Refusal ? null : one.id
  const streams = environment === null ? all : all.filter((stream) => stream.id === id)
  const page = {
    serviceId: service.databaseId,
    streamIds: streams.map((stream) => stream.id),
    span: { from: span?.from ?? null, to: span?.to ?? null },
    after: key === null ? null : { at: Number(key[0]), streamId: Number(key[1]), key: String(key[2]) },
    limit: limit + 1,
  }
  const rows = (await reads.deployments.page.load(page)) ?? []
  const found = rows.flatMap((row) =>
    streams.filter((stream) => stream.id === row.streamId).map((stream) => ({ row, stream })),
  )
  return pageOf(
    found,
    { first: limit, question, began: key !== null },
    {
      key: ({ row }) => [row.at, row.streamId, row.key],
      node: ({ row, stream }) => deploymentView(row.detail, stream, reads.tables),
    },
    async () => (await reads.deployments.count.load({ ...page, after: null, limit: 0 }))?.[0]?.count ?? 0,
  )
}
