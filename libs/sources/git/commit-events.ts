import {
  requestMergeAttribute,
  revertConfidenceAttribute,
  revertMethodAttribute,
  writerAttribute,
  writerRuleAttribute,
  writtenByAttribute,
} from '#domain/commit-attributes'
import { DAY, type Instant } from '#domain/instant'
import type { Statement } from '../source.ts'
import { coAuthorsOf, personOf, writtenBy } from './authorship.ts'
import type { GitCommit } from './payload.ts'
import type { RequestOfCommit } from './requests.ts'
import type { RevertFinding } from './reverts.ts'
import { fittingText } from './text.ts'

export interface CommitContext {
  /** `host/owner/name` */
  readonly repository: string
  /** When it was read: a time that lies more than a day ahead of it is none. */
  readonly now: Instant
  readonly request?: RequestOfCommit | null | undefined
  readonly patchId?: string | undefined
  readonly revert?: RevertFinding | undefined
}

/** What the contract takes at most. */
const longest = { message: 65_536, paths: 10_000, path: 4_096, parents: 200, people: 100, text: 2_000 } as const
const earliest: Instant = Date.UTC(1990, 0, 1)

function iso(instant: Instant): string {
  return new Date(instant).toISOString()
}

function isPossible(instant: Instant, now: Instant): boolean {
  return Number.isFinite(instant) && instant >= earliest && instant <= now + DAY
}

/** Both dates; one that cannot be is the other one, and of two such the nearest that can. Clocks of 1970 and of 2099 are in every old repository. */
function timesOf(commit: GitCommit, now: Instant): { authoredAt: Instant; committedAt: Instant; corrected: string } {
  const { authoredAt, committedAt } = commit
  const [authored, committed] = [isPossible(authoredAt, now), isPossible(committedAt, now)]
  if (authored && committed) return { authoredAt, committedAt, corrected: '' }
  if (committed) return { authoredAt: committedAt, committedAt, corrected: 'authoredAt' }
  if (authored) return { authoredAt, committedAt: authoredAt, corrected: 'committedAt' }
  const nearest = committedAt > now ? now : earliest
  return { authoredAt: nearest, committedAt: nearest, corrected: 'authoredAt, committedAt' }
}

/** Paths as far as the contract takes them: all, or none, because a part would say that nothing else was touched. */
function pathsOf({ paths }: GitCommit): readonly string[] | undefined {
  if (paths === undefined || paths.length > longest.paths) return undefined
  return paths.every(
    (path) => path.trim() !== '' && path.length <= longest.path && path.isWellFormed() && !path.includes('\0'),
  )
    ? paths
    : undefined
}

function attributesOf(commit: GitCommit, context: CommitContext, corrected: string): Record<string, string> {
  const mark = writtenBy(commit)
  const { request, revert } = context
  return {
    ...(mark === null
      ? {}
      : {
          [writtenByAttribute]: mark.kind,
          [writerAttribute]: fittingText(mark.name, longest.text),
          [writerRuleAttribute]: mark.rule,
        }),
    ...(request?.as === 'SQUASH' ? { [requestMergeAttribute]: 'SQUASH' } : {}),
    ...(revert == null || 'rejected' in revert
      ? {}
      : { [revertMethodAttribute]: revert.method, [revertConfidenceAttribute]: revert.confidence }),
    ...(corrected === '' ? {} : { 'git.impossibleTimes': corrected }),
    ...(commit.message.length > longest.message ? { 'git.messageCut': 'true' } : {}),
  }
}

function revertsOf(revert: RevertFinding | undefined): Statement {
  if (revert == null) return {}
  return { reverts: 'rejected' in revert ? [] : [...revert.reverts] }
}

/** A commit as the event contract has it. It is always one that the contract takes: what does not fit is left out and said so. */
export function commitEvent(commit: GitCommit, context: CommitContext): Statement {
  const { repository, now, request, patchId, revert } = context
  const { authoredAt, committedAt, corrected } = timesOf(commit, now)
  const coAuthors = coAuthorsOf(commit).slice(0, longest.people)
  const attributes = attributesOf(commit, context, corrected)
  const paths = pathsOf(commit)
  return {
    type: 'commit',
    repository,
    sha: commit.sha,
    parents: commit.parents.slice(0, longest.parents),
    authoredAt: iso(authoredAt),
    committedAt: iso(committedAt),
    author: personOf(commit.author),
    message: fittingText(commit.message, longest.message),
    ...(paths === undefined ? {} : { paths }),
    ...(coAuthors.length === 0 ? {} : { coAuthors: coAuthors.map(personOf) }),
    ...(patchId === undefined ? {} : { patchId }),
    ...revertsOf(revert),
    ...(request == null ? {} : { pullRequest: request.number }),
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
  }
}
