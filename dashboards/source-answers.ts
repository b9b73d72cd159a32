/** Shapes of what the documents about one source ask for. */

import type { VerifiedAnswer } from './setup-answers.ts'

/** To what the source of a reconciler is set. */
export interface PlacesAnswer {
  readonly cluster: string | null
  readonly environment: string | null
  /** As YAML. */
  readonly rules: string
}

export interface ChangePlacesAnswer {
  readonly sourceChangePlaces: { readonly userErrors: readonly { readonly message: string }[] }
}

export interface SourceLine {
  readonly id: string
  readonly name: string
  readonly system: string
  readonly state: 'CONNECTED' | 'WAITING' | 'FAILING' | 'DISABLED'
  readonly lastEventAt: string | null
  readonly accepted: number
  readonly ignored: number
  readonly quarantined: number
  readonly message: string | null
  /** Null of a kind that is known no more. */
  readonly verified: VerifiedAnswer | null
  /** Null where it is no reconciler. */
  readonly places: PlacesAnswer | null
}

export interface SourceAnswer {
  readonly viewer: { readonly mayAdminister: boolean }
  readonly sources: readonly SourceLine[]
}

export interface RepositoryLine {
  readonly name: string
  readonly isChosen: boolean
  readonly isVisible: boolean
}

export interface RepositoriesAnswer {
  readonly sourceRepositories: {
    /** None is chosen by its name. */
    readonly isAll: boolean
    readonly readsAll: boolean
    readonly totalCount: number
    readonly problem: string | null
    readonly repositories: readonly RepositoryLine[]
  }
}

export interface EnvironmentLine {
  readonly name: string
  readonly tier: string
  readonly deployments: number
  readonly counted: number
  readonly failed: number
  readonly unfinished: number
  readonly withoutCommit: number
  readonly lastAt: string | null
  readonly perWeek: number | null
  readonly services: readonly string[]
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[]
}

export interface RepositoryPreview {
  readonly repository: string
  readonly workflows: readonly string[]
  readonly tags: number
  readonly releases: number
  readonly mergedRequests: number
  readonly isWhole: boolean
  readonly missing: readonly string[]
  readonly environments: readonly EnvironmentLine[]
}

export interface PreviewAnswer {
  readonly sourcePreview: { readonly problem: string | null; readonly found: RepositoryPreview | null }
}

export interface PartLine {
  readonly repository: string
  readonly part: 'COMMITS' | 'REQUESTS' | 'DEPLOYMENTS' | 'RELEASES' | 'INCIDENTS' | 'RUNS'
  readonly read: number
  readonly total: number | null
  readonly isFilled: boolean
}

export interface HistoryAnswer {
  readonly sourceHistory: {
    readonly canRead: boolean
    readonly state: 'NEVER' | 'WISHED' | 'READING' | 'LIMITED' | 'ENDED'
    readonly startedAt: string | null
    readonly endedAt: string | null
    readonly goesOnAt: string | null
    readonly accepted: number
    readonly progress: readonly PartLine[]
    readonly problems: readonly { readonly repository: string | null; readonly message: string }[]
  }
}

export interface ChooseAnswer {
  readonly sourceChooseRepositories: { readonly userErrors: readonly { readonly message: string }[] }
}

export interface ReadAnswer {
  readonly sourceReadHistory: { readonly userErrors: readonly { readonly message: string }[] }
}

export interface TokenAnswer {
  readonly sourceGiveToken: { readonly userErrors: readonly { readonly message: string }[] }
}
