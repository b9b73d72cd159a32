import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { mostRepositorySources, type RepositorySource } from '#storage/stores/repository-sources'

function folderOf(home: string): string {
  return join(home, 'mirrors')
}

/** Where the mirror of a source is kept. */
export function mirrorFolder(home: string, { id }: Pick<RepositorySource, 'id'>): string {
  return join(folderOf(home), String(id))
}

/** Removes the mirrors of sources that are not read any more; they can be fetched again. Nobody else may be fetching. */
export async function dropMirrors(home: string, all: readonly RepositorySource[]): Promise<void> {
  if (all.length >= mostRepositorySources) return
  const kept = new Set(all.map(({ id }) => String(id)))
  const names = await readdir(folderOf(home)).catch(() => [])
  const dropped = names.filter((name) => /^\d+$/.test(name) && !kept.has(name))
  for (const name of dropped) await rm(join(folderOf(home), name), { recursive: true, force: true })
}
