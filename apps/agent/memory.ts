import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/** An object that the server was told of. */
export interface Remembered {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  /** Of what was last said of it. */
  readonly hash: string
}

/** Raised whenever the reduced objects differ from before: everything is posted once more then. */
const formOfObjects = 1

/**
 * What the server was told, a line for each object. In a file it outlives the process, so that a restart posts nothing that
 * is known and notices what went meanwhile. Without the file everything is posted again, which the server knows by its
 * content: then nothing is lost either, and nothing counted twice.
 */
export class Memory {
  readonly #of: Map<string, Remembered>
  readonly #file: string | null
  /** For whom it holds: another server, cluster or environment is told from the beginning. */
  readonly #whose: string
  #isSaved = true

  constructor(file: string | null, ...whose: readonly (string | null)[]) {
    this.#file = file
    this.#whose = JSON.stringify([formOfObjects, ...whose])
    this.#of = this.#read()
  }

  get size(): number {
    return this.#of.size
  }

  hashOf(uid: string): string | null {
    return this.#of.get(uid)?.hash ?? null
  }

  told(uid: string, { kind, namespace, name, hash }: Remembered): void {
    this.#of.set(uid, { kind, namespace, name, hash })
    this.#isSaved = false
  }

  forget(uid: string): void {
    if (this.#of.delete(uid)) this.#isSaved = false
  }

  /** Those of a kind, by uid. */
  of(kind: string): [string, Remembered][] {
    return [...this.#of].filter(([, entry]) => entry.kind === kind)
  }

  /** Writes the file where something changed; whole, or not at all. */
  save(): void {
    if (this.#file === null || this.#isSaved) return
    mkdirSync(dirname(this.#file), { recursive: true })
    const entries = [...this.#of].map(([uid, { kind, namespace, name, hash }]) => [uid, kind, namespace, name, hash])
    writeFileSync(`${this.#file}.new`, JSON.stringify({ whose: this.#whose, entries }))
    renameSync(`${this.#file}.new`, this.#file)
    this.#isSaved = true
  }

  #read(): Map<string, Remembered> {
    if (this.#file === null) return new Map()
    try {
      const { whose, entries } = JSON.parse(readFileSync(this.#file, 'utf8')) as {
        readonly whose: string
        readonly entries: readonly (readonly [string, string, string, string, string])[]
      }
      if (whose !== this.#whose) return new Map()
      return new Map(entries.map(([uid, kind, namespace, name, hash]) => [uid, { kind, namespace, name, hash }]))
    } catch {
      // There is none yet, or it is damaged: everything is told again.
      return new Map()
    }
  }
}
