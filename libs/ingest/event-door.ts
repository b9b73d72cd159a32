import type { Refusal } from '#sources/events/error-codes'
import { type Parsed, parseEvent, type Sender } from '#sources/events/parse-event'
import type { Database } from '#storage/database'
import type { NewStatement } from '#storage/stores/event-log'
import { keepRefused, type RefusedBody } from '#storage/stores/quarantine'
import { type Committed, GroupCommit, type GroupCommitOptions } from './group-commit.ts'
import { type Line, readLines } from './lines.ts'
import { readJson } from './read-json.ts'
import { toStatement, type ValidEvent } from './statement.ts'

/** Most events of one JSON body. */
export const mostEvents = 5_000
/** Longest line of NDJSON, in bytes. */
export const longestLine = 1_048_576
/** Lines that are committed together, and bytes after which fewer are. */
const linesTogether = 1_000
const bytesTogether = 4_194_304
/** Refusals that one answer lists, and refused bodies that one request leaves in quarantine. */
const mostListed = 1_000
/** Events that are read before other requests get their turn. */
const turn = 250

export interface ListedRefusal extends Refusal {
  readonly index: number
}

/** The answer of the contract. */
export interface Receipt {
  readonly accepted: number
  readonly duplicates: number
  readonly rejectedCount: number
  /** At most 1,000. */
  readonly rejected: readonly ListedRefusal[]
}

/** Where an event is from. */
interface Origin {
  readonly index: number
  /** What is kept when it is refused. */
  readonly raw: () => Buffer
}

/** One value that was sent, still unread. */
interface Sent extends Origin {
  /** The value, or why there is none. */
  readonly read: { readonly value: unknown; readonly refusal: null } | { readonly refusal: Refusal }
}

/** The answer while it grows. */
class Tally implements Receipt {
  accepted = 0
  duplicates = 0
  rejectedCount = 0
  readonly rejected: ListedRefusal[] = []
  kept = 0

  refuse(index: number, { code, field, message }: Refusal): void {
    this.rejectedCount++
    if (this.rejected.length < mostListed) this.rejected.push({ index, code, field, message })
  }

  receipt(): Receipt {
    const { accepted, duplicates, rejectedCount } = this
    return { accepted, duplicates, rejectedCount, rejected: this.rejected.toSorted((a, b) => a.index - b.index) }
  }
}

/** What of one batch is refused: counted in the answer, and kept. */
class Refusals {
  readonly #source: string
  readonly tally: Tally
  readonly bodies: RefusedBody[] = []

  constructor(source: string, tally: Tally) {
    this.#source = source
    this.tally = tally
  }

