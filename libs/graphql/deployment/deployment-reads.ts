import type { Database } from '#storage/database'
import { type DeployedWithinRow, deployedWithin, type StreamSpan } from '#storage/queries/deployed-within'
import type { DeploymentRow } from '#storage/queries/deployments'
import {
  type DeploymentSpan,
  deploymentCounts,
  deploymentsOfServices,
  type ServiceCountRow,
  type StreamOfService,
} from '#storage/queries/deployments-of-services'
import { groupedBy, loaderOf } from '../relay/loader.ts'

/** A page of the deployments of one service, in these of its streams. */
interface ServicePageKey {
  readonly serviceId: number
  readonly streamIds: readonly number[]
  readonly span: DeploymentSpan
  readonly after: { readonly at: number; readonly streamId: number; readonly key: string } | null
  readonly limit: number
}

const alikeOf = ({ span, after, limit }: ServicePageKey): string => JSON.stringify([span, after, limit])
const textOf = (key: ServicePageKey): string => `${key.serviceId} ${key.streamIds.join(' ')} ${alikeOf(key)}`

const spanText = ({ streamId, from, to }: StreamSpan): string => `${streamId} ${from} ${to}`

function streamsOf(keys: readonly ServicePageKey[]): StreamOfService[] {
  return keys.flatMap(({ serviceId, streamIds }) => streamIds.map((streamId) => ({ serviceId, streamId })))
}

/** Reads what many services ask alike by one statement. */
async function together<Row extends { readonly serviceId: number }>(
  keys: readonly ServicePageKey[],
  read: (alike: readonly ServicePageKey[], any: ServicePageKey) => Promise<Row[]>,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const found = new Map<string, readonly Row[]>()
  await Promise.all(
    // A service that is asked for twice, in different environments, is read twice.
    [
      ...groupedBy(
        keys,
        (key) => `${alikeOf(key)} ${keys.filter((other) => other.serviceId === key.serviceId).indexOf(key)}`,
      ).values(),
    ].map(async (alike) => {
      const [any] = alike
      if (any === undefined) return
      const rows = groupedBy(await read(alike, any), (row) => String(row.serviceId))
      for (const key of alike) found.set(textOf(key), rows.get(String(key.serviceId)) ?? [])
    }),
  )
  return found
}

/** Deployments of services by pages, many services at a time. */
export class DeploymentReads {
  readonly page
  readonly count
  /** Whether a stream was deployed to in a span of time. */
  readonly within

  constructor(db: Database, cache: boolean) {
    this.page = loaderOf(
      (keys: readonly ServicePageKey[]) =>
        together(keys, (alike, { span, after, limit }) =>
          db.query<DeploymentRow>(deploymentsOfServices(streamsOf(alike), span, after, limit)),
        ),
      textOf,
      cache,
    )
    this.count = loaderOf(
      (keys: readonly ServicePageKey[]) =>
        together(keys, (alike, { span }) => db.query<ServiceCountRow>(deploymentCounts(streamsOf(alike), span))),
      textOf,
      cache,
    )
    this.within = loaderOf(
      async (spans: readonly StreamSpan[]) => {
        const rows = await db.query<DeployedWithinRow>(deployedWithin(spans))
        return new Map(rows.map(({ place }) => [spanText(spans[place] as StreamSpan), true]))
      },
      spanText,
      cache,
    )
  }
}
