import * as z from 'zod'

const level = z.string().nullish()

const Answer = z.object({
  id: z.number(),
  path_with_namespace: z.string(),
  web_url: z.string(),
  default_branch: z.string().nullish(),
  empty_repo: z.boolean().nullish(),
  issues_access_level: level,
  merge_requests_access_level: level,
  builds_access_level: level,
  environments_access_level: level,
  releases_access_level: level,
  repository_access_level: level,
})

/** What of a project can be switched off. */
export type Feature = 'issues' | 'merge_requests' | 'builds' | 'environments' | 'releases' | 'repository'

/** A project as it is read. */
export interface ReadProject {
  readonly id: number
  /** As it is called now. */
  readonly path: string
  readonly defaultBranch: string | null
  /** As webhooks name it. */
  readonly named: {
    readonly path_with_namespace: string
    readonly web_url: string
    readonly default_branch: string | null
  }
  readonly has: (feature: Feature) => boolean
}

/** Projects, and whatever else is a list, on one page; GitLab gives no more. */
export const pageSize = 100

/** A project by its number or its path. */
export function projectPath(project: number | string): string {
  return `/projects/${encodeURIComponent(project)}`
}

/** All projects that the account of the token is a member of. */
export const projectsPath = `/projects?membership=true&archived=false&pagination=keyset&order_by=id&sort=asc&per_page=${pageSize}`

/** A project as it was answered; null where it is none. */
export function readProject(answer: unknown): ReadProject | null {
  const read = Answer.safeParse(answer)
  if (!read.success) return null
  const { id, path_with_namespace: path, web_url: url, default_branch: branch = null, ...others } = read.data
  const has = (feature: Feature): boolean => {
    if (feature === 'repository' && others.empty_repo === true) return false
    return others[`${feature}_access_level`] !== 'disabled'
  }
  const named = { path_with_namespace: path, web_url: url, default_branch: branch }
  return { id, path, defaultBranch: branch, named, has }
}
