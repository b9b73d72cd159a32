import type { UnavailableReason } from '#dashboards/answers'

/** What a digest asks: the numbers are those of the pages, by the same fields. */

/** What waits, what is usual, and how much is open, over 90 days. */
export const servicesQuestion = `
  query DigestServices($services: [String!], $team: String, $environment: String!, $window: WindowInput!) {
    compare(services: $services, team: $team, environment: $environment, window: $window) {
      rows {
        service { name }
        metrics {
          leadTimeForChanges {
            p90Seconds
            unavailableReason
            pending { count bound oldestSinceMergeSeconds unknownReason }
          }
          timeToRestore { openCount }
        }
      }
    }
  }`

export interface ServicesAnswer {
  readonly compare: {
    readonly rows: readonly {
      readonly service: { readonly name: string }
      readonly metrics: {
        readonly leadTimeForChanges: {
          readonly p90Seconds: number | null
          readonly unavailableReason: UnavailableReason | null
          readonly pending: {
            readonly count: number
            readonly bound: 'EXACT' | 'AT_LEAST' | 'AT_MOST' | 'NEITHER'
            readonly oldestSinceMergeSeconds: number | null
            readonly unknownReason: string | null
          }
        }
        readonly timeToRestore: { readonly openCount: number }
      }
    }[]
  }
}

export const alertsQuestion = `
  query DigestAlerts($filter: AlertFilter, $after: String) {
    alerts(filter: $filter, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        metric level direction state text openedAt resolvedAt onsetFrom
        events { event at }
        service { name }
        environment { name tier }
      }
    }
  }`

interface Named {
  readonly name: string
}

/** An environment, as what is asked of one by name or tier is found again. */
export interface PlaceAnswer extends Named {
  readonly tier: string
}

export interface AlertNode {
  readonly metric: string
  readonly level: 'ALERT' | 'WATCH'
  readonly direction: 'WORSE' | 'BETTER'
  readonly state: string
  readonly text: string
  readonly openedAt: string
  readonly resolvedAt: string | null
  readonly onsetFrom: string
  readonly events: readonly { readonly event: string; readonly at: string }[]
  readonly service: Named
  readonly environment: PlaceAnswer
}

export const coverageQuestion = `
  query DigestCoverage($window: WindowInput!, $after: String) {
    coverageOfStreams(window: $window, first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        service { name }
        environment { name tier }
        deployments
        gaps { kind count of }
      }
    }
  }`

export interface CoverageNode {
  readonly service: Named | null
  readonly environment: PlaceAnswer | null
  readonly deployments: number
  readonly gaps: readonly { readonly kind: string; readonly count: number; readonly of: number }[]
}

export const sourcesQuestion = 'query DigestSources { sources { name state gapSince message } }'

export interface SourcesAnswer {
  readonly sources: readonly {
    readonly name: string
    readonly state: string
    readonly gapSince: string | null
    readonly message: string | null
  }[]
}

export const openFailuresQuestion = `
  query DigestFailures($name: String!, $environment: String!, $window: WindowInput!) {
    service(name: $name) {
      metrics(environment: $environment, window: $window) {
        timeToRestore {
          samples(first: 100) {
            nodes {
              impactStartedAt
              restoredAt
              incidents { title url }
              deployment { version outcome }
            }
          }
        }
      }
    }
  }`

export interface OpenFailuresAnswer {
  readonly service: {
    readonly metrics: {
      readonly timeToRestore: {
        readonly samples: {
          readonly nodes: readonly {
            readonly impactStartedAt: string
            readonly restoredAt: string | null
            readonly incidents: readonly { readonly title: string; readonly url: string | null }[]
            readonly deployment: { readonly version: string; readonly outcome: string }
          }[]
        }
      }
    }
  } | null
}

export const whyQuestion = `
  query DigestWhy($service: String, $team: String, $environment: String!, $window: WindowInput!) {
    leadTimeDifference(service: $service, team: $team, environment: $environment, window: $window) {
      clear
      stageMovedMost
      before { trimmedMeanSeconds }
      after { trimmedMeanSeconds }
      stages { stage beforeSeconds afterSeconds }
      came { service { name } change { number sha title url } seconds }
    }
  }`

export interface WhyAnswer {
  readonly leadTimeDifference: {
    readonly clear: boolean | null
    readonly stageMovedMost: string | null
    readonly before: { readonly trimmedMeanSeconds: number | null }
    readonly after: { readonly trimmedMeanSeconds: number | null }
    readonly stages: readonly {
      readonly stage: string
      readonly beforeSeconds: number
      readonly afterSeconds: number
    }[]
    readonly came: readonly {
      readonly service: Named
      readonly change: {
        readonly number: number | null
        readonly sha: string | null
        readonly title: string | null
        readonly url: string | null
      } | null
      readonly seconds: number
    }[]
  }
}
