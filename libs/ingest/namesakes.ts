import type { FlagState, IncidentState, OverrideState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { boundedText } from '#storage/stores/entity-hash'
import { findNamesakes } from '#storage/stores/namesakes'
import type { StateReader } from './state-reader.ts'

/** All incidents that these statements may mean: whose one it is, the sources of all tell. */
export async function loadNamesakes(
  db: Database,
  reader: StateReader,
  statements: readonly (FlagState | OverrideState)[],
): Promise<IncidentState[]> {
  const ids = new Set(statements.flatMap(({ event }) => event.incidentId ?? []))
  return (await reader.states(db, await findNamesakes(db, [...ids].map(boundedText)))) as IncidentState[]
}
