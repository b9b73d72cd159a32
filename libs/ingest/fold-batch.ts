import type { CommitEvent, DeliveryEvent } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type { CommitState, EntityState, RecordedEvent } from '#domain/entity-state'
import { fold } from '#domain/fold'
import type { Instant } from '#domain/instant'
import { runTime } from '#domain/run-time'
import type { Database } from '#storage/database'
import { type ParentsOfCommit, settleHoles } from '#storage/stores/commit-holes'
import { type FoldedCommit, readCommits, renewGraphs, writeCommits } from '#storage/stores/commits'
import {
  finishRefold,
  forgetRebuild,
  lockLog,
  moveCursor,
  readCursor,
  startRebuild,
  wantRebuild,
} from '#storage/stores/cursor'
import { markStreams } from '#storage/stores/dirty-streams'
import { type EntityReference, type FoldedEntity, readEntities, writeEntities } from '#storage/stores/entities'
import { boundedText, entityHash } from '#storage/stores/entity-hash'
import { type LoggedStatement, type LogPosition, readLog, statementsOfKeys } from '#storage/stores/event-log'
import { streamsOfRepositories } from '#storage/stores/touched-by-code'
import { BatchNames } from './batch-names.ts'
import { referencesOf } from './references.ts'
import { recordedOf } from './recorded-statements.ts'
import { statementKey } from './statement.ts'
import type { Changed } from './changed.ts'
import { touchedBy } from './touch.ts'

export interface FoldResult {
  /** Statements that were folded; 0 when none could be read. */
  readonly statements: number
  /** A rebuild began or ended: there is more to do, even without statements. */
  readonly turned: boolean
}

/** All that is said about one thing, under the one name that it is kept by. */
interface Group {
  readonly event: DeliveryEvent
  /** Under which the entity is kept; empty for a commit, which is kept under its repository and sha. */
  readonly hash: Buffer
  readonly recorded: Map<string, RecordedEvent>
}

function keyOf(event: DeliveryEvent): string {
  return entityOf(event).entity
}

function grouped(recorded: readonly RecordedEvent[], names: BatchNames): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const statement of recorded) {
    const event = names.placed(statement.event)
    const renamed = names.canonical(statement.event)
    const renamedHash = renamed === statement.event ? {} : { renamedHash: statementKey(renamed) }
    const key = keyOf(event)
    let group = groups.get(key)
    if (group === undefined) {
      group = { event, hash: event.type === 'commit' ? Buffer.alloc(0) : entityHash(key), recorded: new Map() }
      groups.set(key, group)
    }
    group.recorded.set(statement.hash, { ...statement, ...renamedHash, event })
  }
  return groups
}

/** States that the groups had before the batch, by group key. */
async function statesBefore(
  db: Database,
  groups: ReadonlyMap<string, Group>,
  names: BatchNames,
): Promise<Map<string, EntityState>> {
  const commits: { repositoryId: number; sha: string; key: string }[] = []
  const others: { hash: Buffer; key: string }[] = []
  for (const [key, { event, hash }] of groups) {
    if (event.type === 'commit') commits.push({ repositoryId: names.homeOf(event)?.id ?? 0, sha: event.sha, key })
    else others.push({ hash, key })
  }
  const before = new Map<string, EntityState>()
  const commitKeys = new Map(commits.map((commit) => [`${commit.repositoryId}@${commit.sha}`, commit.key]))
  for (const row of await readCommits(db, commits)) {
    before.set(commitKeys.get(`${row.repositoryId}@${row.sha}`) as string, row.state)
  }
  const entityKeys = new Map(others.map(({ hash, key }) => [hash.toString('hex'), key]))
  for (const row of await readEntities(
    db,
    others.map(({ hash }) => hash),
  )) {
    before.set(entityKeys.get(row.hash) as string, row.state)
  }
  return before
}

