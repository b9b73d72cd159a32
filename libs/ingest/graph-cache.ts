import { CommitGraph } from '#attribution/commit-graph/commit-graph'
import type { Database } from '#storage/database'
import { type GraphVersion, readGraph, readGraphVersions } from '#storage/stores/commits'

interface Cached {
  readonly graph: CommitGraph
  readonly version: number
  lastId: number
}

/** Edges of one read. */
const batch = 20_000

/**
 * Commit graphs in memory: extended by what was added since, read anew when an edge changed, and let go, least recently
 * used first, when together they hold more than `maxCommits`.
 */
export class GraphCache {
  /** Least recently used first. */
  readonly #graphs = new Map<number, Cached>()
  /** Graphs that are being read: who asks meanwhile waits for the same. */
  readonly #reading = new Map<number, Promise<CommitGraph>>()
  readonly #maxCommits: number
  #commits = 0

  constructor(maxCommits: number) {
    this.#maxCommits = maxCommits
  }

  /** The graphs of these repositories as they are now; one without commits is empty. */
  async load(db: Database, names: readonly string[]): Promise<Map<string, CommitGraph>> {
    const loaded = new Map<string, CommitGraph>()
    if (names.length === 0) return loaded
    for (const version of await readGraphVersions(db, names)) loaded.set(version.name, await this.#shared(db, version))
    this.#trim()
    return loaded
  }

  async #shared(db: Database, now: GraphVersion): Promise<CommitGraph> {
    await this.#reading.get(now.id)?.catch(() => undefined)
    const reading = this.#one(db, now)
    this.#reading.set(now.id, reading)
    try {
      return await reading
    } finally {
      if (this.#reading.get(now.id) === reading) this.#reading.delete(now.id)
    }
  }

  async #one(db: Database, now: GraphVersion): Promise<CommitGraph> {
    const known = this.#graphs.get(now.id)
    const usable = known !== undefined && known.version === now.version && known.lastId <= now.lastId
    const cached = usable ? known : { graph: new CommitGraph(), version: now.version, lastId: 0 }
    this.#commits -= known?.graph.size ?? 0
    this.#graphs.delete(now.id)
    while (cached.lastId < now.lastId) {
      const rows = await readGraph(db, now.id, cached.lastId, batch)
      const last = rows.at(-1)
      if (last === undefined) break
      cached.graph.add(rows)
      cached.lastId = last.id
    }
    this.#graphs.set(now.id, cached)
    this.#commits += cached.graph.size
    return cached.graph
  }

  /** Lets go of whole graphs, the youngest apart: a repository larger than the bound is kept while it is in use. */
  #trim(): void {
    for (const [id, { graph }] of this.#graphs) {
      if (this.#commits <= this.#maxCommits || this.#graphs.size === 1) return
      this.#graphs.delete(id)
      this.#commits -= graph.size
    }
  }
}
