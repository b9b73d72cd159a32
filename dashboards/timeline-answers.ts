import type { DeploymentTimes, Page } from './answers.ts'

export interface TimelineDeployment extends DeploymentTimes {
  readonly id: string
  readonly kind: string
  readonly outcome: string
  readonly version: string
  readonly failure: { readonly basis: string } | null
}

export interface TimelineIncident {
  readonly id: string
  readonly source: string
  readonly externalId: string
  readonly title: string | null
  readonly classification: string
  readonly openedAt: string
  readonly restoredAt: string | null
}

export interface TimelineAnswer {
  readonly service: {
    readonly deployments: Page<TimelineDeployment>
    /** What moved numbers of the past. */
    readonly ruleChanges: readonly { readonly at: string; readonly reasons: readonly string[] }[]
  } | null
  readonly incidents: Page<TimelineIncident>
}