/** Adds to the groups that were known before everything that they were folded from. */
async function recallStatements(
  db: Database,
  groups: Map<string, Group>,
  before: ReadonlyMap<string, EntityState>,
  names: BatchNames,
): Promise<void> {
  if (before.size === 0) return
  const hashes = [...before.values()].flatMap((state) => state.statements)
  const recorded = (await statementsOfKeys(db, hashes)).map(recordedOf)
  await names.learn(recorded.map((statement) => statement.event))
  for (const [key, group] of grouped(recorded, names)) {
    const target = groups.get(key)
    if (target === undefined) continue
    for (const [hash, statement] of group.recorded) target.recorded.set(hash, statement)
  }
}

/** Where a state stands in time. */
function standsAt(event: Exclude<DeliveryEvent, CommitEvent>): Instant {
  switch (event.type) {
    case 'deployment':
      return runTime(event)
    case 'pull_request':
    case 'incident':
      return event.openedAt
    case 'build':
      return event.startedAt
    case 'artifact':
      return event.publishedAt
    case 'push':
    case 'rollback':
    case 'flag':
    case 'cutover':
    case 'override':
      return event.at
  }
}

/** What any statement about an entity ever named, so that it is found for what was known at an earlier moment too. */
function allReferences(state: EntityState, recorded: Iterable<RecordedEvent>, names: BatchNames): EntityReference[] {
  const serviceId = (name: string): number | null => names.serviceId(name)
  const found = new Map<string, EntityReference>()
  const add = (reference: EntityReference): void => {
    found.set(`${reference.kind} ${reference.value}`, reference)
  }
  for (const reference of referencesOf(state.event, serviceId)) add(reference)
  if (state.statements.length === 1) return [...found.values()]
  const here = names.streamOf(state.event)
  for (const { event } of recorded) {
    for (const reference of referencesOf(event, serviceId)) add(reference)
    const then = names.streamOf(event)
    if (then !== null && then !== here) add({ kind: 'stream', value: then })
  }
  return [...found.values()]
}

function entityRow(state: EntityState, { hash, recorded }: Group, names: BatchNames): FoldedEntity {
  const event = state.event as Exclude<DeliveryEvent, CommitEvent>
  const ofStream = event.type === 'deployment' || event.type === 'rollback'
  const inEnvironment = ofStream || event.type === 'incident' || event.type === 'flag' || event.type === 'cutover'
  return {
    hash,
    type: event.type,
    source: event.source,
    externalId: event.id === undefined ? null : boundedText(event.id),
    serviceId: ofStream ? names.serviceId(event.service) : null,
    environmentId: inEnvironment ? names.environmentId(event.environment) : null,
    repositoryId: names.homeOf(event)?.id ?? null,
    number: event.type === 'pull_request' || event.type === 'push' ? (event.number ?? null) : null,
    at: standsAt(event),
    mergedAt: event.type === 'pull_request' ? (event.mergedAt ?? null) : null,
    state,
    references: allReferences(state, recorded.values(), names),
  }
}

function commitRow(state: CommitState, recorded: Iterable<RecordedEvent>, names: BatchNames): FoldedCommit {
  let recordedAt = Number.MAX_SAFE_INTEGER
  for (const statement of recorded) recordedAt = Math.min(recordedAt, statement.recordedAt)
  return { repositoryId: names.homeOf(state.event)?.id ?? 0, sha: state.event.sha, state, recordedAt }
}

function parentsDiffer(change: Changed): boolean {
  const before = (change.before?.event as CommitEvent | undefined)?.parents ?? []
  const after = (change.after.event as CommitEvent).parents ?? []
  return change.before !== null && before.join() !== after.join()
}

/** Folds statements into states and writes them; gives what changed. */
async function foldStatements(db: Database, rows: readonly LoggedStatement[], names: BatchNames): Promise<Changed[]> {
  const recorded = rows.map(recordedOf)
  await names.learn(recorded.map((statement) => statement.event))
  const groups = grouped(recorded, names)
  const before = await statesBefore(db, groups, names)
  await recallStatements(db, groups, before, names)

  const folded = [...groups].map(([key, group]) => ({ key, group, state: fold([...group.recorded.values()]) }))
  const commits = folded.filter(({ state }) => state.event.type === 'commit')
  const others = folded.filter(({ state }) => state.event.type !== 'commit')
  await writeCommits(
    db,
    commits.map(({ state, group }) => commitRow(state as CommitState, group.recorded.values(), names)),
  )
  await writeEntities(
    db,
    others.map(({ state, group }) => entityRow(state, group, names)),
  )
  const changed = folded.map(({ key, state }): Changed => ({ before: before.get(key) ?? null, after: state }))
  const regraphed = changed.filter((change) => change.after.event.type === 'commit' && parentsDiffer(change))
  await renewGraphs(db, [...new Set(regraphed.map((change) => names.homeOf(change.after.event)?.id ?? 0))])
  return changed
}

