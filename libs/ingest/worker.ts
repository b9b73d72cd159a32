import { setImmediate as yieldTurn, setTimeout as sleep } from 'node:timers/promises'
import { type Instant, type Milliseconds, SECOND } from '#domain/instant'
import { type Database, preparing } from '#storage/database'
import { readCursor } from '#storage/stores/cursor'
import { readDirty } from '#storage/stores/dirty-streams'
import { loadReportingTimeZone, loadRules } from '#storage/stores/settings'
import { DeploymentCache } from './deployment-cache.ts'
import { foldBatch, LogAhead } from './fold-batch.ts'
import { GraphCache } from './graph-cache.ts'
import { behindLog } from './ingest-status.ts'
import { type Projection, projectStream } from './project-stream.ts'
import { Senders } from './senders.ts'
import { CurrentStates } from './state-reader.ts'

export interface WorkerOptions {
  readonly db: Database
  readonly clock: () => Instant
  /** Told of every failure; the worker tries again by itself. */
  readonly onError?: (error: unknown) => void
  /** How long an idle worker waits before it looks again, where nobody gives it a hint. */
  readonly pollEvery?: Milliseconds
  /** Commits of all graphs, and deployments of all streams, that are kept in memory. */
  readonly maxCommits?: number
  readonly maxDeployments?: number
  /** Reports of the first pass over a long tail; later ones take as many as the commits that they bring allow. */
  readonly reportsTogether?: number
}

/** Statements of one transaction. */
const foldTogether = 2_500
/** Streams that are looked at in one round. */
const projectTogether = 64
/** Streams that are projected at a time: while one waits for the database, another is worked on. */
const lanes = 2
/** A mark that is older is projected even while the log is being folded. */
const patience: Milliseconds = SECOND
/** Projecting while much is still to be folded takes at most this share of the time. */
const shareOfProjecting = 0.2
/** The share of the time that the worker takes beside many senders. */
const shareBesideSenders = 0.25
const longestRest: Milliseconds = 5 * SECOND
/** What is folded and projected at a time beside senders: who comes meanwhile waits for as long as that takes. */
const foldBesideSenders = 200
const projectBesideSenders = 4
/** What waits for longer is worked on as if there were no senders. */
const longestBeside: Milliseconds = 10 * SECOND
/** How often a resting worker looks whether they still come. */
const glance: Milliseconds = 200
const shortestBackoff: Milliseconds = 100
const longestBackoff: Milliseconds = 10 * SECOND
/** A stream that fails so often in one drain is given up. */
const mostFailures = 3

interface Failing {
  times: number
  notBefore: Instant
  error: unknown
}

/** Folds the log and projects what it touches, for as long as it runs. Several may run on one database. */
export class Worker {
  readonly #db: Database
  readonly #prepared: Database
  readonly #clock: () => Instant
  readonly #onError: (error: unknown) => void
  readonly #pollEvery: Milliseconds
  readonly #reader: CurrentStates
  readonly #deployments: DeploymentCache
  readonly #reportsTogether: number
  readonly #failing = new Map<number, Failing>()
  readonly #ahead = new LogAhead()
  readonly #stopping = new AbortController()
  #running: Promise<void> | null = null
  #turn: Promise<unknown> = Promise.resolve()
  #wake: (() => void) | null = null
  #hinted = false
  readonly #senders = new Senders()
  #isBesideSenders = false
  /** Since when there is more to fold than one batch; infinite: there is not. */
  #behindSince: Instant = Number.POSITIVE_INFINITY
  /** When the longest waiting stream was marked; infinite: none waits. */
  #oldestMark: Instant = Number.POSITIVE_INFINITY
  #projectAgainAt: Instant = 0

  constructor(options: WorkerOptions) {
    this.#db = options.db
    this.#prepared = preparing(options.db)
    this.#clock = options.clock
    this.#onError = options.onError ?? (() => undefined)
    this.#pollEvery = options.pollEvery ?? SECOND
    this.#reportsTogether = options.reportsTogether ?? 100
    this.#reader = new CurrentStates(new GraphCache(options.maxCommits ?? 400_000))
    this.#deployments = new DeploymentCache(options.maxDeployments ?? 20_000)
  }

  start(): void {
    this.#running ??= this.#loop()
  }

  /** Ends after the transaction at hand. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#wake?.()
    await this.#running
    await this.#turn
  }

  /** Something was appended: do not wait for the next poll. */
  hint(): void {
    this.#hinted = true
    this.#senders.note()
    this.#wake?.()
  }

  /** A sender was answered: while many are, they come first. */
  noteSender(): void {
    this.#senders.note()
  }

