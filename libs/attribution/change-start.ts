import type { CommitState, PushState } from '#domain/entity-state'
import type { Instant, Milliseconds } from '#domain/instant'
import type { Request } from './requests.ts'

export interface Start {
  readonly startedAt: Instant
  /** An author date was left aside: after the commit was first seen, or too long before. */
  readonly implausible: boolean
}

/** The earliest of the known ones; null where none is known. */
export function earliest(values: readonly (Instant | null | undefined)[]): Instant | null {
  const known = values.filter((value): value is Instant => value !== null && value !== undefined)
  return known.length === 0 ? null : known.reduce((a, b) => Math.min(a, b))
}

function pushOf(sha: string, pushes: readonly PushState[]): Instant | null {
  return earliest(
    pushes.filter((push) => push.event.after === sha || push.event.commits?.includes(sha)).map((push) => push.event.at),
  )
}

/** The earliest moment at which the commit is known to have existed as it is: its push, else its committer date. */
export function firstSeen(commit: CommitState, request: Request | null): Instant | null {
  const pushed = earliest([commit.event.pushedAt, pushOf(commit.event.sha, request?.pushes ?? [])])
  if (pushed !== null) return pushed
  return earliest([commit.event.committedAt, request?.state?.event.mergedAt])
}

/** The earliest moment at which the host is known to have had the change: a push, the opening, the merge. */
function changeSeen(request: Request | null): Instant | null {
  const { openedAt, mergedAt } = request?.state?.event ?? {}
  return earliest([openedAt, mergedAt, ...(request?.pushes ?? []).map((push) => push.event.at)])
}

/**
 * When the commit was first seen, where that can be true: a committer date long before the host had anything of the change is by
 * the same broken clock as the author date.
 */
function believablySeen(commit: CommitState, request: Request | null, maxSkew: Milliseconds): Instant | null {
  const seen = firstSeen(commit, request)
  const hosted = earliest([changeSeen(request), commit.event.pushedAt])
  return seen !== null && hosted !== null && seen < hosted - maxSkew ? hosted : seen
}

/** The author date where it can be true, else when the commit was first seen. */
export function commitStart(commit: CommitState, request: Request | null, maxSkew: Milliseconds): Start {
  const { authoredAt } = commit.event
  const seen = believablySeen(commit, request, maxSkew)
  if (seen === null || (authoredAt <= seen && authoredAt >= seen - maxSkew))
    return { startedAt: authoredAt, implausible: false }
  return { startedAt: seen, implausible: true }
}

/**
 * Start of a change: the earliest plausible author date of any commit ever seen on it, force-pushed and squashed ones
 * included. Plausible is not after the commit was first seen, and not more than `maxSkew` before the change was. Where one is
 * not: when the change was first seen, if that is earlier. Null where nothing at all is known.
 */
export function changeStart(
  commits: readonly CommitState[],
  request: Request | null,
  maxSkew: Milliseconds,
): Start | null {
  const seenAt = changeSeen(request)
  const plausible: Instant[] = []
  const seen: (Instant | null)[] = [seenAt]
  for (const commit of commits) {
    const commitSeen = believablySeen(commit, request, maxSkew)
    seen.push(commitSeen)
    const known = earliest([seenAt, commitSeen])
    const { authoredAt } = commit.event
    if (commitSeen !== null && authoredAt > commitSeen) continue
    if (known !== null && authoredAt < known - maxSkew) continue
    plausible.push(authoredAt)
  }
  const implausible = plausible.length < commits.length
  // What was written later does not say when it began: a squash is written when it is merged.
  const believed = implausible ? [...plausible, ...seen] : plausible
  const startedAt = earliest(believed) ?? earliest(seen) ?? earliest(commits.map((commit) => commit.event.authoredAt))
  return startedAt === null ? null : { startedAt, implausible }
}
