import type { Instant } from '#domain/instant'
import { type ImageReference, valueKey, valueOf } from './image-reference.ts'
import { byPlace, differenceOf, distinctValues, placeKey, type Running } from './running.ts'

/** What a file said before and after a commit. */
export interface FileChange {
  readonly path: string
  readonly before: readonly ImageReference[]
  readonly after: readonly ImageReference[]
}

/** A commit of the line that is deployed, with the files in which references changed. */
export interface ConfigChange {
  readonly sha: string
  /** When it came onto the line. */
  readonly committedAt: Instant
  readonly files: readonly FileChange[]
}

/** Whose a reference is. */
export interface Owner {
  readonly service: string
  readonly environment: string
  /** Null where the environment has no parts. */
  readonly placement: string | null
}

/** A service's version moved in an environment. */
export interface Bump extends Owner {
  readonly configSha: string
  /** Committer time of the config commit on the line; never before an earlier bump of the same service there. */
  readonly at: Instant
  /** What moved, as it is now; empty when the service was taken away. */
  readonly moved: readonly Running[]
  /** All that the service runs there now; several images of one service are one version. */
  readonly images: readonly Running[]
  /** What moved, as it was; null for the first appearance. */
  readonly previous: readonly Running[] | null
}

/** Clocks of committers differ by this much and no more; a greater step back is believed. */
const skew = 24 * 3_600_000

interface Stream {
  readonly owner: Owner
  readonly running: Map<string, Running>
  at: Instant | null
}

interface Touched {
  readonly stream: Stream
  readonly gone: Map<string, Running>
  readonly come: Map<string, Running>
}

function streamKey({ service, environment, placement }: Owner): string {
  return JSON.stringify([service, environment, placement])
}

function compare(a: string, b: string): number {
  return Number(a > b) - Number(a < b)
}

/**
 * Folds commits of the deployed line, in its order, into bumps. A bump is a change of what a service runs in an
 * environment: a reference that moved to another path with the same value is none, nor is another place that says what is
 * said already.
 */
export class BumpFold {
  readonly #streams = new Map<string, Stream>()
  readonly #owner: (path: string, reference: ImageReference) => Owner | null
  readonly #sameEnvironment: (a: string, b: string) => boolean

  /**
   * @param owner null for what belongs to no service or environment.
   * @param sameEnvironment whether two names may be one environment, when a layout moves: by their tier.
   */
  constructor(
    owner: (path: string, reference: ImageReference) => Owner | null,
    sameEnvironment: (a: string, b: string) => boolean,
  ) {
    this.#owner = owner
    this.#sameEnvironment = sameEnvironment
  }

  /** What stood in the repository before the first commit. */
  start(path: string, references: readonly ImageReference[]): void {
    for (const reference of references) {
      const running = this.#running(path, reference)
      if (running !== null) running.stream.running.set(placeKey(path, reference.key), running.value)
    }
  }

  /** Takes up where an earlier fold ended: when each stream last moved. */
  resume(moved: readonly (readonly [stream: string, at: Instant])[]): void {
    for (const [key, at] of moved) {
      const [service, environment, placement] = JSON.parse(key) as [string, string, string | null]
      this.#stream({ service, environment, placement }).at = at
    }
  }

