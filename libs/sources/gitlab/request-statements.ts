import { firstWins } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Account, MergeRequest, Note } from './payload.ts'
import { isBot, personOf } from './people.ts'
import { linkOf } from './project.ts'

const states: Readonly<Record<string, string>> = { merged: 'merged', closed: 'closed' }

/** Actions that say what became of a request by themselves. */
const steps: readonly unknown[] = ['open', 'close', 'reopen', 'merge']

/** Whether an update changed anything of a request that is measured; one that does not list its changes may have. */
function tells({ object_attributes: request, changes }: MergeRequest): boolean {
  if (steps.includes(request.action)) return true
  if (request.action !== 'update' && request.action !== null && request.action !== undefined) return false
  return changes === null || changes === undefined || Object.keys(changes).length > 0 || Boolean(request.oldrev)
}

/** The request names its author by number; the name is known where the same account stands elsewhere. */
function authorOf({ object_attributes: request, user, assignees, reviewers }: MergeRequest): Account | undefined {
  const known = [user, ...(assignees ?? []), ...(reviewers ?? [])].filter((account) => account != null)
  const author = known.find(({ id }) => id != null && id === request.author_id)
  // Old versions say of the one who acts only the name.
  return author ?? (request.action === 'open' && user?.id == null ? (user ?? undefined) : undefined)
}

function readyAtOf({ object_attributes: request, changes, read }: MergeRequest): string | undefined {
  if (read != null) return read.ready_at ?? undefined
  const draft = changes?.draft ?? changes?.work_in_progress
  if (draft?.previous === true && draft.current === false) return request.updated_at
  const isDraft = request.draft ?? request.work_in_progress ?? false
  return request.action === 'open' && !isDraft ? request.created_at : undefined
}

/** A merge that made no commit of its own moved the target branch to the request's last one. */
function mergeShaOf({ object_attributes: request }: MergeRequest): string | undefined {
  if (request.state !== 'merged') return undefined
  return request.merge_commit_sha || request.squash_commit_sha || request.last_commit?.id
}

/** A request after something happened to it; null where what happened is not measured. */
export function ofRequest(delivery: MergeRequest): Statement | null {
  if (!tells(delivery)) return null
  const { object_attributes: request, project, labels, read } = delivery
  const heads = [...(read?.commits ?? []), request.oldrev, request.last_commit?.id].filter(
    (sha) => typeof sha === 'string' && sha !== '',
  )
  return {
    type: 'pull_request',
    repository: project.web_url,
    number: request.iid,
    openedAt: request.created_at,
    updatedAt: request.updated_at,
    title: request.title,
    url: linkOf(request.url),
    author: personOf(authorOf(delivery)),
    state: states[request.state] ?? 'open',
    readyAt: readyAtOf(delivery),
    // There is no other time of the merge in what GitLab sends.
    mergedAt: request.action === 'merge' ? request.updated_at : (read?.merged_at ?? undefined),
    closedAt: request.action === 'close' ? request.updated_at : (read?.closed_at ?? undefined),
    mergeSha: mergeShaOf(delivery),
    commits: [...new Set(heads)],
    labels: labels?.slice(0, 100).map(({ title }) => title),
    headBranch: request.source_branch,
    baseBranch: request.target_branch,
  }
}

/** A review: the first of all counts, and the first with which the request is approved. */
function review(about: Statement, openedAt: string, at: string, isApproved: boolean): Statement {
  return {
    type: 'pull_request',
    ...about,
    openedAt,
    updatedAt: firstWins(openedAt, at),
    firstReviewAt: at,
    approvedAt: isApproved ? at : undefined,
  }
}

/** Whether somebody approved: `approval` is one of several that are needed, `approved` the last of them. */
export function isApproval({ object_attributes: { action } }: MergeRequest): boolean {
  return action === 'approved' || action === 'approval'
}

/**
 * An approval by a person who is not the author; null for every other. It tells no time of its own, and need not touch that
 * of the request: it was when its webhook came.
 */
export function ofApproval(delivery: MergeRequest, receivedAt: string | null): Statement | null {
  const { object_attributes: request, project, user } = delivery
  if (user?.id != null && user.id === request.author_id) return null
  if (isBot(user?.username)) return null
  const about = { repository: project.web_url, number: request.iid }
  return review(about, request.created_at, receivedAt ?? request.updated_at, request.action === 'approved')
}

/** The first review of a request that was read, and when it was approved. */
export function ofReadReviews({ object_attributes: request, project, read }: MergeRequest): Statement[] {
  const about = { repository: project.web_url, number: request.iid }
  const [reviewed, approved] = [read?.reviewed_at, read?.approved_at]
  return [
    ...(reviewed == null ? [] : [review(about, request.created_at, reviewed, false)]),
    ...(approved == null ? [] : [review(about, request.created_at, approved, true)]),
  ]
}

/** A comment on a request by a person who is not its author; null for every other. */
export function ofNote({ object_attributes: note, merge_request: request, project, user }: Note): Statement | null {
  if (note.noteable_type !== 'MergeRequest' || request === null || request === undefined) return null
  if (note.system === true || (note.action != null && note.action !== 'create')) return null
  if (note.author_id == null || note.author_id === request.author_id || isBot(user?.username)) return null
  return review({ repository: project.web_url, number: request.iid }, request.created_at, note.created_at, false)
}
