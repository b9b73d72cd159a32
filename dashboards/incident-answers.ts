/** Shapes of incidents: what `queries/incidents` and `queries/incident` ask for. */
import type { Page } from './answers.ts'
import type { Joint, SwitchedFlag } from './evidence-answers.ts'
import type { Settled } from './settled-words.ts'

interface Named {
  readonly name: string
}

interface Blamed {
  readonly basis: string
  readonly confidence: string
  readonly deployment: { readonly id: string; readonly version: string; readonly service: Named }
}

interface IncidentHead {
  readonly id: string
  readonly externalId: string
  readonly source: string
  readonly title: string | null
  readonly severity: number | null
  readonly classification: string
  readonly openedAt: string
  readonly restoredAt: string | null
  readonly impactSeconds: number | null
  readonly services: readonly Named[]
  readonly environments: readonly Named[]
}

export interface ListedIncident extends IncidentHead {
  readonly failures: readonly Blamed[]
  readonly overrides: readonly { readonly revoked: boolean }[]
}

export interface IncidentsAnswer {
  readonly incidents: Page<ListedIncident>
  /** Names that incidents use for services of which nothing is deployed. */
  readonly unattributed: { readonly totalCount: number; readonly nodes: readonly { readonly count: number }[] }
  readonly sources: readonly { readonly name: string; readonly system: string }[]
  readonly services: { readonly nodes: readonly Named[] }
  readonly teams: { readonly nodes: readonly Named[] }
}

export interface IncidentFailure extends Blamed {
  readonly id: string
  readonly impactStartedAt: string
  readonly restoredAt: string | null
  readonly restoredRule: string | null
  readonly seconds: number | null
  readonly remedy: string | null
  readonly restoredByFlag: string | null
  readonly deployment: Blamed['deployment'] & {
    readonly kind: string
    readonly outcome: string
    readonly liveAt: string | null
    readonly environment: Named
  }
  readonly restoredBy: { readonly id: string; readonly version: string } | null
  readonly evidence: readonly Joint[]
}

export interface IncidentDetail extends IncidentHead {
  /** Where it counts: not every service in every environment. */
  readonly places: readonly { readonly service: Named; readonly environment: Named }[]
  readonly url: string | null
  readonly impactStartedAt: string
  readonly mitigatedAt: string | null
  readonly resolvedAt: string | null
  readonly failures: readonly IncidentFailure[]
  readonly switchedFlags: readonly (SwitchedFlag & {
    readonly source: string
    readonly url: string | null
    readonly method: string
  })[]
  readonly overrides: readonly Settled[]
}

export interface IncidentAnswer {
  readonly incident: IncidentDetail | null
}
