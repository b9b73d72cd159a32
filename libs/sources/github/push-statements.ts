import { branchRoleAttribute, defaultBranchRole } from '#domain/push-attributes'
import type { Statement } from '../source.ts'
import type { Push } from './payload.ts'
import { yields } from '../precedence.ts'

type Commit = NonNullable<Push['head_commit']>

/** Longest message that is kept, in UTF-16 code units. */
const longestMessage = 65_536

const merge = /^Merge (?:pull request|branch|branches|remote-tracking branch|tag|commit)\b/

/** The branch of a push; null of a tag. */
export function branchOf(ref: string): string | null {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null
}

export function tagOf(ref: string): string | null {
  return ref.startsWith('refs/tags/') ? ref.slice('refs/tags/'.length) : null
}

/** In a push, unlike everywhere else, `pushed_at` is seconds since 1970. */
function pushedAt({ repository, head_commit: head }: Push): string | undefined {
  const { pushed_at: at } = repository
  if (typeof at === 'number') return new Date(at * 1_000).toISOString()
  return at ?? head?.timestamp
}

/**
 * Parents, which a push does not tell: what was pushed is reachable from the head and not from where the branch was, so
 * a chain from there gives the same answer to what a head brings; a merge's other parent is taken from its message.
 * Undefined where a new or rewritten branch begins.
 */
function parentsOf(push: Push, commits: readonly Commit[], at: number): string[] | undefined {
  const continues = push.created !== true && push.forced !== true
  const previous = commits[at - 1]?.id
  if (previous === undefined) return continues ? [push.before] : undefined
  const isHead = at === commits.length - 1
  return continues && isHead && merge.test(commits[at]?.message ?? '') ? [push.before, previous] : [previous]
}

function commitStatement(push: Push, commits: readonly Commit[], at: number, commit: Commit): Statement {
  const { name, email, username } = commit.author
  return {
    type: 'commit',
    repository: push.repository.html_url,
    sha: commit.id,
    // Author or committer time, GitHub does not say which: a mirror or a backfill knows, and wins.
    authoredAt: commit.timestamp,
    updatedAt: yields,
    pushedAt: pushedAt(push),
    parents: parentsOf(push, commits, at),
    author: { name, email, login: username, bot: username?.endsWith('[bot]') === true ? true : undefined },
    message: commit.message.slice(0, longestMessage),
  }
}

/** A push to a branch: the move, and what is known from it of the commits that are new to GitHub. */
export function ofBranch(push: Push, branch: string): Statement[] {
  const commits = push.commits ?? []
  const fresh = commits.flatMap((commit, at) =>
    commit.distinct === false ? [] : [commitStatement(push, commits, at, commit)],
  )
  const move = {
    type: 'push',
    repository: push.repository.html_url,
    branch,
    at: pushedAt(push),
    before: push.created === true ? undefined : push.before,
    after: push.after,
    forced: push.forced === true ? true : undefined,
    commits: commits.map(({ id }) => id),
    attributes: branch === push.repository.default_branch ? { [branchRoleAttribute]: defaultBranchRole } : undefined,
  }
  return move.at === undefined ? fresh : [move, ...fresh]
}

/** A tag as a version; `after` is the tag's own object where it is annotated, so the commit is the head's. */
export function ofTag({ repository, head_commit: head }: Push, tag: string): Statement | null {
  if (head === null || head === undefined) return null
  return {
    type: 'artifact',
    version: versionOf(repository.html_url, tag),
    tag,
    repository: repository.html_url,
    sha: head.id,
    publishedAt: head.timestamp,
  }
}

/** Tags are names inside one repository; a version is one name everywhere. */
export function versionOf(repositoryUrl: string, tag: string): string {
  return `${repositoryUrl.replace(/^https?:\/\//, '')}@${tag}`
}
