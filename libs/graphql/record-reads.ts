import type { Database } from '#storage/database'
import { type ChangeRef, type ChangeRow, changes } from '#storage/queries/changes'
import { type ArtifactRow, artifactsNamed } from '#storage/queries/artifacts-named'
import { type BuildRow, buildsOfCommits } from '#storage/queries/builds-of-commits'
import { type ChangeOfKnownCommitRow, changesOfCommits, type CommitRef } from '#storage/queries/changes-of-commits'
import { type CommitRow, commits } from '#storage/queries/commits'
import type { DeploymentRow } from '#storage/queries/deployments'
import { deploymentsByKey } from '#storage/queries/deployments-by-key'
import { type DeploymentOfChangeRow, deploymentsOfChanges } from '#storage/queries/deployments-of-changes'
import { type FailureRow, failuresByKey } from '#storage/queries/failures'
import { type IncidentRow, incidents } from '#storage/queries/incidents'
import { onItsWay, type OnItsWayRow } from '#storage/queries/on-its-way'
import { type PendingOfChangeRow, pendingOfChanges } from '#storage/queries/pending-of-changes'
import {
  type DeploymentRef,
  type ShippedChangeRow,
  type ShippedCountRow,
  shippedChanges,
  shippedCounts,
} from '#storage/queries/shipped-changes'
import { type ShipmentRow, shipmentsOfChanges } from '#storage/queries/shipments-of-changes'
import { boundedText } from '#storage/stores/entity-hash'
import { changeText } from './change/change-view.ts'
import { byText, groupedBy, loaderOf } from './relay/loader.ts'

interface ShippedPage extends DeploymentRef {
  readonly after: { readonly liveAt: number; readonly key: string } | null
  readonly limit: number
}

interface InStream {
  readonly streamId: number
  readonly key: string
}

const placeOf = ({ streamId, key }: InStream): string => `${streamId} ${boundedText(key)}`
const startOf = ({ limit, after }: ShippedPage): string => `${limit} ${after?.liveAt ?? ''} ${after?.key ?? ''}`
const commitText = ({ repository, sha }: CommitRef): string => `${repository}@${sha}`
const shippedPageOf = (page: ShippedPage): string => `${startOf(page)} ${placeOf(page)}`

/** Rows of the facts by their keys, many at a time. */
export class RecordReads {
  readonly deployment
  readonly failure
  readonly incident
  readonly change
  readonly commit
  readonly changeOfCommit
  readonly builds
  /** By a name, with all that they were built from. */
  readonly artifacts
  readonly deploymentsOf
  readonly shipmentsOf
  readonly pendingOf
  /** By the id of a stream, the latest first. */
  readonly onItsWay
  readonly shipped
  readonly shippedCount

  constructor(db: Database, cache: boolean) {
    this.deployment = loaderOf(
      async (keys: readonly InStream[]) => byText(await db.query<DeploymentRow>(deploymentsByKey(keys)), placeOf),
      placeOf,
      cache,
    )
    this.failure = loaderOf(
      async (keys: readonly InStream[]) => byText(await db.query<FailureRow>(failuresByKey(keys)), placeOf),
      placeOf,
      cache,
    )
    this.incident = loaderOf(
      async (keys: readonly string[]) =>
        byText(await db.query<IncidentRow>(incidents({ keys }, null, keys.length)), (row) => row.key),
      boundedText,
      cache,
    )
    this.change = loaderOf(
      async (refs: readonly ChangeRef[]) => byText(await db.query<ChangeRow>(changes(refs)), changeText),
      changeText,
      cache,
    )
    this.commit = loaderOf(
      async (refs: readonly CommitRef[]) => byText(await db.query<CommitRow>(commits(refs)), commitText),
      commitText,
      cache,
    )
    this.changeOfCommit = loaderOf(
      async (refs: readonly CommitRef[]) =>
        byText(await db.query<ChangeOfKnownCommitRow>(changesOfCommits(refs)), commitText),
      commitText,
      cache,
    )
    this.builds = loaderOf(
      async (refs: readonly CommitRef[]) => groupedBy(await db.query<BuildRow>(buildsOfCommits(refs)), commitText),
      commitText,
      cache,
    )
    this.artifacts = loaderOf(
      async (names: readonly string[]) =>
        groupedBy(await db.query<ArtifactRow>(artifactsNamed(names)), ({ name }) => name),
      boundedText,
      cache,
    )
    this.deploymentsOf = loaderOf(
      async (refs: readonly ChangeRef[]) =>
        groupedBy(await db.query<DeploymentOfChangeRow>(deploymentsOfChanges(refs)), changeText),
      changeText,
      cache,
    )
    this.shipmentsOf = loaderOf(
      async (refs: readonly ChangeRef[]) =>
        groupedBy(await db.query<ShipmentRow>(shipmentsOfChanges(refs)), changeText),
      changeText,
      cache,
    )
    this.pendingOf = loaderOf(
      async (refs: readonly ChangeRef[]) =>
        groupedBy(await db.query<PendingOfChangeRow>(pendingOfChanges(refs)), changeText),
      changeText,
      cache,
    )
    this.onItsWay = loaderOf(
      async (ids: readonly number[]) =>
        groupedBy(await db.query<OnItsWayRow>(onItsWay(ids)), ({ streamId }) => String(streamId)),
      String,
      cache,
    )
    this.shippedCount = loaderOf(
      async (refs: readonly DeploymentRef[]) => byText(await db.query<ShippedCountRow>(shippedCounts(refs)), placeOf),
      placeOf,
      cache,
    )
    this.shipped = loaderOf((pages: readonly ShippedPage[]) => shippedPages(db, pages), shippedPageOf, cache)
  }
}

/** Pages that begin at the same place of their lists are read together; nearly always all begin at the start. */
async function shippedPages(
  db: Database,
  pages: readonly ShippedPage[],
): Promise<ReadonlyMap<string, readonly ShippedChangeRow[]>> {
  const alike = groupedBy(pages, startOf)
  const found = new Map<string, readonly ShippedChangeRow[]>()
  await Promise.all(
    [...alike.values()].map(async (group) => {
      const [any] = group
      if (any === undefined) return
      const rows = await db.query<ShippedChangeRow>(shippedChanges(group, any.after, any.limit))
      const byDeployment = groupedBy(rows, (row) => placeOf({ streamId: row.streamId, key: row.deploymentKey }))
      for (const page of group) found.set(shippedPageOf(page), byDeployment.get(placeOf(page)) ?? [])
    }),
  )
  return found
}
