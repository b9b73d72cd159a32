import { setMaxListeners } from 'node:events'
import { within } from '#domain/time-limit'
import { Cluster, type ClusterAccess } from './cluster/cluster.ts'
import { Collection, objectAt } from './cluster/collection.ts'
import { Follower, type FollowState } from './follower.ts'
import { Leaders } from './leaders.ts'
import { Memory } from './memory.ts'
import { type Bounds, Outbox, usualBounds } from './outbox.ts'
import { pause, type Pauses, usualPauses } from './pauses.ts'
import { type Destination, Poster } from './poster.ts'
import { Reporter } from './reporter.ts'
import { pathOf, type Resource, resources } from './resources.ts'

export interface AgentOptions {
  readonly access: ClusterAccess
  readonly destination: Destination
  /** Null: what was posted is forgotten at the end. */
  readonly stateFile: string | null
  readonly say: (text: string) => void
  readonly pauses?: Pauses
  readonly bounds?: Bounds
  /** Objects of one page of a list. */
  readonly pageSize?: number
}

/** How the agent is doing. */
export interface AgentStatus {
  readonly resources: Readonly<Record<string, FollowState>>
  /** Objects that the server was told of. */
  readonly known: number
  readonly waiting: number
  /** Most that ever waited at once. */
  readonly mostWaiting: number
  readonly posted: number
  /** Null while everything is taken. */
  readonly trouble: string | null
}

/** How long what waits may still be posted at the end, in milliseconds. */
const farewell = 5_000

/** Watches one cluster and posts what changes. */
export class Agent {
  readonly #options: AgentOptions
  readonly #cluster: Cluster
  readonly #outbox: Outbox
  readonly #memory: Memory
  readonly #reporter: Reporter
  readonly #poster: Poster
  readonly #states = new Map<string, FollowState>()

  constructor(options: AgentOptions) {
    this.#options = options
    const { destination, pauses = usualPauses, say } = options
    this.#cluster = new Cluster(options.access)
    this.#outbox = new Outbox(options.bounds ?? usualBounds)
    this.#memory = new Memory(options.stateFile, destination.address, destination.cluster, destination.environment)
    this.#reporter = new Reporter(this.#memory, this.#outbox, new Leaders(), (path, signal) =>
      objectAt(this.#cluster, path, signal),
    )
    const { reporter, outbox, memory } = { reporter: this.#reporter, outbox: this.#outbox, memory: this.#memory }
    this.#poster = new Poster({ destination, outbox, reporter, memory, pauses, say })
  }

  get status(): AgentStatus {
    const { posted, trouble } = this.#poster
    return {
      resources: Object.fromEntries(this.#states),
      known: this.#memory.size,
      waiting: this.#outbox.size,
      mostWaiting: this.#outbox.highest,
      posted,
      trouble,
    }
  }

  /** Runs until `signal` aborts, and then posts what waits where that is soon done. */
  async run(signal: AbortSignal): Promise<void> {
    setMaxListeners(100, signal)
    const ending = new AbortController()
    const posting = this.#poster.run(ending.signal)
    const running: Promise<void>[] = []
    for (const phase of [0, 1, 2]) {
      const followers = resources.filter((resource) => resource.phase === phase).map((each) => this.#follower(each))
      running.push(...followers.map((follower) => follower.run(signal)))
      await Promise.all(followers.map(({ settled }) => settled))
    }
    await Promise.all(running)
    if (this.#poster.trouble === null) await this.#drained()
    ending.abort()
    await posting
    this.#cluster.close()
  }

  async #drained(): Promise<void> {
    await within(farewell, undefined, async (late) => {
      while (this.#outbox.size > 0 && !late.aborted && this.#poster.trouble === null) await pause(20, late)
    })
  }

  #follower(resource: Resource): Follower {
    const { pauses = usualPauses, pageSize = 100 } = this.#options
    const collection = new Collection(this.#cluster, pathOf(resource), pageSize)
    this.#states.set(resource.plural, { state: 'STARTING' })
    const onState = (of: Resource, state: FollowState): void => this.#told(of, state)
    return new Follower({ resource, collection, reporter: this.#reporter, pauses, onState })
  }

  /** Says what is new; numbers of objects change all the time. */
  #told({ plural, group }: Resource, state: FollowState): void {
    const before = this.#states.get(plural)
    this.#states.set(plural, state)
    const { say } = this.#options
    if (state.state === 'FAILING' && !(before?.state === 'FAILING' && before.message === state.message))
      say(`${plural}: ${state.message}`)
    if (state.state === before?.state) return
    if (state.state === 'FOLLOWING') say(`${plural}: ${state.objects} found, following them`)
    if (state.state === 'MISSING') say(`${plural}.${group}: not installed here; looked for again every 10 minutes`)
  }
}