  /**
   * Works until every statement that is committed now or meanwhile is visible in the facts.
   *
   * @param onStep called after every batch that was folded and every round of projections.
   * @throws the error of a stream that cannot be projected, or of the database.
   */
  async drain(onStep?: () => Promise<void>): Promise<void> {
    for (;;) {
      const busy = await this.#exclusive(() => this.#step(true))
      await onStep?.()
      const hopeless = [...this.#failing.values()].find((failing) => failing.times >= mostFailures)
      if (hopeless !== undefined) throw hopeless.error
      if (busy) continue
      if ((await behindLog(this.#db)).pending === 0) return
      await sleep(5)
    }
  }

  async #loop(): Promise<void> {
    let failures = 0
    while (!this.#stopping.signal.aborted) {
      try {
        this.#hinted = false
        const startedAt = this.#clock()
        const haveManyCome = this.#senders.watch(this.#clock)
        const busy = await this.#exclusive(() => this.#step(false))
        failures = 0
        this.#isBesideSenders = haveManyCome()
        if (busy) await this.#giveWay(this.#clock() - startedAt)
        else await this.#idle(this.#pollEvery)
      } catch (error) {
        failures += 1
        this.#onError(error)
        await this.#idle(Math.min(longestBackoff, shortestBackoff * 2 ** Math.min(failures, 10)), true)
      }
    }
  }

  /** What came long ago waits still: senders come first no longer. */
  #isLate(): boolean {
    return this.#clock() - Math.min(this.#behindSince, this.#oldestMark) > longestBeside
  }

  /** Leaves most of the time to the senders while many come with little: what they wait for is an answer. */
  async #giveWay(worked: Milliseconds): Promise<void> {
    if (!this.#isBesideSenders || this.#isLate()) return yieldTurn()
    const rest = Math.min(longestRest, worked / shareBesideSenders - worked)
    for (let rested = 0; rested < rest && !this.#stopping.signal.aborted; rested += glance) {
      const haveManyCome = this.#senders.watch(this.#clock)
      await this.#idle(Math.min(glance, rest - rested), true)
      if (!haveManyCome()) return
    }
  }

  /** One step at a time, whoever asked for it: the caches are not made for two. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  /** Waits until a hint, the end, or a time; after a failure hints do not shorten it. */
  async #idle(longest: Milliseconds, deaf = false): Promise<void> {
    if ((this.#hinted && !deaf) || this.#stopping.signal.aborted) return
    const woken = new AbortController()
    this.#wake = () => {
      if (!deaf || this.#stopping.signal.aborted) woken.abort()
    }
    await sleep(longest, undefined, { signal: woken.signal }).catch(() => undefined)
    this.#wake = null
  }

  /** Folds a batch, or projects; false when there was nothing to do. */
  async #step(draining: boolean): Promise<boolean> {
    const isGentle = this.#isBesideSenders && !draining && !this.#isLate()
    const together = isGentle ? foldBesideSenders : foldTogether
    const folded = await foldBatch(this.#db, together, this.#ahead)
    if (folded.turned) return true
    const behind = folded.statements === together
    this.#behindSince = behind ? Math.min(this.#behindSince, this.#clock()) : Number.POSITIVE_INFINITY
    if (behind && (draining || this.#clock() < this.#projectAgainAt)) return true
    if ((await readCursor(this.#db)).rebuilding) return folded.statements > 0
    const startedAt = this.#clock()
    const projected = await this.#project(isGentle ? projectBesideSenders : projectTogether, behind, draining)
    const endedAt = this.#clock()
    if (behind) this.#projectAgainAt = endedAt + (endedAt - startedAt) / shareOfProjecting
    return folded.statements > 0 || projected > 0
  }

  /** Projects the streams that wait longest; while the log is behind, only those that waited too long. */
  async #project(most: number, behind: boolean, impatient: boolean): Promise<number> {
    const now = this.#clock()
    const mayTry = (streamId: number): boolean => impatient || (this.#failing.get(streamId)?.notBefore ?? 0) <= now
    const marks = (await readDirty(this.#db, most + this.#failing.size)).filter(
      (mark) => mayTry(mark.streamId) && (!behind || now - mark.markedAt >= patience),
    )
    this.#oldestMark = marks[0]?.markedAt ?? Number.POSITIVE_INFINITY
    if (marks.length === 0) return 0
    const projection: Projection = {
      reader: this.#reader,
      deployments: this.#deployments,
      rules: await loadRules(this.#db),
      timeZone: await loadReportingTimeZone(this.#db),
      now,
      reportsTogether: this.#reportsTogether,
    }
    let projected = 0
    const waiting = marks.map((mark) => mark.streamId)
    const lane = async (): Promise<void> => {
      for (let streamId = waiting.shift(); streamId !== undefined; streamId = waiting.shift()) {
        if (this.#stopping.signal.aborted) return
        if (await this.#projectOne(streamId, projection)) projected += 1
        await yieldTurn()
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    return projected
  }

  /** A stream that fails does not keep the others waiting; it is tried again, less and less often. */
  async #projectOne(streamId: number, projection: Projection): Promise<boolean> {
    try {
      const done = await projectStream(this.#prepared, streamId, projection)
      this.#failing.delete(streamId)
      return done
    } catch (error) {
      const times = (this.#failing.get(streamId)?.times ?? 0) + 1
      const wait = Math.min(longestBackoff, shortestBackoff * 2 ** times)
      this.#failing.set(streamId, { times, notBefore: this.#clock() + wait, error })
      this.#onError(error)
      return false
    }
  }
}

/** A worker of this database; it does nothing until it is started or drained. */
export function createWorker(options: WorkerOptions): Worker {
  return new Worker(options)
}
