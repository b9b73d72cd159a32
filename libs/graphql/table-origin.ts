import type { IncidentRow } from '#storage/queries/incidents'
import type { StreamRow } from '#storage/queries/streams'
import { changeRefOf, changeView } from './change/change-view.ts'
import { deploymentView } from './deployment/deployment-view.ts'
import { failureView } from './failure/failure-view.ts'
import { incidentView } from './incident/incident-view.ts'
import type { CatalogueReads } from './catalogue-reads.ts'
import type { RecordReads } from './record-reads.ts'
import type { Connection } from './relay/connection.ts'
import { questionOf, readCursor } from './relay/cursor.ts'
import { type PageRequest, pageOf, pageSize } from './relay/page.ts'
import type { ChangeView, DeploymentView, FailureView, IncidentView, Origin } from './views.ts'

/** Records as the tables have them now. */
export class TableOrigin implements Origin {
  private readonly catalogue: CatalogueReads
  private readonly records: RecordReads

  constructor(catalogue: CatalogueReads, records: RecordReads) {
    this.catalogue = catalogue
    this.records = records
  }

  async deployment(stream: StreamRow, key: string): Promise<DeploymentView | null> {
    const row = await this.records.deployment.load({ streamId: stream.id, key })
    return row === null ? null : deploymentView(row.detail, stream, this)
  }

  async failure(stream: StreamRow, key: string): Promise<FailureView | null> {
    const row = await this.records.failure.load({ streamId: stream.id, key })
    return row === null ? null : failureView(row.detail, stream, this)
  }

  async incidents(_stream: StreamRow, keys: readonly string[]): Promise<readonly IncidentView[]> {
    const views = await Promise.all(keys.map((key) => this.incident(key)))
    return views.filter((view) => view !== null)
  }

  async incident(key: string): Promise<IncidentView | null> {
    const row = await this.records.incident.load(key)
    return row === null ? null : this.incidentOf(row)
  }

  async incidentOf(row: IncidentRow): Promise<IncidentView | null> {
    const places = await Promise.all(
      row.streams.map(async ({ streamId, detail }) => ({
        stream: await this.catalogue.streamById.load(streamId),
        detail,
      })),
    )
    return incidentView(
      places.flatMap(({ stream, detail }) => (stream === null ? [] : [{ stream, detail }])),
      this,
    )
  }

  async changes(deployment: DeploymentView, request: PageRequest): Promise<Connection<ChangeView>> {
    const first = pageSize(request.first)
    const question = questionOf('Deployment.changes', deployment.id)
    const key = readCursor(request.after, question, 2)
    const place = { streamId: deployment.stream.id, key: deployment.key }
    const rows = await this.records.shipped.load({
      ...place,
      after: key === null ? null : { liveAt: Number(key[0]), key: String(key[1]) },
      limit: first + 1,
    })
    const refs = (rows ?? []).map((row) => ({ row, ref: changeRefOf(row.key) }))
    const known = await Promise.all(refs.map(async ({ ref }) => changeView(ref, await this.records.change.load(ref))))
    return pageOf(
      refs.map(({ row }, index) => ({ row, node: known[index] as ChangeView })),
      { first, question, began: key !== null },
      { key: ({ row }) => [row.liveAt, row.key], node: ({ node }) => node },
      async () => (await this.records.shippedCount.load(place))?.count ?? 0,
    )
  }
}
