import type { ListedDeployment } from '#dashboards/answers'

/** Changes that are named; what is beyond is counted. */
export const mostChanges = 20

/** What is told of a deployment, as its page has it. */
export const deploymentQuestion = `
  query DeploymentNotice($id: ID!, $first: Int!) {
    deployment(id: $id) {
      id version kind outcome startedAt finishedAt liveAt abortReason changesUnavailableReason
      previous { id version }
      service { name team { name } }
      environment { name }
      changes(first: $first) { totalCount nodes { number sha title url } }
    }
  }`

export interface ChangesAnswer {
  readonly totalCount: number
  readonly nodes: readonly {
    readonly number: number | null
    readonly sha: string | null
    readonly title: string | null
    readonly url: string | null
  }[]
}

/** What lies between a deployment and the one that was live before it, as a comparison of the two has it. */
export const betweenQuestion = `
  query DeploymentNoticeBetween($from: ID!, $to: ID!, $first: Int!) {
    difference(from: $from, to: $to) {
      changes(first: $first) { totalCount nodes { number sha title url } }
      removedChanges(first: $first) { totalCount nodes { number sha title url } }
    }
  }`

export interface BetweenAnswer {
  readonly difference: { readonly changes: ChangesAnswer; readonly removedChanges: ChangesAnswer | null } | null
}

export interface DeploymentAnswer extends ListedDeployment {
  readonly abortReason: string | null
  readonly changesUnavailableReason: string | null
  readonly previous: { readonly id: string; readonly version: string } | null
  readonly service: { readonly name: string; readonly team: { readonly name: string } | null }
  readonly environment: { readonly name: string }
  readonly changes: ChangesAnswer
}
