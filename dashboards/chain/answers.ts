/** Shapes of the ways of a deployment and of a change: what `queries/deployment-way` and `change-way` ask for. */
import type { Joint as Link } from '../evidence-answers.ts'

export interface WayChange {
  readonly id: string
  readonly number: number | null
  readonly sha: string | null
  readonly title: string | null
  readonly url: string | null
  readonly repository: { readonly name: string }
  readonly firstAuthoredAt: string | null
  readonly openedAt: string | null
  readonly mergedAt: string | null
  readonly commits: { readonly totalCount: number; readonly nodes: readonly { readonly sha: string }[] }
}

export interface WayBuild {
  readonly name: string | null
  readonly phase: string | null
  readonly outcome: string | null
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly url: string | null
}

export interface WayArtifact {
  readonly image: string | null
  readonly version: string | null
  readonly tag: string | null
  readonly digest: string | null
  readonly publishedAt: string
  readonly deployed: boolean
  readonly url: string | null
}

export interface WayArrival {
  readonly placement: string
  readonly at: string
  readonly outcome: string
  readonly liveRule: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

export interface WayDeployment {
  readonly id: string
  readonly service: { readonly name: string }
  readonly environment: { readonly name: string }
  readonly version: string
  readonly sha: string | null
  readonly kind: string
  readonly outcome: string
  readonly abortReason: string | null
  readonly liveAt: string | null
  readonly liveRule: string | null
  readonly images: readonly { readonly image: string; readonly tag: string | null; readonly digest: string | null }[]
  readonly configRepository: string | null
  readonly configSha: string | null
  readonly arrivals: readonly WayArrival[]
  readonly reports: readonly { readonly source: string }[]
  readonly links: readonly Link[]
  readonly change: WayChange | null
  readonly configChange: WayChange | null
  readonly builds: readonly WayBuild[]
  readonly artifacts: readonly WayArtifact[]
  readonly changes: { readonly totalCount: number }
}

export interface DeploymentWayAnswer {
  readonly deployment: WayDeployment | null
}

export interface Shipment {
  readonly method: string
  readonly confidence: string
  readonly liveAt: string
  readonly seconds: number
  readonly stages: readonly { readonly stage: string; readonly seconds: number }[]
  readonly deployment: WayDeployment
}

export interface ChangeWay extends WayChange {
  readonly authorship: string
  readonly additions: number | null
  readonly deletions: number | null
  readonly labels: readonly string[]
  readonly builds: readonly WayBuild[]
  readonly shipments: readonly Shipment[]
  readonly waiting: readonly {
    readonly mergedAt: string
    readonly service: { readonly name: string }
    readonly environment: { readonly name: string }
    /** That is on its way with it; null while none was asked for. */
    readonly deployment: WayDeployment | null
  }[]
}

export interface ChangeWayAnswer {
  readonly node: ChangeWay | null
}

/** Makes the addresses of the pages of records. */
export interface Hrefs {
  change(id: string): string
  deployment(id: string): string
}
