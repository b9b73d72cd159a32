import { firstWins } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Comment, Identity, Request, Thread } from './code-payload.ts'
import { isBot, personOf } from './people.ts'
import { branchOf, type CodePlace } from './place.ts'
import { commitStatement } from './push-statements.ts'

const states: Readonly<Record<string, string>> = { active: 'open', completed: 'merged', abandoned: 'closed' }

/** Votes from here on approve: 10, and 5 with suggestions. */
const approves = 5

/** Most members that a statement names. */
const mostMembers = 1_000

/** A vote or a comment of somebody. */
interface Review {
  readonly at: string
  readonly approves: boolean
}

function typeOf({ properties }: Thread): string {
  return String(properties?.CodeReviewThreadType?.$value ?? '')
}

/** Whether what somebody does to a request is a review: a person who did not open it. */
function reviews(request: Request, who: Identity | null | undefined): boolean {
  return who?.id != null && who.id !== request.createdBy?.id && !isBot(who.displayName)
}

/** When it was made ready: as it was opened, unless it was a draft. Only what was said of it later tells since when it is none. */
function readyAtOf(request: Request, isCreated: boolean): string | undefined {
  if (request.isDraft === true) return undefined
  if (request.threads == null) return isCreated ? request.creationDate : undefined
  const changes = request.threads.filter((thread) => typeOf(thread) === 'IsDraftUpdate')
  const times = changes.flatMap(({ publishedDate }) => publishedDate ?? [])
  return times.toSorted().at(-1) ?? request.creationDate
}

/** Votes and comments, of which the API tells when each was. */
function reviewsIn(request: Request): Review[] {
  return (request.threads ?? []).flatMap((thread): Review[] => {
    if (thread.isDeleted === true) return []
    if (typeOf(thread) === 'VoteUpdate') {
      const voter = thread.identities?.[String(thread.properties?.CodeReviewVotedByIdentity?.$value)]
      const vote = Number(thread.properties?.CodeReviewVoteResult?.$value ?? 0)
      const isOne = vote !== 0 && thread.publishedDate != null && reviews(request, voter)
      return isOne ? [{ at: thread.publishedDate ?? '', approves: vote >= approves }] : []
    }
    if (typeOf(thread) !== '') return []
    const comments = (thread.comments ?? []).filter(
      ({ commentType, author, isDeleted }) =>
        commentType !== 'system' && isDeleted !== true && reviews(request, author),
    )
    return comments.flatMap(({ publishedDate }) =>
      publishedDate == null ? [] : [{ at: publishedDate, approves: false }],
    )
  })
}

/** Votes as they stand, which were given by now at the latest; of an open request alone: at the end they may be long ago. */
function votesIn(request: Request, at: string): Review[] {
  if (request.status !== 'active' || request.threads != null) return []
  return (request.reviewers ?? [])
    .filter(
      (who) => (who.vote ?? 0) !== 0 && who.isContainer !== true && reviews(request, { ...who, uniqueName: null }),
    )
    .map(({ vote }) => ({ at, approves: (vote ?? 0) >= approves }))
}

/** A review: the first of all counts, and the first that approves. */
function reviewStatement(place: CodePlace, request: Request, { at, approves: isApproval }: Review): Statement {
  return {
    type: 'pull_request',
    repository: place.url,
    number: request.pullRequestId,
    openedAt: request.creationDate,
    updatedAt: firstWins(request.creationDate, at),
    firstReviewAt: at,
    approvedAt: isApproval ? at : undefined,
  }
}

function firstReviews(place: CodePlace, request: Request, all: readonly Review[]): Statement[] {
  const sorted = all.toSorted((a, b) => (a.at < b.at ? -1 : 1))
  const counted = [sorted[0], sorted.find((review) => review.approves)]
  return [...new Set(counted)].flatMap((review) =>
    review === undefined ? [] : [reviewStatement(place, request, review)],
  )
}

/** What tells how a request stands. */
export interface Standing {
  /** When it stood so. */
  readonly at: string
  /** It has just been opened. */
  readonly isCreated: boolean
}

/** A request as it stands, its reviews, and its commits where they are told whole. */
export function ofRequest(request: Request, place: CodePlace, { at, isCreated }: Standing): Statement[] {
  const isMerged = request.status === 'completed'
  const members = [request.lastMergeSourceCommit, ...(request.commits ?? [])].flatMap(
    (commit) => commit?.commitId ?? [],
  )
  const statement = {
    type: 'pull_request',
    repository: place.url,
    number: request.pullRequestId,
    openedAt: request.creationDate,
    updatedAt: at,
    title: request.title ?? undefined,
    url: `${place.url}/pullrequest/${request.pullRequestId}`,
    author: personOf(request.createdBy),
    state: states[request.status] ?? 'open',
    readyAt: readyAtOf(request, isCreated),
    mergedAt: isMerged ? (request.closedDate ?? undefined) : undefined,
    closedAt: request.status === 'abandoned' ? (request.closedDate ?? undefined) : undefined,
    // Of an open request it is that of a merge that was only tried.
    mergeSha: isMerged ? request.lastMergeCommit?.commitId : undefined,
    commits: [...new Set(members)].slice(0, mostMembers),
    labels: request.labels?.filter(({ active }) => active !== false).flatMap(({ name }) => name ?? []),
    headBranch: branchOf(request.sourceRefName),
    baseBranch: branchOf(request.targetRefName),
  }
  const commits = (request.commits ?? []).flatMap((commit): Statement[] => {
    const told = commitStatement(place, commit, null)
    return told === null ? [] : [told]
  })
  return [statement, ...firstReviews(place, request, [...reviewsIn(request), ...votesIn(request, at)]), ...commits]
}

/** A comment on a request by a person who is not its author; null for every other. */
export function ofComment({ comment, pullRequest }: Comment, place: CodePlace): Statement | null {
  if (comment.commentType === 'system' || !reviews(pullRequest, comment.author)) return null
  return reviewStatement(place, pullRequest, { at: comment.publishedDate, approves: false })
}
