import { branchRoleAttribute, defaultBranchRole } from '#domain/push-attributes'
import { yields, yieldsButFirst } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Commit, Push } from './code-payload.ts'
import { writerOf } from './people.ts'
import { branchOf, type CodePlace } from './place.ts'

/** Longest message that is kept, in UTF-16 code units. */
const longestMessage = 65_536

/** From so many on it is not known whether all commits of a push are told. */
const mayBeCut = 25

const merge = /^Merged? (?:PR|pull request|branch|branches|remote-tracking branch|tag|commit)\b/

type Move = Push['refUpdates'][number]

/** What stands for no commit. */
function isNothing(sha: string | null | undefined): boolean {
  return sha == null || /^0+$/.test(sha)
}

/** The commits of a push, the oldest first; null where they are in no order that leads to where it went. */
function inOrder(commits: readonly Commit[], after: string): readonly Commit[] | null {
  if (commits.at(-1)?.commitId === after) return commits
  return commits[0]?.commitId === after ? commits.toReversed() : null
}

/**
 * Parents, which a push does not tell: a chain from where the branch was gives the same answer to what a head brings, and that
 * a head is a merge is taken from its message. Whether history was rewritten Azure DevOps does not tell either, so only the
 * default branch is known to go on from where it was.
 */
function parentsOf(commits: readonly Commit[], at: number, before: string | null): string[] | undefined {
  const previous = commits[at - 1]?.commitId
  if (previous === undefined) return before === null || commits.length >= mayBeCut ? undefined : [before]
  const isHead = at === commits.length - 1
  return before !== null && isHead && merge.test(commits[at]?.comment ?? '') ? [before, previous] : [previous]
}

/**
 * A commit as a push or a request tells it; null where nothing says when it was written.
 *
 * @param pushedAt null where it is not told with a push: whatever a push says of it wins.
 */
export function commitStatement(
  { url: repository }: CodePlace,
  { commitId, author, committer, comment }: Commit,
  pushedAt: string | null,
  parents?: readonly string[],
): Statement | null {
  const authoredAt = author?.date ?? committer?.date
  if (authoredAt === undefined) return null
  return {
    type: 'commit',
    repository,
    sha: commitId,
    authoredAt,
    committedAt: committer?.date,
    // It comes again with every branch that it is merged into.
    updatedAt: pushedAt === null ? yields : yieldsButFirst(pushedAt),
    pushedAt: pushedAt ?? undefined,
    parents,
    author: writerOf(author),
    message: comment?.slice(0, longestMessage),
  }
}

/** A branch that moved. */
function moveStatement(push: Push, place: CodePlace, { name, oldObjectId, newObjectId }: Move, at: string): Statement {
  const isOnly = push.refUpdates.length === 1
  return {
    type: 'push',
    repository: place.url,
    branch: branchOf(name),
    at,
    before: isNothing(oldObjectId) ? undefined : oldObjectId,
    after: newObjectId,
    // Of several branches it is not told which commit is on which.
    commits: isOnly ? (push.commits ?? []).map(({ commitId }) => commitId) : undefined,
    attributes: name === push.repository.defaultBranch ? { [branchRoleAttribute]: defaultBranchRole } : undefined,
  }
}

/** The version of a tag. Of one with a message it is not told which commit it is of: a mirror knows, and wins. */
function tagStatement({ url }: CodePlace, { name, newObjectId: sha }: Move, publishedAt: string): Statement {
  const tag = name.slice('refs/tags/'.length)
  const version = `${url.replace(/^https?:\/\//, '')}@${tag}`
  return { type: 'artifact', version, tag, repository: url, sha, publishedAt, updatedAt: yields }
}

/** What a push says: each branch that moved, each tag, and what is known of its commits. Empty of one that only deletes. */
export function ofPush(push: Push, place: CodePlace, at: string): Statement[] {
  const moves = push.refUpdates.filter(({ newObjectId }) => !isNothing(newObjectId))
  const told = moves.flatMap((move) => {
    if (branchOf(move.name) !== undefined) return [moveStatement(push, place, move, at)]
    return move.name.startsWith('refs/tags/') ? [tagStatement(place, move, at)] : []
  })
  const [only] = push.refUpdates
  const isOne = only !== undefined && push.refUpdates.length === 1 && told.length === 1
  const chain = isOne ? inOrder(push.commits ?? [], only.newObjectId) : null
  const isDefault = only?.name === push.repository.defaultBranch
  const before = isDefault && !isNothing(only?.oldObjectId) ? (only?.oldObjectId ?? null) : null
  const commits = (chain ?? push.commits ?? []).flatMap((commit, index): Statement[] => {
    const parents = chain === null ? undefined : parentsOf(chain, index, before)
    const told = commitStatement(place, commit, at, parents)
    return told === null ? [] : [told]
  })
  return told.length === 0 ? [] : [...told, ...commits]
}