/** Commits whose parents were not known before, or were others. */
function freshEdges(changed: readonly Changed[], names: BatchNames): ParentsOfCommit[] {
  return changed.flatMap((change) => {
    const { event } = change.after
    if (event.type !== 'commit' || (change.before !== null && !parentsDiffer(change))) return []
    return [{ repositoryId: names.homeOf(event)?.id ?? 0, sha: event.sha, parents: event.parents ?? [] }]
  })
}

/** Without statements to fold, a rebuild may begin or end. */
async function turn(db: Database, cursor: { rebuilding: boolean; rebuildWanted: boolean }): Promise<boolean> {
  if (cursor.rebuildWanted) await startRebuild(db)
  else if (cursor.rebuilding) await finishRefold(db)
  return cursor.rebuildWanted || cursor.rebuilding
}

/** Reads the log ahead: while one batch is written, the next is on its way. */
export class LogAhead {
  #read: { readonly after: LogPosition; readonly limit: number; readonly rows: Promise<LoggedStatement[]> } | null =
    null

  /** Starts to read what follows a position. Nothing older can appear there any more, so that it stays true. */
  start(db: Database, after: LogPosition, limit: number): void {
    const rows = readLog(db, after, limit)
    rows.catch(() => undefined)
    this.#read = { after, limit, rows }
  }

  /** So much as was read beyond the position; null where nothing was, or something else. */
  async take(after: LogPosition, limit: number): Promise<LoggedStatement[] | null> {
    const read = this.#read
    this.#read = null
    if (
      read?.limit !== limit ||
      read.after.transactionId !== after.transactionId ||
      read.after.position !== after.position
    )
      return null
    const rows = await read.rows.catch(() => [])
    return rows.length === 0 ? null : rows
  }

  get isReading(): boolean {
    return this.#read !== null
  }
}

async function nothingWaits(db: Database): Promise<boolean> {
  const cursor = await readCursor(db)
  return !cursor.rebuilding && !cursor.rebuildWanted && (await readLog(db, cursor, 1)).length === 0
}

/**
 * Folds the next statements of the log: states, what they are found by, the streams that they touch, and the cursor, all
 * in one transaction. Several workers may call it at once; one folds, the others wait.
 */
export async function foldBatch(db: Database, limit: number, ahead = new LogAhead()): Promise<FoldResult> {
  if (!ahead.isReading && (await nothingWaits(db))) return { statements: 0, turned: false }

  return db.transaction(async (tx) => {
    await lockLog(tx)
    const cursor = await readCursor(tx)
    const rows = (await ahead.take(cursor, limit)) ?? (await readLog(tx, cursor, limit))
    const last = rows.at(-1)
    if (last === undefined) return { statements: 0, turned: await turn(tx, cursor) }
    if (rows.length === limit) ahead.start(db, last, limit)

    if (cursor.rebuildWanted && cursor.position === 0) await forgetRebuild(tx)
    const names = new BatchNames(tx)
    const changed = await foldStatements(tx, rows, names)
    if (names.moved) await wantRebuild(tx)
    const filled = await settleHoles(tx, freshEdges(changed, names))
    if (!cursor.rebuilding) {
      const across = await streamsOfRepositories(
        tx,
        filled.map((repositoryId) => ({ repositoryId, since: 0 })),
      )
      await markStreams(tx, [...(await touchedBy(tx, changed, names)), ...across])
    }
    await moveCursor(tx, last)
    return { statements: rows.length, turned: false }
  })
}
