import { redactedBody } from '../source.ts'
import { reduceApplication } from './reduce/application.ts'
import { reduceFluxSource, reduceHelmRelease, reduceKustomization } from './reduce/flux.ts'
import { reduceFreight, reducePromotion } from './reduce/kargo.ts'
import { type Json, metadata, type Parts, plain, record, scalars } from './reduce/parts.ts'
import { reduceCanary, reduceRollout } from './reduce/progressive.ts'
import { reduceWorkload } from './reduce/workload.ts'

/** What is kept of each kind of object, by API group and kind. */
export const reducers: Readonly<Record<string, (object: Json) => Parts>> = {
  'apps/DaemonSet': reduceWorkload,
  'apps/Deployment': reduceWorkload,
  'apps/StatefulSet': reduceWorkload,
  'argoproj.io/Application': reduceApplication,
  'argoproj.io/Rollout': reduceRollout,
  'flagger.app/Canary': reduceCanary,
  'helm.toolkit.fluxcd.io/HelmRelease': reduceHelmRelease,
  'kargo.akuity.io/Freight': reduceFreight,
  'kargo.akuity.io/Promotion': reducePromotion,
  'kustomize.toolkit.fluxcd.io/Kustomization': reduceKustomization,
  'source.toolkit.fluxcd.io/GitRepository': reduceFluxSource,
  'source.toolkit.fluxcd.io/OCIRepository': reduceFluxSource,
}

/** What is posted and kept of an object: its identity, and the fields that say something about delivery. */
export interface Reduced {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: NonNullable<ReturnType<typeof metadata>>
  readonly spec: Json
  readonly status: Json
}

/**
 * An object of a cluster without what says nothing about delivery: by lists of what is kept, so that what nobody thought of stays
 * behind. The same again where it is given what it made. Of an unknown kind only who it is; null where it does not say that.
 */
export function reducedObject(object: Json): Reduced | null {
  const who = metadata(object['metadata'])
  const [apiVersion, kind] = [object['apiVersion'], object['kind']].map(plain)
  if (who === null || apiVersion == null || kind == null) return null
  const reduce = reducers[`${apiVersion.split('/', 1)[0] ?? ''}/${kind}`]
  const { spec, status, beside = {} } = reduce?.(object) ?? { spec: {}, status: {} }
  const ledBy = plain(record(object['spec'])['ledBy'])
  return { ...beside, apiVersion, kind, metadata: who, spec: ledBy === null ? spec : { ...spec, ledBy }, status }
}

/** What an object without an identity says of itself, so that it can be said what it lacks. */
function unnamed(object: Json): Json {
  return { ...scalars(object, 'apiVersion', 'kind'), metadata: scalars(object['metadata'], 'uid', 'namespace', 'name') }
}

/** Words that every report holds; they say nothing, and show where a broken one broke. */
const words: ReadonlySet<string> = new Set(
  'v cluster environment objects gone apiVersion kind metadata uid name namespace spec status true false null map'.split(
    ' ',
  ),
)

function report(value: unknown): Json {
  const given = record(value)
  const { objects, gone } = given
  return {
    ...scalars(given, 'v', 'cluster', 'environment'),
    ...(Array.isArray(objects) && {
      objects: objects.map((object) => reducedObject(record(object)) ?? unnamed(record(object))),
    }),
    ...(Array.isArray(gone) && { gone: gone.map((each) => scalars(each, 'kind', 'uid', 'namespace', 'name')) }),
  }
}

/** What of a report is stored, whoever wrote it: what the agent would have posted; of what is no JSON its shape. Never throws. */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, words, report)
}
