import type { Deployment } from '#domain/stream-history'

/** The service's own repository, as far as it is known without what is live. */
export interface OwnRepository {
  /** `host/owner/name`. */
  readonly repository: string
  /** The catalogue names it; else it is called as the service is, for want of a better name. */
  readonly isRepositoryGiven: boolean
}

type Live = Pick<Deployment, 'liveAt' | 'repository' | 'frontier'>

/** Heads whose ancestors have been live after these deployments, as `repository@sha`. */
export function lastFrontier(deployments: readonly Live[]): readonly string[] {
  return deployments.findLast(({ liveAt }) => liveAt !== null)?.frontier ?? []
}

/**
 * The repository in which changes wait for a stream: the one that the catalogue gives, else that of the last version that was
 * live with a known commit, else the one called as the service is.
 *
 * @param deployments of the whole stream, in stream order.
 */
export function followedRepository(own: OwnRepository, deployments: readonly Live[]): string {
  if (own.isRepositoryGiven) return own.repository
  const frontier = lastFrontier(deployments)
  const isKnown = ({ liveAt, repository }: Live): boolean =>
    liveAt !== null && repository !== null && frontier.some((head) => head.startsWith(`${repository}@`))
  return deployments.findLast(isKnown)?.repository ?? own.repository
}
