import type { DeploymentEvent } from '#domain/delivery-event'
import { digestsOf, imageTagOf } from '#domain/entity-key'
import type { ArtifactState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { Confidence } from '#domain/stream-history'
import { firstPublished, tagsOf } from '#domain/tagged'

/** A commit that an artifact was built from. */
export interface SourceCommit {
  readonly repository: string
  readonly sha: string
}

export interface ArtifactLink {
  readonly sources: readonly SourceCommit[]
  /** Null where nobody knows. */
  readonly publishedAt: Instant | null
  readonly method: 'ARTIFACT_DIGEST' | 'ARTIFACT_VERSION' | 'ARTIFACT_TAG'
  readonly confidence: Confidence
  readonly statements: readonly string[]
}

/** Bounds a chain of `inputs`, so that artifacts that name each other end. */
const maxInputs = 500

function latestOf(artifacts: readonly ArtifactState[]): Instant | null {
  const known = artifacts.map(firstPublished).filter((at) => at !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** An artifact under one of its names, since when it has it. */
interface Published {
  readonly artifact: ArtifactState
  readonly at: Instant
}

/** Artifacts by what a deployment may call them. */
export class ArtifactIndex {
  readonly #named = new Map<string, Published[]>()
  readonly #homeOf: (sha: string) => string

  /** @param homeOf gives the repository of a commit where its artifact names none. */
  constructor(artifacts: readonly ArtifactState[], homeOf: (sha: string) => string) {
    this.#homeOf = homeOf
    for (const artifact of artifacts.toSorted((a, b) => (a.entity < b.entity ? -1 : 1))) {
      const { digest, version, publishedAt } = artifact.event
      const names = [digest, version].filter((name) => name !== undefined)
      for (const { name, at } of [...names.map((name) => ({ name, at: publishedAt })), ...tagsOf(artifact)]) {
        const same = this.#named.get(name)
        if (same === undefined) this.#named.set(name, [{ artifact, at }])
        else same.push({ artifact, at })
      }
    }
  }

  #of(name: string): readonly ArtifactState[] {
    return (this.#named.get(name) ?? []).map(({ artifact }) => artifact)
  }

  /** Where the deployed version came from; null when no artifact is known for any of its names. */
  linkOf(event: DeploymentEvent, at: Instant): ArtifactLink | null {
    const digests = digestsOf(event)
    const byDigest = digests.flatMap((digest) => this.#of(digest))
    if (byDigest.length > 0) return this.#link(byDigest, 'ARTIFACT_DIGEST', 'HIGH')
    if (event.version !== undefined) {
      const byVersion = this.#latest(event.version, at)
      if (byVersion !== null) return this.#link([byVersion], 'ARTIFACT_VERSION', 'HIGH')
    }
    const imageTag = imageTagOf(event)
    const byTag = imageTag === null ? null : this.#latest(imageTag, at)
    if (byTag === null || imageTag === null) return null
    const moved = new Set(this.#of(imageTag).map((artifact) => artifact.event.digest)).size > 1
    return this.#link([byTag], 'ARTIFACT_TAG', moved ? 'MEDIUM' : 'HIGH')
  }

  /** A tag may move: the newest that was published by then. */
  #latest(name: string, at: Instant): ArtifactState | null {
    const known = (this.#named.get(name) ?? []).filter((published) => published.at <= at)
    return known.toSorted((a, b) => b.at - a.at)[0]?.artifact ?? null
  }

  #link(roots: readonly ArtifactState[], method: ArtifactLink['method'], confidence: Confidence): ArtifactLink {
    const sources = new Map<string, SourceCommit>()
    const seen = new Set<ArtifactState>()
    const open = [...roots]
    for (let artifact = open.shift(); artifact !== undefined && seen.size < maxInputs; artifact = open.shift()) {
      if (seen.has(artifact)) continue
      seen.add(artifact)
      const { sha, inputs = [] } = artifact.event
      if (sha !== undefined) {
        const { repository = this.#homeOf(sha) } = artifact.event
        sources.set(`${repository}@${sha}`, { repository, sha })
      }
      for (const input of inputs) open.push(...this.#of(input))
    }
    return {
      sources: [...sources.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source),
      publishedAt: latestOf(roots),
      method,
      confidence,
      statements: [...seen].flatMap((artifact) => artifact.statements).toSorted(),
    }
  }
}
