import type { Instant } from '#domain/instant'
import { tierOf } from '#domain/environment'
import { type Bump, BumpFold, type FileChange, type Owner } from './bumps.ts'
import { type ImageReference, sameReference, valueKey } from './image-reference.ts'
import { type Placed, placeOf, type PlaceRule } from './place-rule.ts'
import { nameServices, type Standing } from './service-naming.ts'

/** What an earlier reading ended with, as JSON; going on from it costs what is new. */
export interface WalkState {
  /** What each file said last. */
  readonly files: readonly (readonly [path: string, references: readonly ImageReference[]])[]
  /** Service of every template that was ever seen. */
  readonly names: readonly (readonly [template: string, service: string])[]
  /** When each stream last moved. */
  readonly moved: readonly (readonly [stream: string, at: Instant])[]
  /** Taken where nothing tells the environment. */
  readonly fallbackEnvironment: string | null
}

/** References that belong to no deployment, because something does not tell whose they are. */
export interface Unplaced {
  readonly path: string
  readonly key: string
  readonly missing: 'ENVIRONMENT' | 'SERVICE'
  /** How often it came or changed. */
  readonly changes: number
}

export interface WalkResult {
  /** Bumps by the sha of their commit. */
  readonly bumps: ReadonlyMap<string, readonly Bump[]>
  readonly unplaced: readonly Unplaced[]
  /** Taken because no file tells any environment; null where one does. */
  readonly assumedEnvironment: string | null
  readonly state: WalkState
}

export interface WalkOptions {
  readonly rules?: readonly PlaceRule[]
  /** Environment of what tells none. Left out: `production`, but only where nothing in the repository tells any. */
  readonly environment?: string | undefined
  readonly state?: WalkState | undefined
}

interface Change {
  readonly sha: string
  readonly committedAt: Instant
  readonly files: readonly FileChange[]
}

/** A change without the references that stand in it as before. */
function onlyDifferent({ path, before, after }: FileChange): FileChange {
  const was = new Map(before.map((reference) => [reference.key, reference]))
  const came = after.filter((reference) => {
    const known = was.get(reference.key)
    if (known === undefined || !sameReference(known, reference)) return true
    was.delete(reference.key)
    return false
  })
  return { path, before: [...was.values()], after: came }
}

function byKey<T>(entries: Iterable<readonly [string, T]>): (readonly [string, T])[] {
  return [...entries].toSorted(([a], [b]) => Number(a > b) - Number(a < b))
}

/** Collects what the commits of the deployed line changed, and then names the services and tells the bumps. */
export class ConfigWalk {
  readonly #rules: readonly PlaceRule[]
  readonly #environment: string | null
  readonly #state: WalkState | null
  readonly #files: Map<string, readonly ImageReference[]>
  readonly #changes: Change[] = []
  readonly #placed = new Map<string, Placed | null>()

  constructor({ rules = [], environment, state }: WalkOptions = {}) {
    this.#rules = rules
    this.#environment = environment ?? state?.fallbackEnvironment ?? null
    this.#state = state ?? null
    this.#files = new Map(state?.files ?? [])
  }

  /** What a file said last; null where it is not known. */
  known(path: string): readonly ImageReference[] | null {
    return this.#files.get(path) ?? null
  }

  /** Takes a commit, in the order of the line, with the files that say something else than before. */
  take(change: Change): void {
    for (const { path, after } of change.files) {
      if (after.length === 0) this.#files.delete(path)
      else this.#files.set(path, after)
    }
    const files = change.files.map(onlyDifferent).filter(({ before, after }) => before.length + after.length > 0)
    if (files.length > 0) this.#changes.push({ ...change, files })
  }

