import { incidentOverrides, standing } from '#attribution/overrides'
import type {
  CutoverState,
  DeploymentState,
  EntityState,
  IncidentState,
  OverrideState,
  RollbackState,
} from '#domain/entity-state'
import { environmentName } from '#domain/environment'
import type { Instant } from '#domain/instant'
import type { Database } from '#storage/database'
import { findAroundStream, findIncidentOverrides } from '#storage/stores/around-stream'
import { findEarlierBumps } from '#storage/stores/earlier-bumps'
import { type EntityRow, findOfStream, findOnceOfStream } from '#storage/stores/entities'
import { boundedText } from '#storage/stores/entity-hash'
import type { StreamRow } from '#storage/stores/streams'
import { underTodaysName } from './former-names.ts'
import type { Span } from './load-bumps.ts'
import { distinctStates, type StateReader } from './state-reader.ts'

/** Everything by which the incidents of a stream may be named. */
export function incidentIdsOf(incidents: readonly EntityState[]): string[] {
  return incidents.flatMap(({ entity, event }) => [entity, event.id ?? '']).map(boundedText)
}

/** What a projection begins with, still under the names that the statements use. */
interface Around {
  readonly reports: readonly DeploymentState[]
  readonly rollbacks: readonly RollbackState[]
  readonly cutovers: readonly CutoverState[]
  readonly incidents: readonly IncidentState[]
  readonly overrides: readonly OverrideState[]
}

async function statesOnce(db: Database, reader: StateReader, rows: readonly EntityRow[]): Promise<EntityState[]> {
  return reader.states(db, [...new Map(rows.map((row) => [row.id, row])).values()])
}

/** Of reports only those that speak of the stream: an earlier moment may have known one that spoke of another. */
function ofStream<T extends DeploymentState | RollbackState>(states: readonly T[], stream: StreamRow): T[] {
  return underTodaysName(states, stream).filter(
    ({ event }) => event.service === stream.service && environmentName(event.environment) === stream.environment,
  )
}

export async function loadAround(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  from: Instant | null,
): Promise<Around> {
  const rows = await findAroundStream(db, stream, from)
  if (reader.asOf !== null) {
    rows.push(
      ...(await findOnceOfStream(db, stream, 'deployment')),
      ...(await findOnceOfStream(db, stream, 'rollback')),
    )
  }
  const states = distinctStates([...(await statesOnce(db, reader, rows)), ...reader.laid])
  const of = <T extends EntityState>(type: T['event']['type']): T[] =>
    states.filter(({ event }) => event.type === type) as T[]
  const incidents = underTodaysName(of<IncidentState>('incident'), stream)
  const named = await reader.states(db, await findIncidentOverrides(db, incidentIdsOf(incidents)))
  // Told ones that name an incident are found again: what lies over them comes last.
  const overrides = distinctStates([...(named as OverrideState[]), ...of<OverrideState>('override')])
  return {
    reports: ofStream(of<DeploymentState>('deployment'), stream),
    rollbacks: ofStream(of<RollbackState>('rollback'), stream),
    cutovers: of<CutoverState>('cutover'),
    incidents,
    overrides: underTodaysName(overrides, stream),
  }
}

/** Bumps before an instant, the newest first; as of an earlier moment all reports there are. */
export async function loadEarlierBumps(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  span: Span,
): Promise<readonly DeploymentState[]> {
  if (reader.asOf !== null) {
    const once = await findOnceOfStream(db, stream, 'deployment')
    const rows = [...(await findOfStream(db, stream, 'deployment', null)), ...once]
    return ofStream((await statesOnce(db, reader, rows)) as DeploymentState[], stream)
  }
  const rows = await findEarlierBumps(db, stream, span)
  return underTodaysName((await reader.states(db, rows)) as DeploymentState[], stream)
}

/** The incidents of the service, or moved to it by a correction that stands, that concern the environment. */
export function concerning(
  stream: StreamRow,
  incidents: readonly IncidentState[],
  overrides: readonly OverrideState[],
  namesakes: readonly IncidentState[],
): IncidentState[] {
  const corrections = incidentOverrides(overrides, [...incidents, ...namesakes])
  return incidents.filter(({ entity, event }) => {
    const moves = (corrections.get(entity) ?? []).filter((override) => override.event.service !== undefined)
    const services = standing(moves)?.event.service === undefined ? event.services : [standing(moves)?.event.service]
    if (!services.includes(stream.service)) return false
    return event.environment === undefined
      ? stream.tier === 'PRODUCTION'
      : environmentName(event.environment) === stream.environment
  })
}
