/** Which workloads something else tells of: a Canary or Rollout, before which they do not serve, or an Application. */
export class Leaders {
  /** By the uid of the leader. */
  readonly #led = new Map<string, readonly string[]>()
  /** Kinds of the leaders of each workload, by uid. */
  readonly #leaders = new Map<string, Map<string, string>>()

  /** @param workloads Each as `namespace/kind/name`; all of this leader. */
  leads(uid: string, kind: string, workloads: readonly string[]): void {
    this.left(uid)
    if (workloads.length === 0) return
    this.#led.set(uid, workloads)
    for (const workload of workloads) {
      const leaders = this.#leaders.get(workload) ?? new Map<string, string>()
      this.#leaders.set(workload, leaders.set(uid, kind))
    }
  }

  left(uid: string): void {
    for (const workload of this.#led.get(uid) ?? []) {
      const leaders = this.#leaders.get(workload)
      leaders?.delete(uid)
      if (leaders?.size === 0) this.#leaders.delete(workload)
    }
    this.#led.delete(uid)
  }

  /** The kind of who tells of this workload; of several the first by the alphabet, null where nobody does. */
  of(workload: string): string | null {
    return [...(this.#leaders.get(workload)?.values() ?? [])].toSorted()[0] ?? null
  }
}
