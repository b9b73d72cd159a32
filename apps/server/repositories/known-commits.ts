import { allShas } from '#git/all-shas'
import { openRepository } from '#git/repository'
import { readRefs } from '#git/refs'
import type { Bump } from '#sources/config-repository/bumps'
import { type CommitLookup, commitLookup, shaWordsOf } from '#sources/config-repository/version-of'
import type { Database } from '#storage/database'
import { type CommitBeginningRow, commitsBeginning } from '#storage/queries/commits-beginning'
import { commitCounts, type CommitCountRow } from '#storage/queries/commit-counts'

/** Commits that are looked at for versions of repositories without a mirror. */
const mostFound = 200_000
/** Words that are looked up in one query. */
const wordsTogether = 10_000

/** The commits and tags of a mirror, under the name that its commits are told by. */
export async function commitsOfMirror(folder: string): Promise<readonly [string, CommitLookup]> {
  const repository = await openRepository(folder)
  const { tags } = await readRefs(repository)
  return [repository.originName, commitLookup(await allShas(repository), tags)]
}

/**
 * The commits that others told, as far as versions name them by their sha: of repositories that no mirror is kept of. Their
 * tags are unknown.
 */
export async function commitsTold(
  db: Database,
  bumps: readonly Bump[],
  mirrored: ReadonlySet<string>,
): Promise<Map<string, CommitLookup>> {
  const words = [...new Set(bumps.flatMap(({ moved }) => moved.flatMap(shaWordsOf)))]
  const found = new Map<string, Set<string>>()
  for (let at = 0; at < words.length; at += wordsTogether) {
    const rows = await db.query<CommitBeginningRow>(commitsBeginning(words.slice(at, at + wordsTogether), mostFound))
    for (const { repository, sha } of rows) {
      if (mirrored.has(repository)) continue
      const shas = found.get(repository) ?? new Set()
      found.set(repository, shas.add(sha))
    }
  }
  const counts = await db.query<CommitCountRow>(commitCounts([...found.keys()]))
  const sizes = new Map(counts.map(({ repository, commits }) => [repository, commits]))
  return new Map([...found].map(([name, shas]) => [name, { ...commitLookup(shas, []), size: sizes.get(name) ?? 0 }]))
}
