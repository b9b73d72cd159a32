import { listed, type PageArguments } from './github-connection.ts'
import type { GithubWorld } from './github-server.ts'

/** What a survey of a repository finds beside its deployments. */
export function surveyed(world: GithubWorld): object {
  const deployed = world.deployments.map(({ environment }) => environment)
  const environments = [...new Set([...deployed, ...(world.environments ?? [])])].toSorted()
  const newestFirst = (world.releases ?? []).toSorted((a, b) => (a.publishedAt < b.publishedAt ? 1 : -1))
  const files = world.workflows?.map((name) => ({ name })) ?? null
  return {
    environments: (args: PageArguments) =>
      listed(
        environments.map((name) => ({ name })),
        args,
      ),
    releases: (args: PageArguments) =>
      listed(
        newestFirst.map((release) => ({ isDraft: false, isPrerelease: false, ...release })),
        args,
      ),
    refs: () => ({ totalCount: world.tags ?? 0 }),
    object: () => (files === null ? null : { __typename: 'Tree', entries: files }),
  }
}

/** The repositories that the token sees. */
export function visibleTo(world: GithubWorld, args: PageArguments): object {
  const names = [`${world.owner}/${world.name}`, ...(world.others ?? [])]
  return listed(
    names.map((nameWithOwner) => ({ nameWithOwner })),
    args,
  )
}

/** How many requests of the repository were merged since the day that the search names. */
export function mergedSince({ owner, name, requests }: GithubWorld, query: string): number {
  const day = /^repo:(\S+) is:pr is:merged merged:>=([\d-]+)$/.exec(query)
  if (day?.[1] !== `${owner}/${name}`) return 0
  return requests.filter(({ mergedAt }) => mergedAt !== null && mergedAt.slice(0, 10) >= (day[2] ?? '')).length
}
