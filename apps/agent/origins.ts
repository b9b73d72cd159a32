import type { RawObject } from './cluster/collection.ts'
import { plain, record, text } from '#sources/kubernetes/reduce/parts'

/** How an object of Flux leads to the repository that it is from. */
export interface OriginRule {
  /** The address that it says itself. */
  readonly own?: (object: RawObject) => string | null
  /** Name of the object that knows it, as `kind/namespace/name`. */
  readonly from?: (object: RawObject) => string | null
}

function nameOf(object: RawObject): string {
  const { namespace, name } = record(object['metadata'])
  return `${text(object['kind']) ?? ''}/${text(namespace) ?? ''}/${text(name) ?? ''}`
}

/**
 * From which repository what Flux applies is: sources say it, Kustomizations refer to them, and releases to the
 * Kustomization that applies them. It is told with each object, because the server sees one object at a time.
 */
export class Origins {
  readonly #of = new Map<string, string>()

  /** The object with the address as `spec.origin`, where it is known; others may refer to it then. */
  with(object: RawObject, { own, from }: OriginRule): RawObject {
    const known = from?.(object) ?? null
    const found = plain(own?.(object)) ?? (known === null ? undefined : this.#of.get(known)) ?? null
    if (found === null) return object
    this.#of.set(nameOf(object), found)
    return own === undefined ? { ...object, spec: { ...record(object['spec']), origin: found } } : object
  }
}

/** The source of a Kustomization. */
export function sourceOf(object: RawObject): string | null {
  const { kind, namespace, name } = record(record(object['spec'])['sourceRef'])
  const own = text(record(object['metadata'])['namespace'])
  return text(name) === null ? null : `${text(kind) ?? ''}/${text(namespace) ?? own ?? ''}/${String(name)}`
}

/** The Kustomization that applies a release. */
export function parentOf(object: RawObject): string | null {
  const labels = record(record(object['metadata'])['labels'])
  const [namespace, name] = ['namespace', 'name'].map((part) => text(labels[`kustomize.toolkit.fluxcd.io/${part}`]))
  return name == null ? null : `Kustomization/${namespace ?? ''}/${name}`
}

/** The repository that an OCI artifact was built from. */
export function builtFrom(object: RawObject): string | null {
  const annotations = record(record(record(object['status'])['artifact'])['metadata'])
  return text(annotations['org.opencontainers.image.source'])
}
