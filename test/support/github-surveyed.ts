import { listed, type PageArguments } from './github-connection.ts'

/** What a survey finds; what is left out is not there. */
export interface SurveyedWorld {
  readonly owner: string
  readonly name: string
  readonly requests: readonly { readonly mergedAt: string | null }[]
  readonly deployments: readonly { readonly environment: string }[]
  /** Names of environments beside those that were deployed to. */
  readonly environments?: readonly string[]
  readonly releases?: readonly {
    readonly publishedAt: string
    readonly isPrerelease?: boolean
    readonly tag?: string
  }[]
  readonly tags?: number
  readonly workflows?: readonly string[]
  /** `owner/name` of other repositories that the token sees, in which nothing is. */
  readonly others?: readonly string[]
}

/** What a survey of a repository finds beside its deployments. */
export function surveyed(world: SurveyedWorld): object {
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
        newestFirst.map(({ tag = 'v1', ...release }) => ({
          isDraft: false,
          isPrerelease: false,
          createdAt: release.publishedAt,
          tagName: tag,
          url: `https://github.com/${world.owner}/${world.name}/releases/tag/${tag}`,
          tagCommit: { oid: Buffer.from(tag.padEnd(20, '.')).toString('hex') },
          ...release,
        })),
        args,
      ),
    refs: () => ({ totalCount: world.tags ?? 0 }),
    object: () => (files === null ? null : { __typename: 'Tree', entries: files }),
  }
}

/** The repositories that the token sees. */
export function visibleTo(world: SurveyedWorld, args: PageArguments): object {
  const names = [`${world.owner}/${world.name}`, ...(world.others ?? [])]
  return listed(
    names.map((nameWithOwner) => ({ nameWithOwner })),
    args,
  )
}

/** How many requests of the repository were merged since the day that the search names. */
export function mergedSince({ owner, name, requests }: SurveyedWorld, query: string): number {
  const day = /^repo:(\S+) is:pr is:merged merged:>=([\d-]+)$/.exec(query)
  if (day?.[1] !== `${owner}/${name}`) return 0
  return requests.filter(({ mergedAt }) => mergedAt !== null && mergedAt.slice(0, 10) >= (day[2] ?? '')).length
}
