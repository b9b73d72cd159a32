import { DAY } from '#domain/instant'
import type { Window } from '#domain/window'
import type { Reads } from '../reads.ts'
import { Refusal } from '../refusal.ts'

/** Projecting histories for one question costs as much as replaying their streams, so few may be asked for at a time. */
export const historyLimit = 50
/** By all fields of a document together: two windows of as many services as one field may ask for. */
const documentLimit = 2 * historyLimit
const streamDayLimit = 200_000

/** How many histories all fields of a document have replayed, by its loaders. */
const replayedIn = new WeakMap<Reads, number>()

/** How much one question may read, however many services it is put to one by one. */
export class ReadBounds {
  private readonly reads: Reads
  private streamDays = 0
  private replayed = 0

  /** @param reads of the document that the question is of */
  constructor(reads: Reads) {
    this.reads = reads
  }

  /**
   * Single records of streams in a window are about to be read.
   *
   * @param what is counted from them, with its verb
   * @throws Refusal TOO_LARGE
   */
  records(streams: number, { from, to }: Window, what: string): void {
    this.streamDays += streams * Math.ceil((to - from) / DAY)
    if (this.streamDays <= streamDayLimit) return
    throw new Refusal(
      'TOO_LARGE',
      `${what} counted from single records, of at most ${streamDayLimit.toLocaleString('en-GB')} days of services at a time, such as 500 services over a year. Take fewer services or a shorter window.`,
      { field: 'window' },
    )
  }

  /**
   * Histories are about to be replayed.
   *
   * @param field that asks for it
   * @throws Refusal TOO_LARGE
   */
  replays(streams: number, field: string): void {
    this.replaysAhead(streams, field)
    this.replayed += streams
    replayedIn.set(this.reads, (replayedIn.get(this.reads) ?? 0) + streams)
  }

  /** Says so before the first of them is replayed. */
  replaysAhead(streams: number, field: string): void {
    const asked = this.replayed + streams
    if (asked > historyLimit) throw tooManyReplays(field, asked, historyLimit, 'at a time')
    const inAll = (replayedIn.get(this.reads) ?? 0) + streams
    if (inAll > documentLimit) throw tooManyReplays(field, inAll, documentLimit, 'in one document')
  }
}

function tooManyReplays(field: string, asked: number, limit: number, where: string): Refusal {
  return new Refusal(
    'TOO_LARGE',
    `\`asOf\` and other rules of blame replay the history of each service; ${asked} or more were asked for, at most ${limit} are answered ${where}.`,
    { field },
  )
}
