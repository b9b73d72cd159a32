import { namesToday, type MovedService } from '#domain/catalogue-effects'
import type { CatalogueChange, CatalogueState } from '#domain/catalogue'
import { DAY, type Instant } from '#domain/instant'
import type { StreamHistory } from '#domain/stream-history'
import { type Trial, tryOut } from '#ingest/try-out'
import { defaultDefinition } from '#metrics/definition'
import { metrics } from '#metrics/index'
import type { Database } from '#storage/database'
import { filesNotKnown, type FilesNotKnownRow } from '#storage/queries/files-not-known'
import { type ServiceRow, services } from '#storage/queries/services'
import { type StreamRow, streamsOfServices } from '#storage/queries/streams'

/** The numbers of 90 days. */
export interface ShownNumbers {
  readonly deployments: number
  /** Null: no change was shipped. */
  readonly medianLeadTimeSeconds: number | null
  /** Null: nothing was deployed. */
  readonly changeFailureRate: number | null
}

/** What a plan does to a service in one environment of tier PRODUCTION. */
export interface TriedNumbers {
  readonly service: string
  readonly environment: string
  /** Of the 90 days that end then. */
  readonly until: Instant
  readonly before: ShownNumbers
  readonly after: ShownNumbers
}

/** What could be tried out of a service, and what stands in the way. */
export interface Tried {
  readonly numbers: readonly TriedNumbers[]
  /** Repositories to read again before the numbers can be known: the service gets paths, and nobody told the files of their commits. */
  readonly unread: readonly string[]
}

const nothing: Tried = { numbers: [], unread: [] }

/** More deployments than this take too long to be tried out while somebody waits. */
const mostDeployments = 5_000
const span = 90 * DAY

function numbersOf(history: StreamHistory, to: Instant, now: Instant): ShownNumbers {
  const scope = { window: { from: to - span, to, timeZone: 'UTC' }, definition: defaultDefinition, now }
  const facts = { ...history, lastLiveAt: null }
  return {
    deployments: metrics.deploymentFrequency.measure(facts, scope).count,
    medianLeadTimeSeconds: metrics.leadTimeForChanges.measure(facts, scope).medianSeconds,
    changeFailureRate: metrics.changeFailureRate.measure(facts, scope).rate,
  }
}

/** Now, or just after the last deployment where nothing was deployed for 90 days. */
function endOf(histories: readonly StreamHistory[], now: Instant): Instant {
  const last = Math.max(0, ...histories.flatMap(({ deployments }) => deployments.map(({ liveAt }) => liveAt ?? 0)))
  return last > now - span ? now : last + 1
}

/** Only merges and other paths can be tried out; null: this service is moved by something else, too. */
function trialOf(changes: readonly CatalogueChange[], service: string): Pick<Trial, 'paths'> | null {
  let trial: Pick<Trial, 'paths'> = {}
  for (const change of changes) {
    if (change.type === 'SERVICE_SPLIT' && [change.from, change.service].includes(service)) return null
    if (change.type === 'ALIAS_ADDED' && change.from !== null && [change.from, change.service].includes(service))
      return null
    if (change.type !== 'SERVICE_CHANGED' || change.service !== service) continue
    if (change.change.repository !== undefined || change.change.incidentKeys !== undefined) return null
    if (change.change.paths !== undefined) trial = { paths: change.change.paths }
  }
  return trial
}

async function streamsOf(db: Database, names: readonly string[]): Promise<StreamRow[]> {
  const rows = await db.query<ServiceRow>(services({ names }, { order: 'NAME', after: null, limit: names.length }))
  const streams = await db.query<StreamRow>(streamsOfServices(rows.map(({ id }) => id)))
  return streams.filter(({ tier }) => tier === 'PRODUCTION')
}

/** Repositories of which the files must be told before anybody can say what the paths take. */
async function unreadFor(
  db: Database,
  { paths }: Pick<Trial, 'paths'>,
  streams: readonly StreamRow[],
): Promise<string[]> {
  if (paths === undefined || paths.length === 0) return []
  const rows = await db.query<FilesNotKnownRow>(filesNotKnown(streams.map(({ id }) => id)))
  return rows.map(({ repository }) => repository)
}

/**
 * The numbers of a service before and after a plan, where they can be computed without applying it; none where not.
 */
export async function tryNumbers(
  db: Database,
  { service }: MovedService,
  given: { readonly changes: readonly CatalogueChange[]; readonly present: CatalogueState; readonly now: Instant },
): Promise<Tried> {
  const { changes, present, now } = given
  const trial = trialOf(changes, service)
  const [base, ...merged] = namesToday(service, changes, present)
  const all = present.services.filter(({ name }) => name === base || merged.includes(name))
  const size = all.reduce((sum, { deployments }) => sum + deployments, 0)
  if (trial === null || base === undefined || size > mostDeployments) return nothing
  const streams = await streamsOf(db, [base, ...merged])
  const unread = await unreadFor(db, trial, streams)
  if (unread.length > 0) return { numbers: [], unread }
  const tried: TriedNumbers[] = []
  for (const { id, environment } of streams.filter((stream) => stream.service === base)) {
    const others = streams.filter((stream) => stream.service !== base && stream.environment === environment)
    const before = await tryOut(db, id, { merged: [] }, now)
    const after = await tryOut(db, id, { ...trial, merged: others.map((other) => other.id) }, now)
    if (before === null || after === null) continue
    const until = endOf([before, after], now)
    const [was, becomes] = [numbersOf(before, until, now), numbersOf(after, until, now)]
    tried.push({ service, environment, until, before: was, after: becomes })
  }
  return { numbers: tried, unread: [] }
}
