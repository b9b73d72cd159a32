import { existsSync } from 'node:fs'
import { GitError } from '#git/git-error'
import { type GitRepository, openRepository } from '#git/repository'
import { fullSha, resolveCommits } from '#git/resolve-commits'
import type { Database } from '#storage/database'
import { type RepositorySource, repositorySources } from '#storage/stores/repository-sources'
import { mirrorFolder } from './mirrors.ts'

function lastPart(place: string): string {
  return place
    .replace(/(?:\.git)?\/*$/, '')
    .replace(/^.*[/:]/s, '')
    .toLowerCase()
}

/** Whether the address can be the repository's: a mirror is called by its address, so that few have to be opened. */
function mayBeOf({ settings }: RepositorySource, repository: string): boolean {
  const { url } = settings as { readonly url?: unknown }
  return typeof url === 'string' && lastPart(url) === lastPart(repository)
}

/** Null for a mirror that is only being made, and where there is no git: a version may be told otherwise. */
async function opened(folder: string): Promise<GitRepository | null> {
  if (!existsSync(folder)) return null
  return openRepository(folder).catch((error: unknown) => {
    if (error instanceof GitError) return null
    throw error
  })
}

/** What no tag and no branch may be called: in front of git it would be another question. */
const unnameable = /[\s~^:?*[\\]|\.\.|@\{/

/**
 * The commit of a git tag, else the head of a branch, as the mirrors of sources know it; null where none of this repository is
 * kept or has either.
 */
export async function commitOfRef(
  db: Database,
  home: string,
  repository: string,
  name: string,
): Promise<string | null> {
  if (fullSha.test(name) || unnameable.test(name)) return null
  for (const source of await repositorySources(db, ['git'])) {
    if (!mayBeOf(source, repository)) continue
    const mirror = await opened(mirrorFolder(home, source))
    if (mirror === null || mirror.originName !== repository) continue
    const [tag, branch] = await resolveCommits(mirror, [`refs/tags/${name}`, `refs/heads/${name}`])
    const sha = tag ?? branch ?? null
    if (sha !== null) return sha
  }
  return null
}
