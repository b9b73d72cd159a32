import { type Instant, SECOND } from '#domain/instant'
import type { UnavailableReason } from './metric.ts'
import { percentileOf } from './statistics/percentile.ts'

/** One run of a check before the merge. */
export interface CheckRun {
  readonly name: string | null
  readonly sha: string
  readonly startedAt: Instant
  /** Null while it runs. */
  readonly finishedAt: Instant | null
  /** 1 for the first run on this commit. */
  readonly attempt: number
}

export interface Checks {
  readonly p50Seconds: number | null
  /** Null under ten checks. */
  readonly p90Seconds: number | null
  /** Share (0 to 1) of the checks of a commit that were run more than once. */
  readonly rerunShare: number | null
  /** Finished runs. */
  readonly sampleSize: number
  /** Why there is no median; null where there is one. */
  readonly unavailableReason: UnavailableReason | null
}

/** What runs add up to. */
export interface CheckCounts {
  /** Runs that ended, and not before they began. */
  readonly runs: number
  readonly p50Seconds: number | null
  readonly p90Seconds: number | null
  /** Checks of a commit, however often each was run. */
  readonly checks: number
  /** Those of them that have a second attempt. */
  readonly repeated: number
}

const enoughForTails = 10

/** How long checks took before the merge, and how often they had to be run again. */
export function checksOf({ runs, p50Seconds, p90Seconds, checks, repeated }: CheckCounts): Checks {
  return {
    p50Seconds,
    p90Seconds: runs < enoughForTails ? null : p90Seconds,
    rerunShare: checks === 0 ? null : repeated / checks,
    sampleSize: runs,
    unavailableReason: runs === 0 ? 'NO_DATA' : null,
  }
}

/** What these runs add up to; the database counts likewise (`queries/checks.ts`). */
export function countChecks(runs: readonly CheckRun[]): CheckCounts {
  const lengths = runs.flatMap(({ startedAt, finishedAt }) =>
    finishedAt === null || finishedAt < startedAt ? [] : [(finishedAt - startedAt) / SECOND],
  )
  const attempts = new Map<string, number>()
  for (const { name, sha, attempt } of runs) {
    const check = JSON.stringify([name, sha])
    attempts.set(check, Math.max(attempts.get(check) ?? 0, attempt))
  }
  return {
    runs: lengths.length,
    p50Seconds: percentileOf(lengths, 0.5),
    p90Seconds: percentileOf(lengths, 0.9),
    checks: attempts.size,
    repeated: [...attempts.values()].filter((attempt) => attempt > 1).length,
  }
}

/** The same of single runs. */
export function measureChecks(runs: readonly CheckRun[]): Checks {
  return checksOf(countChecks(runs))
}
