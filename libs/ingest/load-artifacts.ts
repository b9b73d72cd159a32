import type { ArtifactState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { findByReference } from '#storage/stores/entities'
import { boundedText } from '#storage/stores/entity-hash'
import { artifactNames } from './references.ts'
import type { StateReader } from './state-reader.ts'

/** Longest chain of artifacts built from one another, and most artifacts of one projection. */
const maxDepth = 16
const maxArtifacts = 20_000

/** The artifacts of these names, and what they were built from, and so on. */
export async function loadArtifacts(
  db: Database,
  reader: StateReader,
  names: readonly string[],
): Promise<ArtifactState[]> {
  const found = new Map<string, ArtifactState>()
  const asked = new Set(names)
  let open = [...asked]
  for (let depth = 0; depth < maxDepth && open.length > 0 && found.size < maxArtifacts; depth += 1) {
    const states = (await reader.states(db, await findByReference(db, 'artifact', 'artifact', open))) as ArtifactState[]
    const inputs = new Set<string>()
    for (const state of states) {
      found.set(state.entity, state)
      for (const name of artifactNames(state)) asked.add(name)
      for (const input of state.event.inputs ?? []) if (!asked.has(boundedText(input))) inputs.add(boundedText(input))
    }
    for (const input of inputs) asked.add(input)
    open = [...inputs]
  }
  return [...found.values()]
}
