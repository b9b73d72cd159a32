/** Shapes of what runs where: what `queries/running` and `queries/difference` ask for. */

/** A version that was asked for and is not live yet. */
export interface OnItsWay {
  readonly since: string
  readonly deployment: { readonly id: string; readonly version: string }
}

export interface RunningRow {
  /** Null where the sender named none. */
  readonly placement: string | null
  readonly since: string
  readonly service: { readonly name: string }
  readonly environment: { readonly name: string }
  readonly team: { readonly name: string } | null
  readonly deployment: {
    readonly id: string
    readonly version: string
    readonly sha: string | null
    readonly commitConfidence: string | null
    readonly kind: string
    readonly changesUnavailableReason: string | null
    readonly change: { readonly id: string } | null
  }
  readonly previous: { readonly id: string; readonly version: string } | null
  readonly changes: { readonly totalCount: number } | null
  readonly onItsWay: OnItsWay | null
}

export interface RunningAnswer {
  readonly running: readonly RunningRow[]
  readonly services: { readonly totalCount: number; readonly nodes: readonly { readonly name: string }[] }
  readonly teams: { readonly nodes: readonly { readonly name: string }[] }
}

/** What `queries/running-of-service` asks for. */
export interface RunningOfServiceAnswer {
  readonly running: readonly (Pick<RunningRow, 'placement' | 'environment' | 'onItsWay'> & {
    readonly deployment: { readonly id: string; readonly version: string }
  })[]
}

export interface NamedChange {
  readonly id: string
  readonly number: number | null
  readonly sha: string | null
  readonly title: string | null
  readonly url: string | null
}

export interface ChangeList {
  readonly totalCount: number
  readonly nodes: readonly NamedChange[]
}

export interface DifferenceAnswer {
  readonly difference: {
    readonly commits: number
    readonly removedCommits: number | null
    readonly backwards: boolean
    readonly changes: ChangeList
    readonly removedChanges: ChangeList | null
  }
}
