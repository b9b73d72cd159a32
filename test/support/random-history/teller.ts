import { createHash } from 'node:crypto'
import type { Wire } from '../ingest.ts'
import { seeded } from '../seeded.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const strategies = ['squash', 'merge', 'rebase'] as const
/** How a request came onto the trunk. */
export type Strategy = (typeof strategies)[number]

/** Who tells a history: chance, the clock, names, and what was said. */
export class Teller {
  readonly events: Wire[] = []
  /** Stands in every name, so that many histories can be told side by side. */
  readonly name: string
  /** How every request is merged, and nothing is left untold; null: chance decides both. */
  readonly strategy: Strategy | null
  at: number
  #random: () => number
  #count = 0

  constructor(seed: number, name: string, strategy: Strategy | null) {
    this.#random = seeded(seed)
    this.name = name
    this.strategy = strategy
    const starts = ['2026-03-04T09:00:00Z', '2026-03-25T16:00:00Z', '2026-04-01T10:00:00Z', '2026-05-25T08:00:00Z']
    this.at = Date.parse(this.pick(starts)) + this.whole(20) * HOUR
  }

  /** Cutovers speak of an environment, which histories share: of placements that they do not. */
  get placements(): readonly [string, string] {
    return [`${this.name}-eu`, `${this.name}-us`]
  }

  chance(share: number): boolean {
    return this.#random() < share
  }

  /** A whole number under the limit. */
  whole(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.whole(items.length)] as T
  }

  /** The one or nothing, by chance. */
  maybe(share: number, fields: Wire): Wire {
    return this.chance(share) ? fields : {}
  }

  next(): number {
    this.#count += 1
    return this.#count
  }

  /** Tells something with chances of its own: however much it takes of them, what follows is the same. */
  apart(tell: () => void): void {
    const random = this.#random
    this.#random = seeded(this.whole(1_000_000))
    tell()
    this.#random = random
  }

  /** Later, or at the very same millisecond. */
  pass(hours: number): void {
    const steps = this.whole(hours * 12)
    if (!this.chance(0.15)) this.at += steps * 5 * MINUTE
  }

  say(event: Wire): void {
    this.events.push({ source: 'api', ...event })
  }

  /** Says it; sometimes in two statements, of which the second knows more. */
  sayInParts(event: Wire, more: Wire, updatedAt: number): void {
    if (this.chance(0.4)) {
      this.say({ ...event, ...more })
      return
    }
    this.say(event)
    this.say({ ...event, ...more, ...this.maybe(0.5, { updatedAt: iso(updatedAt) }) })
  }

  sha(what: string): string {
    return createHash('sha1').update(`${this.name} ${what}`).digest('hex')
  }

  digest(what: string): string {
    return `sha256:${createHash('sha256').update(`${this.name} ${what}`).digest('hex')}`
  }
}

export function iso(at: number): string {
  return new Date(at).toISOString()
}
