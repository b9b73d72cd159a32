import { createHash } from 'node:crypto'
import { normaliseRepository } from '#domain/repository-name'
import { fitsPattern, reconciledPlace } from '#domain/naming/reconciled-place'
import { readPlaces } from '#domain/naming/reconciler-places'
import type { Statement } from '../source.ts'
import { metadataOf, type FluxEvent, recordOf, textOf } from './payload.ts'

/** One of Flux's objects, as far as its deployments need it. */
export interface FluxObject {
  readonly kind: string
  readonly namespace: string | null
  readonly name: string
  readonly uid: string | null
  /** That it deploys into. */
  readonly target: string | null
  /** Path in the configuration repository or name of a chart. */
  readonly paths: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  /** `namespace/name` of the source that it is made of, or of the Kustomization that applies it; null where nobody says it. */
  readonly source: string | null
  /** What its user says of it, by the keys of `eventMetadata`. */
  readonly said: (name: string) => string | null
}

/** Longest id of the contract. */
const longestId = 500

/** The object that an event is about. */
export function objectOf(event: FluxEvent): FluxObject {
  const { kind, name, namespace, uid } = event.involvedObject
  return {
    kind,
    name,
    namespace: textOf(namespace),
    uid: textOf(uid),
    target: textOf(namespace),
    paths: [],
    labels: {},
    source: null,
    said: (key) => metadataOf(event, key),
  }
}

const annotation = 'event.toolkit.fluxcd.io/'

/** `namespace/name` of the source of a Kustomization, or of the Kustomization that applies a release; null where neither is said. */
function sourceOf(
  reference: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, unknown>>,
  namespace: string | null,
): string | null {
  const own = textOf(reference['name'])
  if (own !== null) return `${textOf(reference['namespace']) ?? namespace ?? ''}/${own}`
  const parent = textOf(labels['kustomize.toolkit.fluxcd.io/name'])
  return parent === null ? null : `${textOf(labels['kustomize.toolkit.fluxcd.io/namespace']) ?? ''}/${parent}`
}

/** The object itself, as the cluster holds it; null where it does not say who it is. */
export function objectIn(object: unknown): FluxObject | null {
  const { kind, metadata: given, spec: wanted } = recordOf(object)
  const [metadata, spec] = [recordOf(given), recordOf(wanted)]
  const [kindText, name] = [textOf(kind), textOf(metadata['name'])]
  if (kindText === null || name === null) return null
  const namespace = textOf(metadata['namespace'])
  const labels = Object.entries(recordOf(metadata['labels'])).flatMap(([key, value]) =>
    typeof value === 'string' ? [[key, value] as const] : [],
  )
  const annotations = recordOf(metadata['annotations'])
  return {
    kind: kindText,
    name,
    namespace,
    uid: textOf(metadata['uid']),
    target: textOf(spec['targetNamespace']) ?? namespace,
    paths: [textOf(spec['path'])?.replace(/^\.?\//, '') ?? ''].filter((path) => path !== ''),
    labels: Object.fromEntries(labels),
    source: sourceOf(recordOf(spec['sourceRef']), recordOf(metadata['labels']), namespace),
    said: (key) => textOf(annotations[`${annotation}${key}`]),
  }
}

/** An id that every teller of one thing gives it: of the object, and of what it did. */
export function idOf({ uid, kind, namespace, name }: FluxObject, ...parts: readonly string[]): string {
  const id = [uid ?? `${kind}/${namespace ?? ''}/${name}`, ...parts].join('/')
  return id.length <= longestId ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`
}

/** For people. */
export function nameOf({ kind, namespace, name }: FluxObject): string {
  return `${kind} ${namespace === null ? '' : `${namespace}/`}${name}`.slice(0, 300)
}

/** Service, environment and placement of what an object deploys; null where its user says that it is no service. */
export function placeOf(object: FluxObject, settings: unknown): Statement | null {
  const { name, target, paths, labels, said } = object
  const [service, environment] = [said('service'), said('environment') ?? said('env')]
  const stated = {
    ...(service !== null && { 'leadline.dev/service': service }),
    ...(environment !== null && { 'leadline.dev/environment': environment }),
  }
  const place = reconciledPlace(
    { name, namespace: target, cluster: said('cluster'), paths, labels: { ...labels, ...stated }, hints: [] },
    readPlaces(settings),
  )
  if (place === null) return null
  const { placement, ...stream } = place
  return { ...stream, ...(placement !== null && { placement }) }
}

/**
 * The configuration repository that an object is applied from: what its user says of it (`repository`), else what the source is
 * set to (`repositories`: patterns for `namespace/name` of the source or the object, or for its path). Null where nobody says it.
 */
export function configRepositoryOf(object: FluxObject, settings: unknown): string | null {
  const stated = object.said('repository')
  const known = Object.entries(recordOf(recordOf(settings)['repositories']))
  const candidates = [object.source, `${object.namespace ?? ''}/${object.name}`, ...object.paths]
  const fitting = candidates.flatMap((text) =>
    text === null ? [] : known.filter(([pattern]) => fitsPattern(pattern, text)).map(([, address]) => textOf(address)),
  )
  const address = [stated, ...fitting].find((text) => text !== null) ?? null
  return address === null ? null : normaliseRepository(address).slice(0, 500) || null
}
