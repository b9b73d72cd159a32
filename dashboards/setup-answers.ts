/** Shapes of what the documents of the setup and the coverage page ask for. */
import type { Page } from './answers.ts'

/** Why some of what a source sent could not be understood. */
export interface RefusalAnswer {
  readonly reason: string
  /** Among the latest that were refused. */
  readonly count: number
  readonly lastAt: string
}

export interface SourceAnswer {
  readonly id: string
  readonly name: string
  readonly system: string
  readonly state: 'CONNECTED' | 'WAITING' | 'FAILING' | 'DISABLED'
  readonly lastEventAt: string | null
  readonly gapSince: string | null
  readonly testedAt: string | null
  /** When its repository or its API was last read; null before, and where nothing is read. */
  readonly readAt: string | null
  /** What its API may still be asked; null where that is not told. */
  readonly budget: {
    readonly remaining: number
    readonly limit: number | null
    readonly resetsAt: string | null
  } | null
  /** What the last reading of a repository remarked. */
  readonly problems: readonly string[]
  /** Path that it sends to, or the repository that is read. */
  readonly address: string
  readonly accepted: number
  readonly ignored: number
  readonly quarantined: number
  /** Of these the latest three reasons. */
  readonly refusals: readonly RefusalAnswer[]
  readonly message: string | null
}

export interface ViewerAnswer {
  readonly source: string
  readonly mayAdminister: boolean
}

/** How it is known that such a system sends what is read of it. */
export type VerifiedAnswer = 'LIVE' | 'CAPTURED' | 'DOCUMENTED'

export interface SourceSystemAnswer {
  readonly id: string
  readonly verified: VerifiedAnswer
  /** Its sources are set to a cluster, an environment and rules. */
  readonly hasPlaces: boolean
}

export interface SetupAnswer {
  readonly viewer: ViewerAnswer
  readonly sourceSystems: readonly SourceSystemAnswer[]
  readonly sources: readonly SourceAnswer[]
}

/** A source with what it was given, once. */
export interface MadeSource {
  readonly source: SourceAnswer
  /** Path to send to; null where nothing is sent. */
  readonly url: string | null
  /** Null where it needs none. */
  readonly secret: string | null
}

export interface UserErrorAnswer {
  readonly code: string
  readonly message: string
  readonly field: readonly string[] | null
}

export interface SourcePayloadAnswer {
  readonly source: SourceAnswer | null
  readonly url: string | null
  readonly secret: string | null
  readonly userErrors: readonly UserErrorAnswer[]
}

export interface GapAnswer {
  readonly kind: string
  readonly count: number
  readonly of: number
  readonly example: string | null
  readonly meaning: string
  readonly mend: string
}

export interface StreamCoverageAnswer {
  readonly service: { readonly name: string } | null
  readonly environment: { readonly name: string } | null
  readonly deployments: number
  readonly withCommit: number
  readonly withOutcome: number
  readonly withLiveTime: number
  readonly changes: number
  readonly withRequest: number
  readonly failures: number
  readonly withIncident: number
  readonly incidents: number
  readonly incidentsLinked: number
  readonly gaps: readonly GapAnswer[]
}

export interface UnattributedAnswer {
  readonly kind: string
  readonly name: string
  readonly count: number
  readonly example: string | null
  readonly lastAt: string | null
  readonly reason: string
  readonly mend: string
}

export interface CoverageAnswer {
  readonly viewer: ViewerAnswer
  readonly coverageOfStreams: Page<StreamCoverageAnswer>
  readonly unattributed: Page<UnattributedAnswer>
  /** Deployments from before the window that wait too, up to a thousand. */
  readonly unattributedBefore: number
  readonly sources: readonly SourceAnswer[]
}
