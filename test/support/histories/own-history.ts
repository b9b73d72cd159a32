import { createHash } from 'node:crypto'
import type { History, HistoryCommit, HistoryDeployment } from './history.ts'

const minute = 60_000
const day = 24 * 60 * minute

/** Mulberry32, so that the history is the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Invents a repository of merged requests and direct commits, with author dates that lie, and deployments that go back. */
class Inventor {
  readonly commits: HistoryCommit[] = []
  readonly deployments: HistoryDeployment[] = []
  readonly #random: () => number
  readonly #seed: number
  #trunk: string[] = []
  #live: number[] = []
  #now = Date.UTC(2025, 0, 6, 9)
  #request = 0

  constructor(seed: number) {
    this.#seed = seed
    this.#random = randomOf(seed)
  }

  invent(steps: number): void {
    this.#trunk.push(this.#commit([], this.#now, null))
    for (let step = 0; step < steps; step += 1) {
      this.#now += Math.ceil(this.#random() * 9 * 60) * minute
      const draw = this.#random()
      if (draw < 0.5) this.#merge()
      else if (draw < 0.6) this.#trunk.push(this.#commit([this.#head()], this.#now, null))
      else if (draw < 0.95) this.#deploy('production')
      else this.#deploy('staging')
    }
  }

  #head(): string {
    return this.#trunk.at(-1) ?? ''
  }

  #commit(parents: readonly string[], committedAt: number, pullRequest: number | null): string {
    const sha = createHash('sha1').update(`${this.#seed} ${this.commits.length}`).digest('hex')
    const draw = this.#random()
    let authoredAt = committedAt - Math.floor(this.#random() * 3 * day)
    if (draw < 0.04) authoredAt = committedAt + 7 * minute
    if (draw > 0.96) authoredAt = committedAt - 200 * day
    if (parents.length > 1) authoredAt = committedAt
    const bot = this.#random() < 0.15
    this.commits.push({
      sha,
      parents,
      authoredAt: new Date(authoredAt).toISOString(),
      committedAt: new Date(committedAt).toISOString(),
      pullRequest,
      bot,
    })
    return sha
  }

  /** A branch from some way down the trunk; now and then it takes the trunk in before it is merged. */
  #merge(): void {
    this.#request += 1
    const base = Math.max(0, this.#trunk.length - 1 - Math.floor(this.#random() * 4))
    let tip = this.#trunk[base] ?? this.#head()
    const commits = 1 + Math.floor(this.#random() * 4)
    for (let index = 0; index < commits; index += 1)
      tip = this.#commit([tip], this.#now - (commits - index) * 20 * minute, null)
    if (base < this.#trunk.length - 1 && this.#random() < 0.4) {
      tip = this.#commit([tip, this.#head()], this.#now - 5 * minute, null)
      tip = this.#commit([tip], this.#now - 3 * minute, null)
    }
    this.#trunk.push(this.#commit([this.#head(), tip], this.#now, this.#request))
  }

  /** Mostly the newest commit; now and then an older one, the live one again, or a tag that nobody knows. */
  #deploy(environment: string): void {
    const live = this.#live.at(-1) ?? 0
    const draw = this.#random()
    let target = Math.max(live, this.#trunk.length - 1 - Math.floor(this.#random() * 2))
    if (draw < 0.12) target = Math.max(0, live - 1 - Math.floor(this.#random() * 3))
    if (draw > 0.93) target = live
    const known = draw < 0.85 || draw > 0.9
    const sha = this.#trunk[target] ?? this.#head()
    if (environment === 'production' && known) this.#live.push(target)
    this.deployments.push({
      service: 'own-history',
      environment,
      imageTag: known ? sha : `unknown-${this.deployments.length}`,
      sha: known ? sha : null,
      configSha: createHash('sha1').update(`config ${this.#seed} ${this.deployments.length}`).digest('hex'),
      at: new Date(this.#now).toISOString(),
    })
  }
}

/** A history of our own in the form of the real one: it is there where the reference documents are not. */
export function ownHistory(seed = 2026, steps = 600): History {
  const inventor = new Inventor(seed)
  inventor.invent(steps)
  return {
    name: 'own history',
    repository: 'git.example/own/history',
    service: 'own-history',
    commits: inventor.commits,
    deployments: inventor.deployments,
    expected: null,
  }
}
