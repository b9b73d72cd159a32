import { existsSync } from 'node:fs'
import { openRepository } from '#git/repository'
import { resolveCommits } from '#git/resolve-commits'
import type { Database } from '#storage/database'
import { repositorySources } from '#storage/stores/repository-sources'
import { mirrorFolder } from '../server/repositories/mirrors.ts'

/** The commit of a git tag, as the mirrors of sources know it; null where none of this repository is kept or has the tag. */
export async function commitOfTag(db: Database, home: string, repository: string, tag: string): Promise<string | null> {
  for (const source of await repositorySources(db, ['git'])) {
    const folder = mirrorFolder(home, source)
    if (!existsSync(folder)) continue
    const mirror = await openRepository(folder)
    if (mirror.originName !== repository) continue
    const [sha = null] = await resolveCommits(mirror, [`refs/tags/${tag}`])
    if (sha !== null) return sha
  }
  return null
}