  add({ index, raw }: Origin, refusal: Refusal): void {
    this.tally.refuse(index, refusal)
    if (this.tally.kept >= mostListed) return
    this.tally.kept++
    this.bodies.push({ source: this.#source, ...refusal, body: raw() })
  }
}

/** The stream was stopped by `cause`; what `receipt` counts is committed and stays. */
export class StreamStopped extends Error {
  readonly receipt: Receipt

  constructor(receipt: Receipt, cause: unknown) {
    super('The stream was stopped.', { cause })
    this.name = 'StreamStopped'
    this.receipt = receipt
  }
}

export interface EventDoorOptions extends GroupCommitOptions {
  /** Told when refused bodies could not be kept: the answer names the refusals all the same. */
  readonly onQuarantineFailed?: (error: unknown) => void
  /** False: everything is validated and answered alike, and nothing is kept. */
  readonly keeps?: boolean
  /** False: what is refused is told and not kept, because whoever sends it has it before them. */
  readonly keepsRefused?: boolean
}

/** Where every event comes in: reads and validates values, commits what is valid, says what is not. */
export class EventDoor {
  readonly #db: Database
  /** Null: nothing is kept. */
  readonly #commits: GroupCommit | null
  readonly #keepsRefused: boolean
  readonly #onQuarantineFailed: (error: unknown) => void

  constructor(db: Database, options: EventDoorOptions = {}) {
    this.#db = db
    this.#commits = options.keeps === false ? null : new GroupCommit(db, options)
    this.#keepsRefused = options.keeps !== false && options.keepsRefused !== false
    this.#onQuarantineFailed = options.onQuarantineFailed ?? (() => undefined)
  }

  /**
   * Takes values of one request, in order; resolves when all that is valid is committed.
   *
   * @throws Unavailable when they cannot be taken now.
   */
  async take(values: readonly unknown[], sender: Sender): Promise<Receipt> {
    const tally = new Tally()
    const sent = values.map((value, index) => ({
      index,
      read: { value, refusal: null },
      raw: () => Buffer.from(JSON.stringify(value) ?? 'null'),
    }))
    await this.#takeBatch(sent, sender, tally)
    return tally.receipt()
  }

  /**
   * Takes events that were read before, in order; resolves when they are committed.
   *
   * @throws Unavailable when they cannot be taken now.
   */
  async takeValid(events: readonly ValidEvent[], source: string): Promise<Receipt> {
    const tally = new Tally()
    const origins = events.map(({ canonical }, index) => ({ index, raw: () => Buffer.from(canonical) }))
    await this.#commit(events.map(toStatement), origins, new Refusals(source, tally))
    return tally.receipt()
  }

  /** Notes a body that is no list of values at all. */
  async refuse(body: Buffer, refusal: Refusal, sender: Sender): Promise<Receipt> {
    const tally = new Tally()
    await this.#takeBatch([{ index: 0, read: { refusal }, raw: () => body }], sender, tally)
    return tally.receipt()
  }

  /**
   * Takes a stream of NDJSON: every 1,000 lines are committed before more than the next 1,000 are read.
   *
   * @throws StreamStopped when the stream is cut or the events cannot be taken now, with what was committed.
   */
  async takeLines(chunks: AsyncIterable<Buffer>, sender: Sender): Promise<Receipt> {
    const tally = new Tally()
    let before: Promise<void> = Promise.resolve()
    const commit = async (batch: readonly Sent[]): Promise<void> => {
      await before
      await this.#commits?.room()
      before = this.#takeBatch(batch, sender, tally)
      // A failure is met at the next await; until then it must not count as unhandled.
      before.catch(() => undefined)
    }
    try {
      let batch: Sent[] = []
      let bytes = 0
      for await (const line of readLines(chunks, longestLine)) {
        batch.push(sentLine(line))
        bytes += line.bytes?.length ?? 0
        if (batch.length < linesTogether && bytes < bytesTogether) continue
        await commit(batch)
        batch = []
        bytes = 0
      }
      await commit(batch)
      await before
      return tally.receipt()
    } catch (error) {
      await before.catch(() => undefined)
      throw new StreamStopped(tally.receipt(), error)
    }
  }

  /** Takes nothing more, and resolves when what was taken is committed. */
  async close(): Promise<void> {
    await this.#commits?.close()
  }

  async #takeBatch(batch: readonly Sent[], sender: Sender, tally: Tally): Promise<void> {
    const rows: NewStatement[] = []
    const origins: Sent[] = []
    const refusals = new Refusals(sender.source, tally)
    for (const [at, sent] of batch.entries()) {
      if (at > 0 && at % turn === 0) await new Promise((resolve) => setImmediate(resolve))
      const parsed: Parsed =
        sent.read.refusal === null ? parseEvent(sent.read.value, sender) : { ok: false, ...sent.read.refusal }
      if (!parsed.ok) {
        refusals.add(sent, { code: parsed.code, field: parsed.field, message: parsed.message })
        continue
      }
      rows.push(toStatement(parsed))
      origins.push(sent)
    }
    await this.#commit(rows, origins, refusals)
  }

  async #commit(rows: readonly NewStatement[], origins: readonly Origin[], refusals: Refusals): Promise<void> {
    const { tally, bodies } = refusals
    const committed = await (this.#commits?.commit(rows) ?? counted(rows))
    tally.accepted += committed.accepted
    tally.duplicates += committed.duplicates
    for (const [index, message] of committed.refused) {
      const origin = origins[index]
      if (origin !== undefined) refusals.add(origin, { code: 'NOT_STORABLE', field: null, message })
    }
    if (bodies.length > 0 && this.#keepsRefused) await keepRefused(this.#db, bodies).catch(this.#onQuarantineFailed)
  }
}

/** What would become of these rows where none of them is known yet. */
function counted(rows: readonly NewStatement[]): Committed {
  const accepted = new Set(rows.map(({ key }) => key)).size
  return { accepted, duplicates: rows.length - accepted, refused: new Map() }
}

function sentLine({ index, bytes, length }: Line): Sent {
  if (bytes !== null) return { index, read: readJson(bytes), raw: () => bytes }
  const message = `The line has ${length} bytes; at most ${longestLine} are taken.`
  return { index, read: { refusal: { code: 'TOO_LARGE', field: null, message } }, raw: () => Buffer.from(message) }
}
