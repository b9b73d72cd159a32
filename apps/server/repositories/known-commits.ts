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

/** What either knows; the tags are those of the first. */
function both(mirrored: CommitLookup, told: CommitLookup): CommitLookup {
  return {
    size: mirrored.size,
    shasOf: (prefix) => [...new Set([...mirrored.shasOf(prefix), ...told.shasOf(prefix)])],
    shaOfTag: (name) => mirrored.shaOfTag(name),
  }
}

/**
 * Mirrors, with the commits that were told in whatever way, as far as versions name them by their sha: those of repositories
 * that no mirror is kept of, whose tags are unknown, and those that were pushed away since.
 */
export async function withToldCommits(
  db: Database,
  bumps: readonly Bump[],
  mirrored: ReadonlyMap<string, CommitLookup>,
): Promise<Map<string, CommitLookup>> {
  const words = [...new Set(bumps.flatMap(({ moved }) => moved.flatMap(shaWordsOf)))]
  const found = new Map<string, Set<string>>()
  for (let at = 0; at < words.length; at += wordsTogether) {
    const rows = await db.query<CommitBeginningRow>(commitsBeginning(words.slice(at, at + wordsTogether), mostFound))
    for (const { repository, sha } of rows) found.set(repository, (found.get(repository) ?? new Set()).add(sha))
  }
  const alone = [...found.keys()].filter((name) => !mirrored.has(name))
  const counts = await db.query<CommitCountRow>(commitCounts(alone))
  const sizes = new Map(counts.map(({ repository, commits }) => [repository, commits]))
  const lookups = new Map(mirrored)
  for (const [name, shas] of found) {
    const told = { ...commitLookup(shas, []), size: sizes.get(name) ?? 0 }
    const mirror = mirrored.get(name)
    lookups.set(name, mirror === undefined ? told : both(mirror, told))
  }
  return lookups
}
