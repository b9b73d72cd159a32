import type { Statement } from '../source.ts'
import type { PullRequest, PullRequestDelivery, Review } from './payload.ts'
import { firstWins } from '../precedence.ts'
import type { z } from 'zod'

/** Actions after which a request is another than before; the others say nothing that is measured. */
const telling = new Set([
  'opened',
  'edited',
  'synchronize',
  'closed',
  'reopened',
  'labeled',
  'unlabeled',
  'ready_for_review',
  'converted_to_draft',
])

/** An account, as GitHub names it. */
export interface Account {
  readonly login: string
  readonly isBot: boolean
}

/** A person of the event contract. */
export function personOf(account: Account | null): Statement | undefined {
  if (account === null) return undefined
  return account.isBot ? { login: account.login, bot: true } : { login: account.login }
}

/** The account of a webhook; null where it was deleted. */
export function accountOf(user: PullRequest['user']): Account | null {
  if (user === null || user === undefined) return null
  return { login: user.login, isBot: user.type === 'Bot' || user.login.endsWith('[bot]') }
}

function stateOf({ state, merged_at }: PullRequest): string {
  if (merged_at !== null && merged_at !== undefined) return 'merged'
  return state === 'closed' ? 'closed' : 'open'
}

function readyAtOf(action: string, request: PullRequest): string | undefined {
  if (action === 'ready_for_review') return request.updated_at
  return action === 'opened' && request.draft !== true ? request.created_at : undefined
}

/** A request after something happened to it; null where what happened is not measured. */
export function ofRequest({
  action,
  before,
  pull_request: request,
  repository,
}: z.infer<typeof PullRequestDelivery>): Statement | null {
  if (!telling.has(action)) return null
  const state = stateOf(request)
  const rewritten = action === 'synchronize' && typeof before === 'string' ? [before] : []
  return {
    type: 'pull_request',
    repository: repository.html_url,
    number: request.number,
    openedAt: request.created_at,
    updatedAt: request.updated_at,
    title: request.title,
    url: request.html_url,
    author: personOf(accountOf(request.user)),
    state,
    readyAt: readyAtOf(action, request),
    mergedAt: request.merged_at,
    closedAt: request.closed_at,
    // On an open request this is a merge that GitHub only tried; it is on no branch.
    mergeSha: state === 'merged' ? request.merge_commit_sha : undefined,
    commits: [...rewritten, request.head.sha],
    labels: (request.labels ?? []).slice(0, 100).map((label) => label.name),
    additions: request.additions,
    deletions: request.deletions,
    changedFiles: request.changed_files,
    headBranch: request.head.ref,
    baseBranch: request.base.ref,
  }
}

/** What a review tells of its request. */
export interface ReviewFacts {
  readonly repository: string
  readonly number: number
  readonly openedAt: string
  readonly author: Account | null
  readonly reviewer: Account | null
  /** In lower case, as webhooks have it. */
  readonly state: string
  readonly submittedAt: string
}

/**
 * A review by somebody else than the author, and by a person: the first of all counts, and the first that approves. Null
 * for every other.
 */
export function reviewStatement(review: ReviewFacts): Statement | null {
  if (review.reviewer === null || review.reviewer.isBot || review.reviewer.login === review.author?.login) return null
  if (!['approved', 'changes_requested', 'commented'].includes(review.state)) return null
  return {
    type: 'pull_request',
    repository: review.repository,
    number: review.number,
    openedAt: review.openedAt,
    updatedAt: firstWins(review.openedAt, review.submittedAt),
    firstReviewAt: review.submittedAt,
    approvedAt: review.state === 'approved' ? review.submittedAt : undefined,
  }
}

/** A review that was submitted; null where it is not one that counts. */
export function ofReview({ action, review, pull_request: request, repository }: Review): Statement | null {
  if (action !== 'submitted' || review.submitted_at === null || review.submitted_at === undefined) return null
  return reviewStatement({
    repository: repository.html_url,
    number: request.number,
    openedAt: request.created_at,
    author: accountOf(request.user),
    reviewer: accountOf(review.user),
    state: review.state.toLowerCase(),
    submittedAt: review.submitted_at,
  })
}
