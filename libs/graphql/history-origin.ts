import type { StreamHistory } from '#domain/stream-history'
import type { StreamRow } from '#storage/queries/streams'
import { changeRefOf, changeView } from './change/change-view.ts'
import { deploymentView } from './deployment/deployment-view.ts'
import { failureView } from './failure/failure-view.ts'
import { incidentView } from './incident/incident-view.ts'
import type { RecordReads } from './record-reads.ts'
import type { Connection } from './relay/connection.ts'
import { questionOf } from './relay/cursor.ts'
import { type PageRequest, pageOfList } from './relay/page.ts'
import type { ChangeView, DeploymentView, FailureView, IncidentView, Origin } from './views.ts'

/** Records as a history tells them that was projected for one question: as of a moment, or under other rules. */
export class HistoryOrigin implements Origin {
  private readonly records: RecordReads
  private readonly histories: Promise<ReadonlyMap<number, StreamHistory>>

  /** @param histories by the id of the stream */
  constructor(records: RecordReads, histories: Promise<ReadonlyMap<number, StreamHistory>>) {
    this.records = records
    this.histories = histories
  }

  async deployment(stream: StreamRow, key: string): Promise<DeploymentView | null> {
    const found = (await this.histories).get(stream.id)?.deployments.find((deployment) => deployment.key === key)
    return found === undefined ? null : deploymentView(found, stream, this)
  }

  async failure(stream: StreamRow, key: string): Promise<FailureView | null> {
    const found = (await this.histories).get(stream.id)?.failures.find((failure) => failure.key === key)
    return found === undefined ? null : failureView(found, stream, this)
  }

  async incidents(stream: StreamRow, keys: readonly string[]): Promise<readonly IncidentView[]> {
    const found =
      (await this.histories).get(stream.id)?.incidents.filter((incident) => keys.includes(incident.key)) ?? []
    return found.flatMap((detail) => incidentView([{ stream, detail }], this) ?? [])
  }

  async changes(deployment: DeploymentView, page: PageRequest): Promise<Connection<ChangeView>> {
    const shipped = (await this.histories)
      .get(deployment.stream.id)
      ?.changes.filter((change) => change.deploymentKey === deployment.key)
    const known = await Promise.all(
      (shipped ?? []).map(async (change) => {
        const ref = changeRefOf(change.key)
        return { change, view: changeView(ref, await this.records.change.load(ref), change) }
      }),
    )
    return pageOfList(known, page, questionOf('Deployment.changes', deployment.id, 'history'), {
      key: ({ change }) => [change.liveAt, change.key],
      node: ({ view }) => view,
    })
  }
}
