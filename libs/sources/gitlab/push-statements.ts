import { branchRoleAttribute, defaultBranchRole } from '#domain/push-attributes'
import { yieldsButFirst } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Commit, Commits, Push } from './payload.ts'
import { writerOf } from './people.ts'
import { versionOf } from './project.ts'

/** Longest message that is kept, in UTF-16 code units. */
const longestMessage = 65_536

const merge = /^Merge (?:branch|branches|remote-tracking branch|tag|commit)\b/

/** The branch of a push; null of a tag. */
export function branchOf(ref: string): string | null {
  return ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null
}

/** What stands for no commit. */
function isNothing(sha: string): boolean {
  return /^0+$/.test(sha)
}

export function isDeletion({ after, checkout_sha: sha }: Push): boolean {
  return isNothing(after) || sha === null
}

/** What the button of GitLab that tests a webhook sends: the newest commits, backwards, as if they had come after the oldest of them. */
export function isTest({ before, commits }: Push): boolean {
  return commits?.some(({ id }) => id === before) === true
}

function isDefault({ project }: Push, branch: string): boolean {
  return branch === project.default_branch
}

/** A push tells no time of its own: it came when its webhook came; else it is not before its head was committed. */
function pushedAt({ commits, after }: Push, receivedAt: string | null): string | undefined {
  return receivedAt ?? (commits?.find(({ id }) => id === after) ?? commits?.at(-1))?.timestamp
}

/**
 * Parents, which a push does not tell: a chain from where the branch was gives the same answer to what a head brings, and a
 * merge's other parent is taken from its message. Whether history was rewritten GitLab does not tell either, so only a
 * branch where that is forbidden unless somebody allows it is known to go on from where it was.
 */
function parentsOf(push: Push, branch: string, commits: readonly Commit[], at: number): string[] | undefined {
  const continues = !isNothing(push.before) && (isDefault(push, branch) || push.ref_protected === true)
  if (commits.at(-1)?.id !== push.after) return undefined
  const isCut = (push.total_commits_count ?? commits.length) > commits.length
  const previous = commits[at - 1]?.id
  if (previous === undefined) return continues && !isCut ? [push.before] : undefined
  const isHead = at === commits.length - 1
  return continues && isHead && merge.test(commits[at]?.message ?? '') ? [push.before, previous] : [previous]
}

function commitStatement(push: Push, commit: Commit, parents: string[] | undefined, at: string): Statement {
  return {
    type: 'commit',
    repository: push.project.web_url,
    sha: commit.id,
    // When it was written GitLab does not say: a mirror knows, and wins.
    authoredAt: commit.timestamp,
    committedAt: commit.timestamp,
    // It comes again with every branch that it is merged into.
    updatedAt: yieldsButFirst(at),
    pushedAt: at,
    parents,
    author: writerOf(commit.author),
    message: commit.message.slice(0, longestMessage),
  }
}

/** A push to a branch: the move, and what is known from it of its commits. Empty where nothing says when it was. */
export function ofBranch(push: Push, branch: string, receivedAt: string | null): Statement[] {
  const at = pushedAt(push, receivedAt)
  if (at === undefined) return []
  const commits = push.commits ?? []
  const move = {
    type: 'push',
    repository: push.project.web_url,
    branch,
    at,
    before: isNothing(push.before) ? undefined : push.before,
    after: push.after,
    commits: commits.map(({ id }) => id),
    attributes: isDefault(push, branch) ? { [branchRoleAttribute]: defaultBranchRole } : undefined,
  }
  const told = commits.map((commit, index) =>
    commitStatement(push, commit, parentsOf(push, branch, commits, index), at),
  )
  return [move, ...told]
}

/** Commits that were read: with all of what a push does not tell of them. */
export function ofCommits({ project, commits }: Commits): Statement[] {
  return commits.map((commit) => ({
    type: 'commit',
    repository: project.web_url,
    sha: commit.id,
    authoredAt: commit.authored_date,
    committedAt: commit.committed_date,
    parents: commit.parent_ids?.length === 0 ? undefined : commit.parent_ids,
    author: writerOf({ name: commit.author_name, email: commit.author_email }),
    message: commit.message.slice(0, longestMessage),
  }))
}

/**
 * A tag as a version. `after` is the tag's own object where it is annotated, so the commit is `checkout_sha`. Null where
 * nothing says when it was.
 */
export function ofTag(push: Push, tag: string, receivedAt: string | null): Statement | null {
  const sha = push.checkout_sha ?? push.after
  const publishedAt = push.commits?.find(({ id }) => id === sha)?.timestamp ?? receivedAt
  if (publishedAt === null) return null
  const { web_url: repository } = push.project
  return { type: 'artifact', version: versionOf(push.project, tag), tag, repository, sha, publishedAt }
}