  /** When each stream last moved, for the next fold. */
  moved(): (readonly [stream: string, at: Instant])[] {
    return [...this.#streams].flatMap(([key, { at }]) => (at === null ? [] : [[key, at] as const]))
  }

  /** Bumps of one commit, by service, environment and placement. */
  apply(change: ConfigChange): Bump[] {
    const touched = this.#touched(change.files)
    for (const { stream, gone, come } of touched) {
      for (const place of gone.keys()) if (!come.has(place)) stream.running.delete(place)
      for (const [place, value] of come) stream.running.set(place, value)
    }
    const moves = this.#movedLayouts(touched)
    return touched
      .filter((one) => !moves.has(one))
      .flatMap((one) => this.#bump(change, one) ?? [])
      .toSorted(
        (a, b) =>
          compare(a.service, b.service) ||
          compare(a.environment, b.environment) ||
          compare(a.placement ?? '', b.placement ?? ''),
      )
  }

  #stream(owner: Owner): Stream {
    const key = streamKey(owner)
    const known = this.#streams.get(key)
    if (known !== undefined) return known
    const stream: Stream = { owner, running: new Map(), at: null }
    this.#streams.set(key, stream)
    return stream
  }

  #running(path: string, reference: ImageReference): { readonly stream: Stream; readonly value: Running } | null {
    const owner = this.#owner(path, reference)
    if (owner === null) return null
    const stream = this.#stream(owner)
    const from = reference.repository === undefined ? {} : { repository: reference.repository }
    return { stream, value: { ...valueOf(reference), path, key: reference.key, ...from } }
  }

  #touched(files: readonly FileChange[]): Touched[] {
    const touched = new Map<Stream, Touched>()
    const put = (side: 'gone' | 'come', path: string, references: readonly ImageReference[]): void => {
      for (const reference of references) {
        const found = this.#running(path, reference)
        if (found === null) continue
        const { stream, value } = found
        const one = touched.get(stream) ?? { stream, gone: new Map(), come: new Map() }
        one[side].set(placeKey(path, reference.key), value)
        touched.set(stream, one)
      }
    }
    for (const { path, before, after } of files) {
      put('gone', path, before)
      put('come', path, after)
    }
    return [...touched.values()]
  }

  /** A service that left one environment's name and came under another of the same kind, running the same: no bump. */
  #movedLayouts(touched: readonly Touched[]): ReadonlySet<Touched> {
    const values = (running: ReadonlyMap<string, Running>): string =>
      JSON.stringify([...new Set([...running.values()].map(valueKey))].toSorted())
    const left = touched.filter(({ stream, gone }) => stream.running.size === 0 && gone.size > 0)
    const moves = new Set<Touched>()
    for (const one of touched) {
      if (one.gone.size > 0 || one.come.size === 0 || one.stream.running.size > one.come.size) continue
      const origin = left.find(
        (other) =>
          !moves.has(other) &&
          this.#sameEnvironment(other.stream.owner.environment, one.stream.owner.environment) &&
          values(other.gone) === values(one.come) &&
          isRenamed(other, one),
      )
      if (origin === undefined) continue
      one.stream.at ??= origin.stream.at
      moves.add(origin).add(one)
    }
    return moves
  }

  #bump(change: ConfigChange, { stream, gone, come }: Touched): Bump | null {
    const difference = differenceOf(gone, come)
    if (difference === null) return null
    const { moved, previous } = difference
    const running = [...stream.running.values()]
    const others = running.filter((one) => !come.has(placeKey(one.path, one.key)))
    const known = new Set(others.map(valueKey))
    // Another place follows, or one of several is taken away: the version is what it was.
    if (running.length > 0 && moved.every((one) => known.has(valueKey(one)))) return null
    return {
      ...stream.owner,
      configSha: change.sha,
      at: this.#at(stream, change.committedAt),
      moved,
      images: distinctValues([...moved, ...running.toSorted(byPlace)]),
      previous: previous.length === 0 && others.length === 0 ? null : previous,
    }
  }

  /** The order of the line beats clocks that differ a little. */
  #at(stream: Stream, committedAt: Instant): Instant {
    const last = stream.at
    const at = last !== null && committedAt <= last && last - committedAt < skew ? last + 1 : committedAt
    stream.at = at
    return at
  }
}

/** The same service, or the same images, under another name of the environment. */
function isRenamed(from: Touched, to: Touched): boolean {
  if (from.stream.owner.service === to.stream.owner.service) return true
  return [...to.come.values()].every(({ image, chart }) => image !== undefined || chart !== undefined)
}
