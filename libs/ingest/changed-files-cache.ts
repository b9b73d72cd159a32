import type { Database } from '#storage/database'
import { parts } from '#storage/stores/array-text'
import { readChangedFiles } from '#storage/stores/commits'

/** Commits of one statement. */
const batch = 5_000
/** Paths that are kept at most; a commit without any counts as one. */
const mostPaths = 200_000

/**
 * The files that commits of configurations changed, each read once where it was told what they are and whether they only move image
 * references, as who reads a configuration repository does: nobody tells something else of a commit.
 */
export class ChangedFilesCache {
  readonly #known = new Map<string, readonly string[]>()
  #size = 0

  /** Of the commits of a repository, by sha; null where nobody told them, left out where the commit is not known. */
  async of(db: Database, repository: string, shas: readonly string[]): Promise<Map<string, readonly string[] | null>> {
    const found = new Map<string, readonly string[] | null>()
    const unread: string[] = []
    for (const sha of shas) {
      const files = this.#known.get(`${repository}@${sha}`)
      if (files === undefined) unread.push(sha)
      else found.set(sha, files)
    }
    for (const part of parts(unread, batch)) {
      for (const { sha, files, isSettled } of await readChangedFiles(db, repository, part)) {
        found.set(sha, files)
        if (files !== null && isSettled) this.#keep(`${repository}@${sha}`, files)
      }
    }
    return found
  }

  #keep(key: string, files: readonly string[]): void {
    if (this.#size > mostPaths) {
      this.#known.clear()
      this.#size = 0
    }
    this.#known.set(key, files)
    this.#size += files.length + 1
  }
}
