/** A commit as the graph needs it. Parents that are not known themselves are holes. */
export interface CommitNode {
  readonly sha: string
  readonly parents: readonly string[]
}

/** Commits of a range, merge commits included, and the holes that were met on the way. */
export interface CommitRange {
  /** Children before parents. */
  readonly shas: readonly string[]
  /** Parents that nobody told us about; what lies behind them is unknown. */
  readonly missing: readonly string[]
}

const NEW = 1
const OLD = 2

/**
 * The commits of one repository. A query walks from its heads downwards in the order of generation numbers and stops
 * where everything left is known to both sides, as `git rev-list a..b` does with a commit-graph file
 * (git: Documentation/technical/commit-graph); it costs what the answer costs, not what the repository's age costs.
 */
export class CommitGraph {
  readonly #index = new Map<string, number>()
  readonly #shas: string[] = []
  /** Undefined for a hole. */
  readonly #parents: (readonly number[] | undefined)[] = []
  readonly #generation: number[] = []
  #known = 0
  #stale = false

  static of(nodes: Iterable<CommitNode>): CommitGraph {
    const graph = new CommitGraph()
    graph.add(nodes)
    return graph
  }

  /** Number of commits, holes apart. */
  get size(): number {
    return this.#known
  }

  add(nodes: Iterable<CommitNode>): void {
    for (const node of nodes) {
      const at = this.#slot(node.sha)
      const before = this.#parents[at]
      const parents = node.parents.map((parent) => this.#slot(parent))
      if (before === undefined) this.#known += 1
      this.#parents[at] = parents
      const generation = 1 + Math.max(0, ...parents.map((parent) => this.#generation[parent] ?? 0))
      if (generation !== this.#generation[at]) {
        // A child that came first has counted this commit as a hole.
        if (this.#hasChild.has(at)) this.#stale = true
        this.#generation[at] = generation
      }
      for (const parent of parents) this.#hasChild.add(parent)
    }
  }

  readonly #hasChild = new Set<number>()

  has(sha: string): boolean {
    const at = this.#index.get(sha)
    return at !== undefined && this.#parents[at] !== undefined
  }

  parentsOf(sha: string): readonly string[] {
    const at = this.#index.get(sha)
    return (at === undefined ? undefined : this.#parents[at])?.map((parent) => this.#shas[parent] as string) ?? []
  }

  /** True when every commit reachable from `ancestor` is reachable from `descendant`; a commit is its own ancestor. */
  isAncestor(ancestor: string, descendant: string): boolean {
    if (ancestor === descendant) return true
    const target = this.#index.get(ancestor)
    const start = this.#index.get(descendant)
    if (target === undefined || start === undefined || !this.has(ancestor)) return false
    this.#refresh()
    const floor = this.#generation[target] as number
    const seen = new Set<number>([start])
    const open = [start]
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const parent of this.#parents[at] ?? []) {
        if (parent === target) return true
        if ((this.#generation[parent] as number) <= floor || seen.has(parent)) continue
        seen.add(parent)
        open.push(parent)
      }
    }
    return false
  }

  /**
   * Commits reachable from `head` and from none of `frontier`: `git rev-list head --not frontier…`.
   *
   * @param most it ends with the generation in which so many were found: those furthest from the roots, whatever order
   *   the graph was told in.
   */
  newCommits(head: string, frontier: readonly string[], most = Number.POSITIVE_INFINITY): CommitRange {
    const start = this.#index.get(head)
    if (start === undefined) return { shas: [], missing: [head] }
    this.#refresh()
    const walk = new Walk(this.#generation)
    walk.paint(start, NEW)
    for (const sha of frontier) {
      const at = this.#index.get(sha)
      if (at !== undefined) walk.paint(at, OLD)
    }
    const shas: string[] = []
    const missing: string[] = []
    let floor = -1
    while (walk.undecided > 0) {
      const at = walk.next()
      if ((this.#generation[at] as number) < floor) break
      const paint = walk.paintOf(at)
      const parents = this.#parents[at]
      if (paint === NEW) (parents === undefined ? missing : shas).push(this.#shas[at] as string)
      if (floor < 0 && shas.length >= most) floor = this.#generation[at] as number
      for (const parent of parents ?? []) walk.paint(parent, paint)
    }
    return { shas, missing: missing.toSorted() }
  }

  /** `git rev-list --count from..to`, merge commits included; null where a hole or an unknown commit is in the way. */
  count(from: string, to: string): number | null {
    if (!this.has(from) || !this.has(to)) return null
    const range = this.newCommits(to, [from])
    return range.missing.length > 0 ? null : range.shas.length
  }

  /** The heads whose ancestors have been live once `head` was live too: no head is an ancestor of another. Ascending. */
  advance(frontier: readonly string[], head: string): string[] {
    if (frontier.some((known) => this.isAncestor(head, known))) return [...frontier]
    return [...frontier.filter((known) => !this.isAncestor(known, head)), head].toSorted()
  }

  #slot(sha: string): number {
    const known = this.#index.get(sha)
    if (known !== undefined) return known
    const at = this.#shas.length
    this.#index.set(sha, at)
    this.#shas.push(sha)
    this.#parents.push(undefined)
    this.#generation.push(0)
    return at
  }

  /** Generation numbers anew, after a hole was filled: parents before children, without recursion. */
  #refresh(): void {
    if (!this.#stale) return
    this.#stale = false
    const waiting = new Int32Array(this.#shas.length)
    const children: number[][] = Array.from({ length: this.#shas.length }, () => [])
    const ready: number[] = []
    for (let at = 0; at < this.#shas.length; at += 1) {
      const parents = new Set(this.#parents[at])
      waiting[at] = parents.size
      for (const parent of parents) children[parent]?.push(at)
      this.#generation[at] = this.#parents[at] === undefined ? 0 : 1
      if (parents.size === 0) ready.push(at)
    }
    for (let at = ready.pop(); at !== undefined; at = ready.pop()) {
      for (const child of children[at] ?? []) {
        this.#generation[child] = Math.max(this.#generation[child] as number, 1 + (this.#generation[at] as number))
        waiting[child] = (waiting[child] as number) - 1
        if (waiting[child] === 0) ready.push(child)
      }
    }
  }
}

/** The painted commits of one query, highest generation first. */
class Walk {
  /** Commits in the queue that only the new side has reached. */
  undecided = 0
  readonly #paint = new Map<number, number>()
  readonly #heap: number[] = []
  readonly #generation: readonly number[]

  constructor(generation: readonly number[]) {
    this.#generation = generation
  }

  paintOf(at: number): number {
    return this.#paint.get(at) ?? 0
  }

  paint(at: number, colour: number): void {
    const before = this.#paint.get(at)
    if (before === undefined) {
      this.#paint.set(at, colour)
      this.#push(at)
      if (colour === NEW) this.undecided += 1
      return
    }
    const after = before | colour
    if (after === before) return
    this.#paint.set(at, after)
    if (before === NEW) this.undecided -= 1
  }

  next(): number {
    const heap = this.#heap
    const top = heap[0] as number
    const last = heap.pop() as number
    if (heap.length > 0) {
      heap[0] = last
      this.#sink(0)
    }
    if (this.#paint.get(top) === NEW) this.undecided -= 1
    return top
  }

  /** By generation, then by slot, so that the order of an answer does not depend on the queue. */
  #above(a: number, b: number): boolean {
    const difference = (this.#generation[a] as number) - (this.#generation[b] as number)
    return difference === 0 ? a > b : difference > 0
  }

  #push(at: number): void {
    const heap = this.#heap
    heap.push(at)
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.#above(heap[child] as number, heap[parent] as number)) return
      ;[heap[child], heap[parent]] = [heap[parent] as number, heap[child] as number]
      child = parent
    }
  }

  #sink(from: number): void {
    const heap = this.#heap
    for (let parent = from; ; ) {
      const left = 2 * parent + 1
      if (left >= heap.length) return
      const right = left + 1
      const child = right < heap.length && this.#above(heap[right] as number, heap[left] as number) ? right : left
      if (!this.#above(heap[child] as number, heap[parent] as number)) return
      ;[heap[child], heap[parent]] = [heap[parent] as number, heap[child] as number]
      parent = child
    }
  }
}
