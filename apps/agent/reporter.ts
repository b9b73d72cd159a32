import type { RawObject } from './cluster/collection.ts'
import type { Leaders } from './leaders.ts'
import type { Memory, Remembered } from './memory.ts'
import { Origins } from './origins.ts'
import type { Entry, Gone, Outbox } from './outbox.ts'
import { type Reduced, reducedObject } from '#sources/kubernetes/reduced'
import type { Resource } from './resources.ts'
import { significance } from './significance.ts'

/** Nothing was said of an object by this name; what was said of it ends with its uid. */
const isGone = ''

/** Turns what is seen in the cluster into what is to be said: of each object only what is new. */
export class Reporter {
  readonly #memory: Memory
  readonly #outbox: Outbox
  readonly #leaders: Leaders
  readonly #origins = new Origins()
  readonly #objectAt: (path: string, signal: AbortSignal) => Promise<RawObject | null>
  /** What waits to be said last of an object, by uid. */
  readonly #waiting = new Map<string, Remembered>()

  /** @param objectAt Reads one object of the cluster; null where it is not there. */
  constructor(
    memory: Memory,
    outbox: Outbox,
    leaders: Leaders,
    objectAt: (path: string, signal: AbortSignal) => Promise<RawObject | null>,
  ) {
    this.#objectAt = objectAt
    this.#memory = memory
    this.#outbox = outbox
    this.#leaders = leaders
  }

  /** Gives the uid of what was seen; null where it has none. Waits while too much is to be said. */
  async seen(resource: Resource, raw: RawObject, signal: AbortSignal): Promise<string | null> {
    const object = this.#reduced(resource, await this.#whole(resource, raw, signal))
    if (object === null) return null
    const { uid, namespace, name } = object.metadata
    const hash = significance(object, resource.restless)
    const latest = this.#waiting.get(uid)?.hash ?? this.#memory.hashOf(uid)
    if (latest === hash) return uid
    const key = `${uid} ${resource.operation(object)}`
    await this.#outbox.add({ key, uid, size: sizeOf(object), object, hash }, signal)
    this.#waiting.set(uid, { kind: resource.kind, namespace, name, hash })
    return uid
  }

  async gone(
    kind: string,
    uid: string,
    { namespace, name }: Pick<Gone, 'namespace' | 'name'>,
    signal: AbortSignal,
  ): Promise<void> {
    this.#leaders.left(uid)
    const gone: Gone = { kind, uid, namespace, name }
    await this.#outbox.add({ key: `${uid} gone`, uid, size: sizeOf(gone), gone }, signal)
    this.#waiting.set(uid, { kind, namespace, name, hash: isGone })
  }

  /** After a whole list: what the server knows of this kind and the cluster does not any more. */
  async goneBut(kind: string, there: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const known = new Map([...this.#memory.of(kind), ...[...this.#waiting].filter(([, entry]) => entry.kind === kind)])
    for (const [uid, entry] of known) {
      if (!there.has(uid) && entry.hash !== isGone) await this.gone(kind, uid, entry, signal)
    }
  }

  /** The server has taken these. */
  said(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const waiting = this.#waiting.get(entry.uid)
      const hash = 'gone' in entry ? isGone : entry.hash
      if (waiting?.hash === hash) this.#waiting.delete(entry.uid)
      if ('gone' in entry) this.#memory.forget(entry.uid)
      else {
        const { kind } = entry.object
        const { namespace, name } = entry.object.metadata
        this.#memory.told(entry.uid, { kind, namespace, name, hash })
      }
    }
    this.#outbox.remove(entries)
  }

  /** With what other objects say of it. */
  async #whole(
    { group, version, kind, complete, origin }: Resource,
    raw: RawObject,
    signal: AbortSignal,
  ): Promise<RawObject> {
    const named = { ...raw, apiVersion: `${group}/${version}`, kind }
    const whole = (await complete?.(named, (path) => this.#objectAt(path, signal))) ?? named
    return origin === undefined ? whole : this.#origins.with(whole, origin)
  }

  #reduced({ kind, leads }: Resource, raw: RawObject): Reduced | null {
    const object = reducedObject(raw)
    if (object === null) return null
    const { uid, namespace, name } = object.metadata
    if (leads !== undefined) this.#leaders.leads(uid, kind, leads(raw))
    const ledBy = this.#leaders.of(`${namespace}/${kind}/${name}`)
    return ledBy === null ? object : { ...object, spec: { ...object.spec, ledBy } }
  }
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1
}
