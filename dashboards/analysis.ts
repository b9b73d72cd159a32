/** What `leadline analyze` found: the shape of its `--json`, and what its page draws. */
import { type Bucket, group, percent } from './format.ts'
import type { ServiceMetrics } from './answers.ts'

/** A repository that was read. */
export interface ReadRepository {
  /** `host/owner/name` of its origin, else the folder's name. */
  readonly name: string
  readonly path: string
  readonly commits: number
}

export interface SlowChange {
  readonly number: number | null
  readonly sha: string | null
  readonly title: string | null
  readonly url: string | null
  readonly version: string
  readonly liveAt: string
  readonly seconds: number
}

export interface CoverageGap {
  readonly kind: string
  readonly count: number
  readonly example: string | null
  readonly mend: string
}

export interface AnalysedCoverage {
  readonly deployments: number
  readonly withCommit: number
  /** Those that brought changes which are known. */
  readonly withChanges: number
  readonly withRequest: number
  readonly withLiveTime: number
  readonly gaps: readonly CoverageGap[]
}

/** One service in one environment. */
export interface AnalysedStream {
  readonly service: string
  readonly environment: string
  readonly tier: string
  readonly metrics: ServiceMetrics
  readonly slowest: readonly SlowChange[]
  readonly coverage: AnalysedCoverage
}

/** Something that could not be read; the rest went on without it. */
export interface SkippedItem {
  readonly where: string
  readonly why: string
}

export interface Analysis {
  readonly repository: ReadRepository
  /** Null where deployments were taken from the repository's own tags or merges. */
  readonly configRepository: ReadRepository | null
  /** How deployments were found and timed, in one sentence. */
  readonly deploymentsFrom: string
  /** What is to be thought of before the numbers are believed, or why there are none. */
  readonly notes: readonly string[]
  readonly window: { readonly from: string; readonly to: string; readonly timeZone: string }
  readonly by: Bucket
  readonly streams: readonly AnalysedStream[]
  /** At most 100 of them. */
  readonly skipped: readonly SkippedItem[]
  readonly skippedCount: number
}

function share(count: number, of: number): string {
  return `${percent(count / of).text} (${group(count)} of ${group(of)})`
}

/** How much of the deployments of a service is known, in a sentence; there is at least one. */
export function coverageWords({ deployments, withCommit, withChanges, withRequest }: AnalysedCoverage): string {
  const requests =
    withChanges === 0
      ? 'of none it is known what it brought'
      : `of those that brought changes which are known, all came by requests: ${share(withRequest, withChanges)}`
  return `Deployments in all environments whose commit is known: ${share(withCommit, deployments)}; ${requests}.`
}
