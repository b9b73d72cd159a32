import type { Tier } from '#domain/environment'
import type { Instant } from '#domain/instant'

/** An answer of a source's system, or why there is none, in words that say what to do. */
export type AskedOfSource<T> =
  | { readonly found: T; readonly problem: null }
  | { readonly found: null; readonly problem: string }

interface EnvironmentFound {
  readonly name: string
  readonly tier: Tier
  readonly deployments: number
  readonly counted: number
  readonly failed: number
  readonly unfinished: number
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[]
  readonly withoutCommit: number
  readonly lastAt: Instant | null
  readonly perWeek: number | null
  readonly services: readonly string[]
}

/** What a repository would count. */
export interface RepositoryFound {
  readonly repository: string
  readonly environments: readonly EnvironmentFound[]
  readonly workflows: readonly string[]
  readonly tags: number
  readonly releases: number
  readonly mergedRequests: number
  readonly isWhole: boolean
  readonly missing: readonly string[]
}

/** Looks at what is at a source's system, by the name of the source. */
export interface SourceReading {
  repositories(source: string): Promise<AskedOfSource<readonly string[]>>
  preview(source: string, repository: string): Promise<AskedOfSource<RepositoryFound>>
}
