/** Changes that are named; what is beyond is counted. */
export const mostChanges = 20

/** What is told of a deployment, as its page has it. */
export const deploymentQuestion = `
  query DeploymentNotice($id: ID!, $first: Int!) {
    deployment(id: $id) {
      id version kind outcome startedAt finishedAt liveAt abortReason changesUnavailableReason
      previous { version }
      service { name team { name } }
      environment { name }
      changes(first: $first) { totalCount nodes { number sha title url } }
    }
  }`

export interface DeploymentAnswer {
  readonly id: string
  readonly version: string
  readonly kind: string
  readonly outcome: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly liveAt: string | null
  readonly abortReason: string | null
  readonly changesUnavailableReason: string | null
  readonly previous: { readonly version: string } | null
  readonly service: { readonly name: string; readonly team: { readonly name: string } | null }
  readonly environment: { readonly name: string }
  readonly changes: {
    readonly totalCount: number
    readonly nodes: readonly {
      readonly number: number | null
      readonly sha: string | null
      readonly title: string | null
      readonly url: string | null
    }[]
  }
}