  finish(): WalkResult {
    const standings = this.#standings()
    const names = nameServices(standings, new Map(this.#state?.names))
    const tells = [...this.#placed.values()].some((placed) => placed?.environment != null)
    const assumed = tells || this.#environment !== null || this.#placed.size === 0 ? null : 'production'
    const fallback = this.#environment ?? assumed
    const owner = (path: string, reference: ImageReference): Owner | null => {
      const placed = this.#place(path, reference)
      const environment = placed?.environment ?? fallback
      const service = placed?.service ?? names.get(placed?.template ?? '')
      if (placed === null || environment === null || service === undefined) return null
      return { service, environment, placement: placed.placement }
    }
    const fold = new BumpFold(owner, (a, b) => a === b || (tierOf(a) !== 'OTHER' && tierOf(a) === tierOf(b)))
    for (const [path, references] of this.#state?.files ?? []) fold.start(path, references)
    fold.resume(this.#state?.moved ?? [])
    const bumps = new Map<string, Bump[]>()
    for (const change of this.#changes) {
      const told = fold.apply(change)
      if (told.length > 0) bumps.set(change.sha, told)
    }
    const state = {
      files: byKey(this.#files),
      names: byKey(names),
      moved: byKey(fold.moved()),
      fallbackEnvironment: fallback,
    }
    return { bumps, unplaced: this.#unplaced(owner, fallback), assumedEnvironment: assumed, state }
  }

  #place(path: string, reference: ImageReference): Placed | null {
    // One key may change what it says of its place: its namespace, the name of its image.
    const key = JSON.stringify([path, reference.key, reference.image, reference.names, reference.places])
    const known = this.#placed.get(key)
    if (known !== undefined) return known
    const placed = placeOf(path, reference, this.#rules)
    this.#placed.set(key, placed)
    return placed
  }

  /** Every reference as long as it stood, by which names can be told apart. */
  #standings(): Standing[] {
    const open = new Map<string, { readonly placed: Placed; readonly from: number }>()
    const ended: Standing[] = []
    const standing = (placed: Placed, from: number, to: number): Standing[] =>
      placed.names === null || placed.service !== null
        ? []
        : [
            {
              template: placed.template,
              stream: `${placed.environment ?? ''}\n${placed.placement ?? ''}`,
              names: placed.names,
              from,
              to,
            },
          ]
    const come = (path: string, reference: ImageReference, from: number): void => {
      const placed = this.#place(path, reference)
      if (placed !== null) open.set(`${path}\n${reference.key}`, { placed, from })
    }
    for (const [path, references] of this.#state?.files ?? []) for (const one of references) come(path, one, -1)
    for (const [at, { files }] of this.#changes.entries()) {
      for (const { path, before, after } of files) {
        const stays = new Set(after.map(({ key }) => key))
        for (const { key } of before) {
          const place = `${path}\n${key}`
          const found = open.get(place)
          if (found === undefined || stays.has(key)) continue
          ended.push(...standing(found.placed, found.from, at))
          open.delete(place)
        }
        for (const one of after) if (!open.has(`${path}\n${one.key}`)) come(path, one, at)
      }
    }
    return [...ended, ...[...open.values()].flatMap(({ placed, from }) => standing(placed, from, Infinity))]
  }

  #unplaced(owner: (path: string, reference: ImageReference) => Owner | null, fallback: string | null): Unplaced[] {
    const found = new Map<string, Unplaced>()
    const take = (path: string, reference: ImageReference): void => {
      const placed = this.#place(path, reference)
      if (placed === null || owner(path, reference) !== null) return
      const missing = placed.environment === null && fallback === null ? 'ENVIRONMENT' : 'SERVICE'
      const place = `${path}\n${reference.key}`
      found.set(place, { path, key: reference.key, missing, changes: (found.get(place)?.changes ?? 0) + 1 })
    }
    for (const { path, before, after } of this.#changes.flatMap(({ files }) => files)) {
      const was = new Map(before.map((reference) => [reference.key, valueKey(reference)]))
      for (const reference of after) if (was.get(reference.key) !== valueKey(reference)) take(path, reference)
    }
    return [...found.values()]
  }
}
