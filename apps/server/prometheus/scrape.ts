/** One page of services with their numbers; of the first page, also how Leadline itself is doing. */
export const scrapeDocument = /* GraphQL */ `
  query Scrape($environment: String!, $window: WindowInput!, $after: String, $withHealth: Boolean!) {
    services(first: 500, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        name
        team {
          name
        }
        metrics(environment: $environment, window: $window) {
          deploymentFrequency {
            unavailableReason
            count
            perDay
          }
          leadTimeForChanges {
            sampleSize
            medianSeconds
            p90Seconds
            pending {
              count
              oldestSinceMergeSeconds
            }
          }
          changeFailureRate {
            rate
            failed
            deployments
          }
          timeToRestore {
            sampleSize
            medianSeconds
            openCount
          }
          deploymentReworkRate {
            rate
            rework
            deployments
          }
        }
      }
    }
    ingest @include(if: $withHealth) {
      pending
      oldestPendingSeconds
      lastEventAt
    }
    sources @include(if: $withHealth) {
      name
      system
      state
      accepted
      ignored
      quarantined
      lastEventAt
    }
  }
`

/** A service as the document asks for it. Null is unknown, never zero. */
export interface ScrapedService {
  readonly name: string
  readonly team: { readonly name: string } | null
  readonly metrics: {
    readonly deploymentFrequency: {
      readonly unavailableReason: string | null
      readonly count: number
      readonly perDay: number | null
    }
    readonly leadTimeForChanges: {
      readonly sampleSize: number
      readonly medianSeconds: number | null
      readonly p90Seconds: number | null
      readonly pending: { readonly count: number; readonly oldestSinceMergeSeconds: number | null }
    }
    readonly changeFailureRate: { readonly rate: number | null; readonly failed: number; readonly deployments: number }
    readonly timeToRestore: {
      readonly sampleSize: number
      readonly medianSeconds: number | null
      readonly openCount: number
    }
    readonly deploymentReworkRate: {
      readonly rate: number | null
      readonly rework: number
      readonly deployments: number
    }
  }
}

export interface ScrapedSource {
  readonly name: string
  readonly system: string
  readonly state: string
  readonly accepted: number
  readonly ignored: number
  readonly quarantined: number
  readonly lastEventAt: string | null
}

export interface ScrapedHealth {
  readonly ingest: {
    readonly pending: number
    readonly oldestPendingSeconds: number | null
    readonly lastEventAt: string | null
  }
  readonly sources: readonly ScrapedSource[]
}

export interface ScrapeAnswer extends Partial<ScrapedHealth> {
  readonly services: {
    readonly totalCount: number
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    readonly nodes: readonly ScrapedService[]
  }
}
