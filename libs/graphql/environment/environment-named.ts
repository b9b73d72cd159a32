import { tiers } from '#domain/environment'
import type { StreamRow } from '#storage/queries/streams'
import { listed, quoted, Refusal } from '../refusal.ts'
import type { EnvironmentView } from '../views.ts'

function tierNamed(name: string): (typeof tiers)[number] | null {
  return tiers.find((tier) => tier === name.toUpperCase()) ?? null
}

/** Whether anything can be asked of a name: an environment that there is, or a tier. */
export function isEnvironmentName(name: string, known: readonly Pick<EnvironmentView, 'name'>[]): boolean {
  return tierNamed(name) !== null || known.some((environment) => environment.name === name)
}

function unknown(name: string, known: readonly EnvironmentView[], field: string): never {
  const names = listed(known.map((environment) => environment.name))
  throw new Refusal('UNKNOWN_ENVIRONMENT', `No environment is called ${quoted(name)}; there is: ${names}.`, { field })
}

/** A stream, and the other streams of its tier that were left out because its environment is called as the tier is. */
export interface NamedStream extends StreamRow {
  readonly leftOut?: readonly StreamRow[]
}

/**
 * The stream of a service in the environment of this name: as senders write it, or the name of a tier of which the
 * service has one environment. Null where the service never went there.
 *
 * @param known all environments that there are
 * @throws Refusal UNKNOWN_ENVIRONMENT, AMBIGUOUS_ENVIRONMENT
 */
export function streamNamed(
  name: string,
  streams: readonly StreamRow[],
  known: readonly EnvironmentView[],
): NamedStream | null {
  const tier = tierNamed(name)
  const ofTier = streams.filter((stream) => stream.tier === tier)
  const exact = streams.find((stream) => stream.environment === name)
  if (exact !== undefined) {
    const leftOut = ofTier.filter((stream) => stream !== exact)
    return leftOut.length === 0 ? exact : { ...exact, leftOut }
  }

  if (ofTier.length > 1) {
    const names = listed(ofTier.map((stream) => stream.environment))
    const service = ofTier[0]?.service ?? ''
    throw new Refusal(
      'AMBIGUOUS_ENVIRONMENT',
      `${service} has several environments of tier ${name}: ${names}. Name one of them.`,
      { field: 'environment' },
    )
  }
  if (ofTier[0] !== undefined) return ofTier[0]
  if (known.some((environment) => environment.name === name || environment.tier === tier)) return null
  return unknown(name, known, 'environment')
}

/**
 * Ids of the environments that a list is narrowed to: the one of this name, or all of the tier of this name, of which there may be none yet.
 *
 * @throws Refusal UNKNOWN_ENVIRONMENT
 */
export function environmentIdsNamed(name: string, known: readonly EnvironmentView[], field: string): number[] {
  const tier = tierNamed(name)
  const found = known.filter((environment) => environment.name === name || environment.tier === tier)
  if (found.length === 0 && tier === null) return unknown(name, known, field)
  return found.map((environment) => environment.databaseId)
}
