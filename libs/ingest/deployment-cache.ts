import type { Deployment } from '#domain/stream-history'

interface Kept {
  readonly version: number
  readonly deployments: readonly Deployment[]
}

/** Deployments of the streams that were projected last, so that a new one does not read the whole history again. */
export class DeploymentCache {
  /** Least recently used first. */
  readonly #streams = new Map<number, Kept>()
  readonly #maxDeployments: number
  #size = 0

  constructor(maxDeployments: number) {
    this.#maxDeployments = maxDeployments
  }

  /** The deployments of a stream in stream order; null where they are not kept or have changed since. */
  find(streamId: number, version: number): readonly Deployment[] | null {
    const kept = this.#streams.get(streamId)
    return kept?.version === version ? kept.deployments : null
  }

  keep(streamId: number, version: number, deployments: readonly Deployment[]): void {
    this.forget(streamId)
    this.#streams.set(streamId, { version, deployments })
    this.#size += deployments.length
    for (const oldest of this.#streams.keys()) {
      if (this.#size <= this.#maxDeployments) return
      this.forget(oldest)
    }
  }

  forget(streamId: number): void {
    this.#size -= this.#streams.get(streamId)?.deployments.length ?? 0
    this.#streams.delete(streamId)
  }
}
