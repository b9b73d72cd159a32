import { createHash } from 'node:crypto'
import type { DeliveryEvent } from '#domain/delivery-event'
import { DAY, type Instant } from '#domain/instant'
import { ConfigRepository } from './config-repository.ts'
import { demoSource, type Said } from './wire-event.ts'
import { midnight, wholeSecond } from './work-time.ts'

interface Task {
  readonly at: Instant
  readonly run: (at: Instant) => void
}

/** The invented company: a diary of what will happen, and what has been said about it so far. */
export class World {
  /** The year that is told: whole days, the last of them yesterday. */
  readonly from: Instant
  readonly to: Instant
  readonly events: DeliveryEvent[] = []
  readonly config: ConfigRepository
  readonly #diary: Task[] = []
  #incidents = 1040

  constructor(now: Instant) {
    this.to = midnight(now)
    this.from = this.to - 365 * DAY
    this.config = new ConfigRepository(this)
  }

  say(event: Said): void {
    this.events.push({ ...event, source: demoSource })
  }

  /** Notes a task; those of one instant run in the order in which they were noted. What is after the year is forgotten. */
  plan(at: Instant, run: (at: Instant) => void): void {
    const second = wholeSecond(at)
    if (second >= this.to) return

    let index = this.#diary.length
    while (index > 0 && (this.#diary[index - 1]?.at ?? 0) > second) index -= 1
    this.#diary.splice(index, 0, { at: second, run })
  }

  /** Runs the diary to its end. */
  live(): void {
    for (let task = this.#diary.shift(); task !== undefined; task = this.#diary.shift()) task.run(task.at)
  }

  /** 40 hex digits that look like a commit and depend on the parts alone. */
  sha(...parts: readonly (string | number)[]): string {
    return createHash('sha1').update(parts.join('\n')).digest('hex')
  }

  digest(...parts: readonly (string | number)[]): string {
    return `sha256:${createHash('sha256').update(parts.join('\n')).digest('hex')}`
  }

  incidentId(): string {
    this.#incidents += 1
    return `INC-${this.#incidents}`
  }
}
