import type { ArtifactState, DeploymentState, RollbackState } from '#domain/entity-state'
import type { Database } from '#storage/database'
import { readPrefixes } from '#storage/stores/commits'
import type { StreamRow } from '#storage/stores/streams'
import type { StateReader } from './state-reader.ts'

export const wholeSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const shortSha = /^[0-9a-f]{7,63}$/

export function isShort(sha: string | undefined): sha is string {
  return sha !== undefined && shortSha.test(sha) && !wholeSha.test(sha)
}

interface ShortName {
  readonly repository: string
  readonly prefix: string
}

/** Whole shas of the short ones that begin only one commit of their repository, by `repository@prefix`. */
async function expand(db: Database, reader: StateReader, shorts: readonly ShortName[]): Promise<Map<string, string>> {
  const distinct = [...new Map(shorts.map((short) => [`${short.repository}@${short.prefix}`, short])).values()]
  const found = new Map<string, string[]>()
  for (const { repository, prefix, sha } of await readPrefixes(db, distinct, reader.asOf)) {
    const key = `${repository}@${prefix}`
    found.set(key, [...(found.get(key) ?? []), sha])
  }
  const whole = new Map<string, string>()
  for (const [key, [only, ...others]] of found) if (only !== undefined && others.length === 0) whole.set(key, only)
  return whole
}

export type Named = DeploymentState | RollbackState | ArtifactState

export function homeOf(state: Named, stream: StreamRow): string {
  return ('repository' in state.event ? state.event.repository : undefined) ?? stream.repository
}

/** The states with short shas written out where that is certain. */
export async function withWholeShas(
  db: Database,
  reader: StateReader,
  stream: StreamRow,
  given: LoadedStates,
): Promise<LoadedStates> {
  const all: Named[] = [...given.deployments, ...given.bumps, ...given.rollbacks, ...given.artifacts]
  const shorts = all.flatMap((state) =>
    isShort(state.event.sha) ? [{ repository: homeOf(state, stream), prefix: state.event.sha }] : [],
  )
  if (shorts.length === 0) return given
  const whole = await expand(db, reader, shorts)
  const written = <T extends Named>(states: readonly T[]): T[] =>
    states.map((state) => {
      const sha = whole.get(`${homeOf(state, stream)}@${state.event.sha ?? ''}`)
      return sha === undefined ? state : { ...state, event: { ...state.event, sha } }
    })
  return {
    deployments: written(given.deployments),
    bumps: written(given.bumps),
    rollbacks: written(given.rollbacks),
    artifacts: written(given.artifacts),
  }
}

export interface LoadedStates {
  readonly deployments: readonly DeploymentState[]
  readonly bumps: readonly DeploymentState[]
  readonly rollbacks: readonly RollbackState[]
  readonly artifacts: readonly ArtifactState[]
}
