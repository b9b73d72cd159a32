import { groupedBy } from '#graphql/relay/loader'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import type { Wire } from './ingest.ts'

interface ToldDeployment {
  readonly id: string
  readonly service: string
  readonly liveAt: number
  readonly version: string
  readonly sha: string
  /** Incidents that its sender says it repairs. */
  readonly repairs: readonly string[]
}

interface ToldChange {
  readonly deployment: string
  readonly number: number
  readonly sha: string
  readonly startedAt: number
  readonly openedAt: number
  readonly mergedAt: number
  readonly lines: number
}

interface ToldIncident {
  readonly id: string
  readonly service: string
  readonly deployment: string
  readonly openedAt: number
  readonly resolvedAt: number
}

const source = 'bench'
const environment = 'production'
const author = { name: 'Ada Example', email: 'ada@example.com' }

const text = (at: number): string => new Date(at).toISOString()

function deploymentsOf(db: Database): Promise<ToldDeployment[]> {
  return db.query<ToldDeployment>(sql`
    select 'D' || deployment.id as id, service.name as service, deployment.live_at as "liveAt", deployment.version,
           deployment.sha,
           array(
             select 'I' || failure.deployment_id
               from failure
              where failure.detail ->> 'restoredByKey' = deployment.key
           ) as repairs
      from deployment
      join service on service.id = deployment.service_id
     order by deployment.id`)
}

function changesOf(db: Database): Promise<ToldChange[]> {
  return db.query<ToldChange>(sql`
    select 'D' || deployment_id as deployment, number, sha, started_at as "startedAt",
           started_at + stage_milliseconds[1] * interval '1 millisecond' as "openedAt", merged_at as "mergedAt", lines
      from shipped_change
     order by deployment_id, shipped_change.number`)
}

function incidentsOf(db: Database): Promise<ToldIncident[]> {
  return db.query<ToldIncident>(sql`
    select stream_incident.detail ->> 'externalId' as id, service.name as service,
           'D' || failure.deployment_id as deployment, stream_incident.opened_at as "openedAt",
           stream_incident.restored_at as "resolvedAt"
      from stream_incident
      join service on service.id = stream_incident.service_id
      join failure on failure.stream_id = stream_incident.stream_id
       and failure.detail -> 'incidents' ->> 0 = stream_incident.key`)
}

function mergedEvents(service: string, change: ToldChange, parent: string | undefined): Wire[] {
  const { number, sha, lines } = change
  const [authoredAt, openedAt, mergedAt] = [change.startedAt, change.openedAt, change.mergedAt].map(text)
  const parents = parent === undefined ? [] : [parent]
  return [
    { type: 'commit', source, service, sha, parents, author, authoredAt, committedAt: mergedAt },
    {
      type: 'pull_request',
      source,
      service,
      number,
      state: 'merged',
      openedAt,
      mergedAt,
      mergeSha: sha,
      additions: lines,
      deletions: 0,
    },
  ]
}

/**
 * The events after which projection should write the rows of this database of the bench: every change a squashed request,
 * one on another; the last one is what the deployment was built from.
 */
export async function benchStory(db: Database): Promise<Wire[]> {
  const events: Wire[] = []
  const changes = groupedBy(await changesOf(db), ({ deployment }) => deployment)
  const heads = new Map<string, string>()
  for (const { id, service, liveAt, version, sha, repairs: remediates } of await deploymentsOf(db)) {
    const at = text(liveAt)
    const own = changes.get(id) ?? []
    if (own.length === 0) events.push({ type: 'commit', source, service, sha, author, authoredAt: at })
    for (const change of own) {
      events.push(...mergedEvents(service, change, heads.get(service)))
      heads.set(service, change.sha)
    }
    heads.set(service, sha)
    const told = { id, service, environment, version, sha, liveAt: at, outcome: 'succeeded', remediates }
    events.push({ type: 'deployment', source, ...told })
  }
  for (const { id, service, deployment, openedAt, resolvedAt } of await incidentsOf(db)) {
    const times = { openedAt: text(openedAt), resolvedAt: text(resolvedAt) }
    events.push({ type: 'incident', source, id, service, environment, deploymentId: deployment, ...times })
  }
  return events
}
