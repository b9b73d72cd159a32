import type { Deployment } from '#domain/stream-history'
import { Placed } from './cutovers.ts'
import type { LiveState } from './verdict.ts'
import { LiveVersions, mergeIdentity, sameVersion } from './version.ts'

/** What is known of the stream while its deployments are walked in order. */
export interface Walked {
  readonly placed: Placed
  readonly versions: LiveVersions
  readonly places: Set<string>
  /** Commit of the configuration that is live at each placement, as far as it is known. */
  readonly configs: Map<string, string>
  frontier: readonly string[]
  live: (LiveState & { readonly key: string; readonly sha: string | null; readonly repository: string | null }) | null
}

/** What a stream is known to be after the deployments before its tail. */
export function start(before: readonly Deployment[]): Walked {
  const walked: Walked = {
    placed: new Placed(),
    versions: new LiveVersions(),
    places: new Set(),
    configs: new Map(),
    frontier: [],
    live: null,
  }
  for (const deployment of before) {
    walked.placed.add(deployment)
    if (deployment.liveAt !== null) advance(walked, deployment)
  }
  return walked
}

/** A deployment went live. */
export function advance(walked: Walked, deployment: Deployment): void {
  walked.versions.add(deployment.identity, deployment.firstLiveAt ?? deployment.at)
  for (const { placement, outcome } of deployment.arrivals) {
    if (outcome !== 'SUCCEEDED') continue
    walked.places.add(placement)
    if (deployment.configSha !== null) walked.configs.set(placement, deployment.configSha)
  }
  walked.frontier = deployment.frontier
  const { live } = walked
  const isAgain = live !== null && sameVersion(deployment.identity, live.identity)
  walked.live = {
    key: deployment.key,
    // Who tells it again may know less of it.
    identity: isAgain ? mergeIdentity(deployment.identity, live.identity) : deployment.identity,
    configSha: deployment.configSha ?? live?.configSha ?? null,
    sha: isAgain ? (deployment.sha ?? live.sha) : deployment.sha,
    repository: isAgain && deployment.sha === null ? live.repository : deployment.repository,
  }
}
