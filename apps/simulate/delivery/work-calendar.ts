import { DAY, type Instant, type Milliseconds } from '#domain/instant'

export interface WorkingDays {
  /** Midnight there of day 0. */
  readonly midnight: Instant
  /** Of each day from day 0 on, whether it is worked. */
  readonly isWorked: readonly boolean[]
  /** When work begins, after midnight. */
  readonly opens: Milliseconds
  /** How long a working day is. */
  readonly length: Milliseconds
}

/**
 * When somebody works, and the axis of working time: its day is only as long as the working day, and follows the one before
 * at once. After the last day nothing comes any more: Infinity.
 */
export class WorkCalendar {
  readonly midnight: Instant
  private readonly length: Milliseconds
  /** When each worked day begins. */
  private readonly begins: readonly Instant[]
  /** Of each day the first worked one that is not before it. */
  private readonly firstFrom: Int32Array

  constructor({ midnight, isWorked, opens, length }: WorkingDays) {
    this.midnight = midnight
    this.length = length
    const begins: Instant[] = []
    this.firstFrom = new Int32Array(isWorked.length)
    for (const [day, worked] of isWorked.entries()) {
      this.firstFrom[day] = begins.length
      if (worked) begins.push(midnight + day * DAY + opens)
    }
    this.begins = begins
  }

  dayOf(at: Instant): number {
    return Math.floor((at - this.midnight) / DAY)
  }

  /** When so much work is done. */
  at(work: Milliseconds): Instant {
    const day = Math.floor(work / this.length)
    return (this.begins[day] ?? Number.POSITIVE_INFINITY) + (work - day * this.length)
  }

  /** How much work is done at a moment. */
  worked(at: Instant): Milliseconds {
    const day = this.placeFrom(at)
    const begin = this.begins[day]
    if (begin === undefined || at <= begin) return day * this.length
    return day * this.length + Math.min(this.length, at - begin)
  }

  /** The moment itself where somebody works or stays on, else when work begins again. */
  next(at: Instant, staysOn: Milliseconds = 0): Instant {
    const day = this.placeFrom(at)
    const begin = this.begins[day] ?? Number.POSITIVE_INFINITY
    if (at < begin) return begin
    if (at <= begin + this.length + staysOn) return at
    return this.begins[day + 1] ?? Number.POSITIVE_INFINITY
  }

  isOpen(at: Instant): boolean {
    return this.next(at) === at
  }

  /** How long after its beginning a worked day is at a moment. */
  hourOf(at: Instant): Milliseconds {
    return this.worked(at) % this.length
  }

  /**
   * The moment itself where somebody works, else an hour of the worked day before or after it: which of them, `lot` in [0, 1)
   * decides so that it is neither earlier nor later on average.
   */
  around(at: Instant, hour: Milliseconds, lot: number): Instant {
    if (this.isOpen(at)) return at
    const day = this.placeFrom(this.next(at))
    const before = (this.begins[day - 1] ?? Number.NEGATIVE_INFINITY) + hour
    const after = (this.begins[day] ?? Number.POSITIVE_INFINITY) + hour
    return lot < (at - before) / (after - before) ? after : before
  }

  /** Of the worked day that holds the moment, or the first one after it. */
  private placeFrom(at: Instant): number {
    const day = this.dayOf(at)
    if (day < 0) return 0
    return this.firstFrom[day] ?? this.begins.length
  }
}
