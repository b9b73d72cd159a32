import { environmentIdsNamed, type NamedStream, streamNamed } from '../environment/environment-named.ts'
import type { Reads } from '../reads.ts'
import { Refusal } from '../refusal.ts'

/**
 * Where a service runs under this name of an environment; null where it never went there.
 *
 * @throws Refusal UNKNOWN_ENVIRONMENT, AMBIGUOUS_ENVIRONMENT
 */
export async function streamOf(reads: Reads, serviceId: number, environment: string): Promise<NamedStream | null> {
  const [streams, known] = await Promise.all([
    reads.catalogue.streamsOfService.load(serviceId),
    reads.catalogue.environments(),
  ])
  return streamNamed(environment, streams ?? [], known)
}

/**
 * The same for one of many services, of which one whose environments are ambiguous must not spoil the others: its refusal
 * is a value.
 *
 * @throws Refusal UNKNOWN_ENVIRONMENT
 */
export async function streamOrRefusal(
  reads: Reads,
  serviceId: number,
  environment: string,
): Promise<NamedStream | Refusal | null> {
  try {
    return await streamOf(reads, serviceId, environment)
  } catch (error) {
    if (error instanceof Refusal && error.extensions['code'] === 'AMBIGUOUS_ENVIRONMENT') return error
    throw error
  }
}

/**
 * Ids of the environments that a filter means: of one service the one that it has by this name, as its metrics take it;
 * of many all that are called so. Null where it means all.
 *
 * @throws Refusal UNKNOWN_ENVIRONMENT, AMBIGUOUS_ENVIRONMENT
 */
export async function environmentIdsOf(
  reads: Reads,
  { environment, service }: { readonly environment?: string | null; readonly service?: string | null },
  serviceIds: readonly number[] | null,
): Promise<readonly number[] | null> {
  if (typeof environment !== 'string') return null
  const [only] = serviceIds ?? []
  if (typeof service === 'string' && only !== undefined) {
    const stream = await streamOf(reads, only, environment)
    return stream === null ? [] : [stream.environmentId]
  }
  return environmentIdsNamed(environment, await reads.catalogue.environments(), 'filter.environment')
}
