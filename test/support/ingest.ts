import type { DeliveryEvent } from '#domain/delivery-event'
import { parseEvent } from '#sources/events/parse-event'
import { rebuild } from '#ingest/rebuild'
import { toStatement } from '#ingest/statement'
import { createWorker, type Worker } from '#ingest/worker'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { appendEvents, type NewStatement } from '#storage/stores/event-log'
import { testDatabase } from './database.ts'

export type Wire = Readonly<Record<string, unknown>>

/** The tests' clock: after everything that they tell. */
export const testNow = Date.parse('2026-06-01T00:00:00Z')

/** An event with the row that it makes in the log. */
export interface Posted {
  readonly event: DeliveryEvent
  readonly row: NewStatement
}

/** Reads events as the door does; a refused one is an error of the test. */
export function readEvents(events: readonly Wire[]): Posted[] {
  return events.map((wire) => {
    const parsed = parseEvent(wire, { source: 'api', allowAnySource: true, mayImport: true, now: testNow })
    if (!parsed.ok) throw new Error(`${parsed.message} ${JSON.stringify(wire)}`)
    return { event: parsed.event, row: toStatement(parsed) }
  })
}

/** Appends events that were read to the log, as the door does. */
export async function append(db: Database, posted: readonly Posted[]): Promise<void> {
  for (let at = 0; at < posted.length; at += 1_000)
    await appendEvents(
      db,
      posted.slice(at, at + 1_000).map(({ row }) => row),
    )
}

/** Appends events to the log as the door does; a refused one is an error of the test. */
export async function post(db: Database, events: readonly Wire[]): Promise<void> {
  await append(db, readEvents(events))
}

/** A worker that stands still until it is drained. */
export function testWorker(db: Database, options: { readonly reportsTogether?: number } = {}): Worker {
  return createWorker({ db, clock: () => testNow, ...options })
}

const questions = {
  deployments: sql`
    select service.name as service, environment.name as environment, deployment.key, deployment.at, deployment.live_at,
           deployment.first_live_at, deployment.kind, deployment.outcome, deployment.failed, deployment.rework,
           deployment.version, deployment.sha, deployment_detail.detail
      from deployment
      join service on service.id = deployment.service_id
      join environment on environment.id = deployment.environment_id
      left join deployment_detail on deployment_detail.deployment_id = deployment.id
     order by 1, 2, deployment.key collate "C"`,
  changes: sql`
    select stream.service_id = shipped_change.service_id and stream.environment_id = shipped_change.environment_id as whole,
           deployment.key as deployment, repository.name as repository, shipped_change.key, shipped_change.number,
           shipped_change.sha, shipped_change.started_at, shipped_change.merged_at, shipped_change.live_at,
           shipped_change.first_live_at, shipped_change.stage_milliseconds::text, shipped_change.lines,
           shipped_change.confidence, shipped_change.authorship, shipped_change.flags, shipped_change_detail.detail
      from shipped_change
      join stream on stream.id = shipped_change.stream_id
      join deployment on deployment.id = shipped_change.deployment_id
      join repository on repository.id = shipped_change.repository_id
      left join shipped_change_detail on shipped_change_detail.change_id = shipped_change.id
     order by deployment.key collate "C", shipped_change.key collate "C"`,
  commits: sql`
    select deployment.key as deployment, repository.name as repository, shipped_commit.sha, shipped_commit.change_key,
           shipped_commit.started_at, shipped_commit.live_at, shipped_commit.first_live_at, shipped_commit.authorship,
           shipped_commit.flags
      from shipped_commit
      join deployment on deployment.id = shipped_commit.deployment_id
      join repository on repository.id = shipped_commit.repository_id
     order by deployment.key collate "C", 2, shipped_commit.sha collate "C"`,
  failures: sql`
    select deployment.key as deployment, failure.key, failure.at, failure.basis, failure.confidence,
           failure.impact_started_at, failure.restored_at, failure.detail
      from failure
      join deployment on deployment.id = failure.deployment_id
     order by deployment.key collate "C", failure.key collate "C"`,
  incidents: sql`
    select service.name as service, environment.name as environment, stream_incident.key, stream_incident.opened_at,
           stream_incident.restored_at, stream_incident.detail
      from stream_incident
      join service on service.id = stream_incident.service_id
      join environment on environment.id = stream_incident.environment_id
     order by 1, 2, stream_incident.key collate "C"`,
  pending: sql`
    select service.name as service, environment.name as environment, repository.name as repository, pending_change.key,
           pending_change.number, pending_change.sha, pending_change.started_at, pending_change.merged_at
      from pending_change
      join service on service.id = pending_change.service_id
      join environment on environment.id = pending_change.environment_id
      join repository on repository.id = pending_change.repository_id
     order by 1, 2, pending_change.key collate "C"`,
  days: sql`
    select service.name as service, environment.name as environment, day, encode(packed, 'hex') as packed
      from service_day
      join service on service.id = service_day.service_id
      join environment on environment.id = service_day.environment_id
     order by 1, 2, day`,
  waits: sql`
    select service.name as service, environment.name as environment, wait.kind, wait.reference
      from wait
      join stream on stream.id = wait.stream_id
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     order by 1, 2, 3, wait.reference collate "C"`,
} as const

export type Facts = Readonly<Record<keyof typeof questions, readonly unknown[]>>

/** All facts by what they say, without the ids that the database gave them. */
export async function dump(db: Database): Promise<Facts> {
  const facts: Record<string, unknown[]> = {}
  for (const [name, question] of Object.entries(questions)) facts[name] = await db.query(question)
  return facts as unknown as Facts
}

/** Facts after events came in these batches, each projected before the next came; again: and after all was rebuilt. */
export async function factsAfter(
  batches: readonly (readonly Posted[])[],
  { again = false, reportsTogether }: { readonly again?: boolean; readonly reportsTogether?: number } = {},
): Promise<Facts> {
  const test = await testDatabase()
  try {
    const worker = testWorker(test.db, { ...(reportsTogether !== undefined && { reportsTogether }) })
    for (const batch of batches) {
      await append(test.db, batch)
      await worker.drain()
    }
    if (again) await rebuild(test.db, { clock: () => testNow })
    return await dump(test.db)
  } finally {
    await test.close()
  }
}

/** The hash of every kind of fact, which is made where the facts lie. */
export async function fingerprint(db: Database): Promise<Readonly<Record<string, string>>> {
  const marks: Record<string, string> = {}
  for (const [name, question] of Object.entries(questions)) {
    const [row] = await db.query<{ mark: string }>({
      text: `select coalesce(md5(string_agg(md5(told::text), '' order by place)), '') as mark
               from (select told, row_number() over () as place from (${question.text}) as told) as placed`,
      values: question.values,
    })
    marks[name] = row?.mark ?? ''
  }
  return marks
}
