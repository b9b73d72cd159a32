import type { StreamRow } from '#storage/queries/streams'
import { streamNamed } from '../environment/environment-named.ts'
import type { Reads } from '../reads.ts'

/**
 * Where a service runs under this name of an environment; null where it never went there.
 *
 * @throws Refusal UNKNOWN_ENVIRONMENT, AMBIGUOUS_ENVIRONMENT
 */
export async function streamOf(reads: Reads, serviceId: number, environment: string): Promise<StreamRow | null> {
  const [streams, known] = await Promise.all([
    reads.catalogue.streamsOfService.load(serviceId),
    reads.catalogue.environments(),
  ])
  return streamNamed(environment, streams ?? [], known)
}
