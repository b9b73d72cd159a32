import type { Collection, RawObject, Told } from './cluster/collection.ts'
import { asFailure, type ClusterFailure } from './cluster/failure.ts'
import { pause, type Pauses, retryAfter } from './pauses.ts'
import { record, text } from '#sources/kubernetes/reduce/parts'
import type { Reporter } from './reporter.ts'
import type { Resource } from './resources.ts'

/** How following a resource goes. */
export type FollowState =
  | { readonly state: 'STARTING' }
  | { readonly state: 'FOLLOWING'; readonly objects: number }
  /** The cluster does not know the resource: what makes it is not installed. */
  | { readonly state: 'MISSING' }
  | { readonly state: 'FAILING'; readonly message: string }

export interface FollowerOptions {
  readonly resource: Resource
  readonly collection: Collection
  readonly reporter: Reporter
  readonly pauses: Pauses
  readonly onState: (resource: Resource, state: FollowState) => void
}

/** Lists one resource, and then watches it, for as long as it is let; whatever happens on the way. */
export class Follower {
  readonly #options: FollowerOptions
  /** From where a watch goes on; null: a list comes first. */
  #version: string | null = null
  readonly #there = new Set<string>()
  #failures = 0
  #settle: () => void = () => undefined
  /** Resolves when it is known what there is: after the first list, or when there is no reading it. */
  readonly settled = new Promise<void>((resolve) => (this.#settle = resolve))

  constructor(options: FollowerOptions) {
    this.#options = options
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        this.#version ??= await this.#list(signal)
        await this.#watch(this.#version, signal)
      } catch (error) {
        if (signal.aborted) break
        await pause(this.#pauseAfter(asFailure(error)), signal)
      }
    }
    this.#settle()
  }

  async #list(signal: AbortSignal): Promise<string> {
    const { resource, collection, reporter } = this.#options
    const there = new Set<string>()
    let next: string | null = null
    let version = ''
    do {
      const page = await collection.page(next, signal)
      for (const item of page.items) {
        const uid = await reporter.seen(resource, item, signal)
        if (uid !== null) there.add(uid)
      }
      ;({ next, version } = page)
    } while (next !== null)
    await reporter.goneBut(resource.kind, there, signal)
    this.#there.clear()
    for (const uid of there) this.#there.add(uid)
    this.#goesWell()
    return version
  }

  /** Returns when the cluster ends the watch. */
  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const began = performance.now()
    let told = 0
    for await (const event of this.#options.collection.watch(version, signal)) {
      await this.#take(event, signal)
      if (event.version !== '') this.#version = event.version
      told += 1
      this.#goesWell()
    }
    // A watch that ends as soon as it began would be asked for without end.
    if (told === 0 && performance.now() - began < 1_000) throw new Error('the cluster ended a watch at once')
  }

  async #take(event: Told, signal: AbortSignal): Promise<void> {
    const { resource, reporter } = this.#options
    if (event.kind === 'BOOKMARK') return
    if (event.kind === 'DELETED') return this.#deleted(event.object, signal)
    const uid = await reporter.seen(resource, event.object, signal)
    if (uid !== null) this.#there.add(uid)
  }

  async #deleted(object: RawObject, signal: AbortSignal): Promise<void> {
    const { resource, reporter } = this.#options
    const { uid, namespace, name } = record(object['metadata'])
    if (text(uid) === null) return
    await reporter.gone(
      resource.kind,
      String(uid),
      { namespace: text(namespace) ?? '', name: text(name) ?? '' },
      signal,
    )
    this.#there.delete(String(uid))
  }

  #goesWell(): void {
    this.#failures = 0
    this.#options.onState(this.#options.resource, { state: 'FOLLOWING', objects: this.#there.size })
    this.#settle()
  }

  /** What a failure means for what comes next, and how long to wait before it. */
  #pauseAfter(failure: ClusterFailure): number {
    const { resource, pauses, onState } = this.#options
    this.#failures += 1
    if (failure.kind === 'GONE') {
      this.#version = null
      // Once at once; a cluster whose lists are too old before they are read would be asked without end.
      if (this.#failures === 1) return 0
    }
    if (failure.kind === 'MISSING') {
      this.#version = null
      onState(resource, { state: 'MISSING' })
      this.#settle()
      return pauses.missing
    }
    // What others wait for must not keep them waiting for good.
    if (failure.kind === 'FORBIDDEN' || this.#failures >= 3) this.#settle()
    // One cut line is nothing to tell of.
    if (this.#failures > 1 || this.#version === null)
      onState(resource, { state: 'FAILING', message: said(failure, resource) })
    // What cannot be read from where it was is read anew.
    if (this.#failures >= 3) this.#version = null
    return retryAfter(this.#failures, pauses, failure.retryAfter)
  }
}

/** What failed, and what mends it. */
function said({ kind, message }: ClusterFailure, { group, plural }: Resource): string {
  if (kind === 'FORBIDDEN')
    return `${message}. Add to the ClusterRole of the agent: {apiGroups: [${group}], resources: [${plural}], verbs: [get, list, watch]}`
  if (kind === 'UNAUTHORIZED')
    return `${message}. The token is read again each time; see that the service account still exists.`
  return message
}
