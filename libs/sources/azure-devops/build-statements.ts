import { firstWins, yields, yieldsButFirst } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Build, RunState } from './pipeline-payload.ts'
import { type CodePlace, linkOf } from './place.ts'

/** What became of a build, a run or a stage. */
export const outcomes: Readonly<Record<string, string>> = {
  succeeded: 'succeeded',
  succeededWithIssues: 'succeeded',
  partiallySucceeded: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
  abandoned: 'cancelled',
  rejected: 'cancelled',
}

const defaultBranch = /^refs\/heads\/(?:main|master|trunk)$/

/** Of the default branch a build does not tell the name; it is nearly always one of these. */
function phaseOf(reason: string | null | undefined, ref: string | null | undefined): string | undefined {
  if (/^pullRequest$/i.test(reason ?? '') || ref?.startsWith('refs/pull/') === true) return 'pre_merge'
  return /^(?:individual|batched)CI$/i.test(reason ?? '') && defaultBranch.test(ref ?? '') ? 'post_merge' : undefined
}

/** The commit of a build, of the kind before too. */
export function shaOfBuild({ sourceVersion, sourceGetVersion }: Build): string | null {
  const sha = sourceVersion ?? /^LG:[^\s:]+:([0-9a-f]{40})$/i.exec(sourceGetVersion ?? '')?.[1] ?? ''
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(sha) ? sha : null
}

export function refOfBuild({ sourceBranch, sourceGetVersion }: Build): string | null {
  return sourceBranch ?? /^LG:([^\s:]+):/.exec(sourceGetVersion ?? '')?.[1] ?? null
}

/** Of builds of the kind before, the status is what became of them. */
export function outcomeOfBuild({ result, status }: Build): string | undefined {
  return outcomes[result ?? ''] ?? outcomes[status ?? '']
}

/** A build that ended; null of every other. Where parts of it are run again it ends again: its first end counts. */
export function ofBuild(build: Build, place: CodePlace, sha: string): Statement | null {
  const outcome = outcomeOfBuild(build)
  const { finishTime: finishedAt } = build
  const startedAt = build.startTime ?? build.queueTime
  if (outcome === undefined || finishedAt == null || startedAt == null) return null
  return {
    type: 'build',
    id: String(build.id),
    repository: place.url,
    sha,
    name: build.definition?.name || undefined,
    queuedAt: build.queueTime ?? undefined,
    startedAt,
    finishedAt,
    outcome,
    updatedAt: firstWins(startedAt, finishedAt),
    phase: phaseOf(build.reason, refOfBuild(build)),
    url: linkOf(build._links?.web?.href),
  }
}

/** A run of a pipeline, of which its build tells more. Null where nothing says when it began. */
export function ofRun({ run, pipeline }: RunState, place: CodePlace, sha: string): Statement | null {
  const { createdDate: queuedAt, finishedDate: finishedAt, state } = run
  if (queuedAt == null) return null
  const outcome = outcomes[run.result ?? '']
  const begun = {
    type: 'build',
    id: String(run.id),
    repository: place.url,
    sha,
    name: pipeline?.name || undefined,
    queuedAt,
    startedAt: queuedAt,
    updatedAt: yields,
    url: linkOf(run._links?.web?.href),
  }
  if (state !== 'completed' || outcome === undefined || finishedAt == null) return begun
  return { ...begun, finishedAt, outcome, updatedAt: yieldsButFirst(finishedAt) }
}
