import type { DeploymentState, FlagState, IncidentState, OverrideState, RollbackState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { boundedText } from '#storage/stores/entity-hash'
import { findIncidentNamesakes, findReportNamesakes } from '#storage/stores/namesakes'
import { addressNamesIn, incidentIdsIn } from './references.ts'
import type { StateReader } from './state-reader.ts'

/** All incidents that these statements may mean: whose one it is, the sources of all tell. */
export async function loadIncidentNamesakes(
  db: Database,
  reader: StateReader,
  statements: readonly (FlagState | OverrideState)[],
): Promise<IncidentState[]> {
  const ids = new Set(
    statements.flatMap(({ event }) => (event.type === 'flag' ? incidentIdsIn(event) : (event.incidentId ?? []))),
  )
  const addresses = new Set(statements.flatMap(({ event }) => (event.type === 'flag' ? addressNamesIn(event) : [])))
  const rows = await findIncidentNamesakes(db, [...ids].map(boundedText), [...addresses])
  return (await reader.states(db, rows)) as IncidentState[]
}

/** All reports that these statements may mean, of whatever service. */
export async function loadReportNamesakes(
  db: Database,
  reader: StateReader,
  statements: readonly (IncidentState | OverrideState)[],
): Promise<(DeploymentState | RollbackState)[]> {
  const ids = new Set(statements.flatMap(({ event }) => event.deploymentId ?? []))
  const rows = await findReportNamesakes(db, [...ids].map(boundedText))
  return (await reader.states(db, rows)) as (DeploymentState | RollbackState)[]
}
