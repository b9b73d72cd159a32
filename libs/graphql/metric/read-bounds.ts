import { DAY } from '#domain/instant'
import type { Window } from '#domain/window'
import { Refusal } from '../refusal.ts'

/** Projecting histories for one question costs as much as replaying their streams, so few may be asked for at a time. */
export const historyLimit = 50
const streamDayLimit = 200_000

/** How much one question may read, however many services it is put to one by one. */
export class ReadBounds {
  private streamDays = 0
  private replayed = 0

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
  }

  /** Says so before the first of them is replayed. */
  replaysAhead(streams: number, field: string): void {
    const asked = this.replayed + streams
    if (asked <= historyLimit) return
    throw new Refusal(
      'TOO_LARGE',
      `\`asOf\` and other rules of blame replay the history of each service; ${asked} or more were asked for, at most ${historyLimit} are answered at a time.`,
      { field },
    )
  }
}
