import { streamGit } from './git.ts'
import { ObjectReader } from './object-reader.ts'
import type { GitFolder } from './git-folder.ts'
import { requireCommits } from './resolve-commits.ts'
import { nulTokens } from './tokens.ts'

/** A link is never followed: its content is the text of where it leads. A submodule has no content here. */
export type EntryKind = 'file' | 'link' | 'submodule'

export interface TreeEntry {
  /** From the top of the repository, with `/`. */
  readonly path: string
  readonly kind: EntryKind
  /** Of the content; of a submodule, its commit. */
  readonly id: string
}

export function kindOf(mode: string): EntryKind {
  if (mode === '160000') return 'submodule'
  return mode === '120000' ? 'link' : 'file'
}

const entry = /^(\d{6}) \w+ ([0-9a-f]+)\t(.*)$/s

/**
 * Streams the files of a commit in the order of their paths.
 *
 * @param under names of files or folders; all when left out.
 * @throws GitError NOT_FOUND
 */
export async function* listFiles(
  repository: GitFolder,
  commit: string,
  under: readonly string[] = [],
): AsyncGenerator<TreeEntry> {
  const [sha = ''] = await requireCommits(repository, [commit])
  const args = ['ls-tree', '-r', '-z', '--full-tree', sha, ...(under.length === 0 ? [] : ['--', ...under])]
  for await (const tokens of nulTokens(streamGit({ gitDir: repository.gitDir, args }))) {
    for (const token of tokens) {
      const [, mode = '', id = '', path = ''] = entry.exec(token) ?? []
      yield { path, kind: kindOf(mode), id }
    }
  }
}

/** What is known of a content: all of it, or why not. */
export type Blob =
  | { readonly kind: 'content'; readonly content: Buffer }
  | { readonly kind: 'too_large'; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not_a_file' }

/** Reads contents by their id through one running git; keeps none of them. Close it when done. */
export class BlobReader {
  readonly #objects: ObjectReader

  /** @param largest size in bytes up to which a content is read. */
  constructor(repository: GitFolder, largest = 1_048_576) {
    this.#objects = new ObjectReader(repository, largest)
  }

  async read(id: string): Promise<Blob> {
    const object = await this.#objects.read(id)
    if (object === null) return { kind: 'missing' }
    if (object.type !== 'blob') return { kind: 'not_a_file' }
    if (object.content === null) return { kind: 'too_large', size: object.size }
    return { kind: 'content', content: object.content }
  }

  close(): Promise<void> {
    return this.#objects.close()
  }
}
