import type { GitCommit } from './payload.ts'
import { titleOf } from './text.ts'

/** A pull or merge request that a commit belongs to, as far as git alone knows. */
export interface RequestOfCommit {
  readonly number: number
  /** `MERGE` and `SQUASH`: the commit merged it. `MEMBER`: it is one of its commits. */
  readonly as: 'MERGE' | 'SQUASH' | 'MEMBER'
}

export interface RequestContext {
  /** The commit is a first parent of the default branch: what merges there merged for good. */
  readonly onLine: boolean
  /** Name of the default branch. */
  readonly defaultBranch: string | null
  /** The request whose head reaches the commit, where heads are known. */
  readonly memberOf: number | null
  /** Numbers of requests whose heads are known. */
  readonly known: ReadonlySet<number>
  /** Every request's head is known, so a number that has none is no request. */
  readonly complete: boolean
}

/** Largest number of the contract. */
const largest = 2_147_483_647

/** What hosts write into the title of a merge; the number, and the branch that was merged where it is told. */
const mergeTitles = [
  /^Merge pull request #(?<number>\d+) from (?<from>\S+)/,
  /^Merge pull request '.*' \(#(?<number>\d+)\) from (?<from>\S+) into /,
  /^Merge pull request #(?<number>\d+) in \S+ from (?<from>\S+) to /,
  /^Merged in (?<from>\S+) \(pull request #(?<number>\d+)\)/,
  /^Merged PR (?<number>\d+): /,
  /^Auto merge of #(?<number>\d+) - /,
  /^Merge #(?<number>\d+)$/,
]
const seeMergeRequest = /^See merge request (?:\S+)?!(\d+)[ \t]*$/m
const numbered = /\(#(\d+)\)\s*$/

function validNumber(text: string | undefined): number | null {
  const number = Number(text)
  return Number.isInteger(number) && number >= 1 && number <= largest ? number : null
}

interface Claim {
  readonly number: number
  /** The branch that came in; null where it is not told. */
  readonly from: string | null
}

/** The request that a message says it merges, in the words of a host. */
function mergeClaim(message: string): Claim | null {
  const title = titleOf(message)
  for (const pattern of mergeTitles) {
    const groups = pattern.exec(title)?.groups
    const number = validNumber(groups?.['number'])
    if (number !== null) return { number, from: groups?.['from'] ?? null }
  }
  const number = validNumber(seeMergeRequest.exec(message)?.[1])
  return number === null ? null : { number, from: null }
}

/** Squashes and merges in the browser are committed by the host itself. */
function isHost({ name, email }: GitCommit['committer']): boolean {
  return email.toLowerCase() === 'noreply@github.com' || /^(?:GitHub|Gitea|Forgejo)$/.test(name)
}

/**
 * A branch that takes in the default branch of where it was forked from says `Merge pull request #3` too, with a number of
 * its own fork. Such a merge is never a first parent of the default branch.
 */
function isUpstreamSync({ from }: Claim, { onLine, defaultBranch }: RequestContext): boolean {
  return !onLine && from !== null && defaultBranch !== null && from.split('/').at(-1) === defaultBranch
}

function ofMerge(commit: GitCommit, context: RequestContext): RequestOfCommit | null {
  const claim = mergeClaim(commit.message)
  if (claim !== null) return isUpstreamSync(claim, context) ? null : { number: claim.number, as: 'MERGE' }
  const number = validNumber(numbered.exec(titleOf(commit.message))?.[1])
  return number !== null && isHost(commit.committer) ? { number, as: 'MERGE' } : null
}

function ofSquash(commit: GitCommit, { known, complete }: RequestContext): RequestOfCommit | null {
  const claim = mergeClaim(commit.message)
  if (claim !== null) return { number: claim.number, as: 'SQUASH' }
  const number = validNumber(numbered.exec(titleOf(commit.message))?.[1])
  if (number === null) return null
  // People name issues in the same way; a number counts where a request has it, or where the host wrote the commit.
  if (known.has(number)) return { number, as: 'SQUASH' }
  return isHost(commit.committer) && !complete ? { number, as: 'SQUASH' } : null
}

/** The request that a commit belongs to; null where git alone does not tell one. */
export function requestOf(commit: GitCommit, context: RequestContext): RequestOfCommit | null {
  if (commit.parents.length > 1) return ofMerge(commit, context)
  const squash = ofSquash(commit, context)
  if (squash !== null && (context.memberOf === null || isHost(commit.committer))) return squash
  return context.memberOf === null ? null : { number: context.memberOf, as: 'MEMBER' }
}
