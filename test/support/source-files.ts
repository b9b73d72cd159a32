import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../../', import.meta.url))

/** What is made and not written: left out of every walk. */
const made = new Set(['node_modules', 'dist', '.git', '.leadline', 'coverage', '.bench'])

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

function* walk(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (made.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else if (entry.isFile()) yield relative(root, path).replaceAll('\\', '/')
  }
}

/** Paths of all written files, from the root, ascending. */
export function sourcePaths(): string[] {
  return [...walk(root)].toSorted()
}

/** Texts of all written files whose name ends so. */
export function sourceFiles(...endings: readonly string[]): SourceFile[] {
  return sourcePaths()
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Names of what stands in the root, made things left out. */
export function topLevel(): string[] {
  return readdirSync(root).filter((name) => !made.has(name) && !name.endsWith('.log'))
}
