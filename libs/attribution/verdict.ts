import type { DeploymentKind } from '#domain/delivery-event'
import type { VersionIdentity } from '#domain/stream-history'
import { sameVersion } from './version.ts'

/** What the stream ran before, as far as a verdict needs it. */
export interface LiveState {
  readonly identity: VersionIdentity
  /** Last stated config revision of what is live; null while none was stated. */
  readonly configSha: string | null
}

export interface Question {
  readonly identity: VersionIdentity
  /** Another one than before; `isFound`: by the files that commits changed below the path of the application. */
  readonly configuration: { readonly isNew: boolean; readonly isFound: boolean }
  /** Null for the first deployment ever. */
  readonly live: LiveState | null
  /** What a reconciler applied was a commit that it applied to many services. */
  readonly isShared: boolean
  /** Nothing of the service ran there before: it was made anew. */
  readonly isMadeAnew: boolean
  /** It only reached placements that never ran this service before, and others did. */
  readonly newPlacesOnly: boolean
  /** First time that this version, and the live one, went live; null for never. */
  readonly firstLiveAt: number | null
  readonly liveFirstLiveAt: number | null
  /** Its commit is a strict ancestor of the live one's. */
  readonly isAncestor: boolean
}

/**
 * What kind of deployment a new version was, by what ran before (`docs/attribution.md`). Judged by version, never by the
 * history of the configuration repository: a `git revert` there is a new commit with an old image.
 */
export function verdict(question: Question): DeploymentKind {
  const { live, identity, configuration } = question
  if (live === null) return 'CODE'
  if (sameVersion(identity, live.identity)) {
    if (configuration.isNew) return configuration.isFound && question.isShared ? 'PLATFORM' : 'CONFIG'
    if (question.newPlacesOnly || question.isMadeAnew) return 'BOOTSTRAP'
    return question.isShared ? 'PLATFORM' : 'REDEPLOY'
  }
  if (question.isAncestor) return 'ROLLBACK'
  const { firstLiveAt, liveFirstLiveAt } = question
  return firstLiveAt !== null && liveFirstLiveAt !== null && firstLiveAt < liveFirstLiveAt ? 'ROLLBACK' : 'CODE'
}
