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

/** The commit of a git tag, as the mirrors of sources know it; null where none of this repository is kept or has the tag. */
export async function commitOfTag(db: Database, home: string, repository: string, tag: string): Promise<string | null> {
  if (fullSha.test(tag)) return null
  for (const source of await repositorySources(db, ['git'])) {
    if (!mayBeOf(source, repository)) continue
    const mirror = await opened(mirrorFolder(home, source))
    if (mirror === null || mirror.originName !== repository) continue
    const [sha = null] = await resolveCommits(mirror, [`refs/tags/${tag}`])
    if (sha !== null) return sha
  }
  return null
}
