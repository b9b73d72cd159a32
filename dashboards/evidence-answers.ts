/** Shapes of the rows behind the numbers: what `queries/deployments`, `samples`, `failures` and `deployment` ask for. */
import type { Flag, Page } from './answers.ts'
import type { Rework } from './rework-words.ts'
import type { Settled } from './settled-words.ts'

export interface DeploymentRow {
  readonly id: string
  readonly kind: string
  readonly outcome: string
  readonly version: string
  readonly sha: string | null
  /** How sure it is that `sha` is what it was built from. */
  readonly commitConfidence: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly liveAt: string | null
  readonly changes: { readonly totalCount: number }
  readonly changesUnavailableReason: string | null
  readonly failure: { readonly basis: string } | null
  readonly rework: readonly Rework[]
  readonly flags: readonly Flag[]
}
export interface DeploymentsAnswer {
  readonly service: { readonly deployments: Page<DeploymentRow> } | null
}

export interface ReworkAnswer {
  readonly service: {
    readonly metrics: { readonly deploymentReworkRate: { readonly samples: Page<DeploymentRow> } }
  } | null
}

interface DeploymentName {
  readonly id: string
  readonly version: string
}

export interface SampleRow {
  readonly startedAt: string
  readonly liveAt: string
  readonly seconds: number
  readonly change: {
    readonly id: string
    readonly number: number | null
    readonly sha: string | null
    readonly title: string | null
    readonly url: string | null
  } | null
  readonly deployment: DeploymentName
  readonly stages: readonly { readonly stage: string; readonly seconds: number }[]
  readonly flags: readonly Flag[]
}
export interface SamplesAnswer {
  readonly service: { readonly metrics: { readonly leadTimeForChanges: { readonly samples: Page<SampleRow> } } } | null
}

export interface SwitchedFlag {
  readonly key: string
  readonly at: string
  readonly enabled: boolean
  readonly confidence: string
}
export interface IncidentRow {
  readonly id: string
  readonly externalId: string
  readonly title: string | null
  readonly url: string | null
  readonly openedAt: string
  readonly restoredAt: string | null
  readonly classification: string
  readonly switchedFlags: readonly SwitchedFlag[]
  readonly overrides: readonly Settled[]
}
export interface CorrectionsAnswer {
  readonly incidents: { readonly totalCount: number; readonly nodes: readonly IncidentRow[] }
}
export interface FailureRow {
  readonly id: string
  readonly basis: string
  readonly confidence: string
  readonly impactStartedAt: string
  readonly restoredAt: string | null
  readonly restoredRule: string | null
  readonly seconds: number | null
  readonly remedy: string | null
  readonly restoredByFlag: string | null
  readonly deployment: DeploymentName & { readonly liveAt: string | null }
  readonly restoredBy: DeploymentName | null
  readonly incidents: readonly IncidentRow[]
}
export interface FailuresAnswer {
  readonly service: { readonly metrics: { readonly changeFailureRate: { readonly failures: Page<FailureRow> } } } | null
}

/** One joint of the chain from commit to live. */
export interface Joint {
  readonly from: string
  readonly to: string
  readonly method: string
  readonly confidence: string
  readonly at: string | null
  readonly missing: boolean
  readonly mend: string | null
  readonly deliveries: readonly string[]
}

export interface ChangeRow {
  readonly id: string
  readonly number: number | null
  readonly sha: string | null
  readonly title: string | null
  readonly url: string | null
  readonly authorship: string
  readonly firstAuthoredAt: string | null
  readonly openedAt: string | null
  readonly mergedAt: string | null
  readonly additions: number | null
  readonly deletions: number | null
  readonly labels: readonly string[]
  readonly repository: { readonly name: string; readonly url: string | null }
  readonly commits: {
    readonly totalCount: number
    readonly nodes: readonly {
      readonly sha: string
      readonly subject: string | null
      readonly authoredAt: string | null
    }[]
  }
  readonly links: readonly Joint[]
}

export interface DeploymentDetail {
  readonly id: string
  readonly service: { readonly name: string }
  readonly environment: { readonly name: string }
  readonly kind: string
  readonly computedKind: string
  readonly statedKind: string | null
  readonly overrideKind: string | null
  readonly outcome: string
  readonly abortReason: string | null
  readonly version: string
  readonly sha: string | null
  readonly configRepository: string | null
  readonly configSha: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly liveAt: string | null
  readonly liveRule: string | null
  readonly images: readonly { readonly image: string; readonly tag: string | null; readonly digest: string | null }[]
  readonly arrivals: readonly { readonly placement: string; readonly at: string; readonly outcome: string }[]
  readonly previous: DeploymentName | null
  readonly restoredBy: DeploymentName | null
  readonly failure: {
    readonly basis: string
    readonly confidence: string
    readonly impactStartedAt: string
    readonly restoredAt: string | null
    readonly seconds: number | null
    readonly remedy: string | null
    readonly restoredByFlag: string | null
    readonly incidents: readonly IncidentRow[]
    readonly evidence: readonly Joint[]
  } | null
  readonly reports: readonly {
    readonly source: string
    readonly externalId: string | null
    readonly at: string | null
  }[]
  readonly overrides: readonly Settled[]
  readonly labels: readonly string[]
  readonly rework: readonly Rework[]
  readonly links: readonly Joint[]
  readonly flags: readonly Flag[]
  readonly changes: Page<ChangeRow>
  readonly changesUnavailableReason: string | null
}
export interface DeploymentAnswer {
  readonly deployment: DeploymentDetail | null
}
