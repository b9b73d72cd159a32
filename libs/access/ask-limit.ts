import { type Instant, MINUTE, SECOND } from '#domain/instant'

/** Questions of one asker a minute, and at once after a minute without any. */
export const asksPerMinute = 120
/** Askers that are remembered; of more, the one that asked longest ago begins anew. */
const mostAskers = 10_000
/** Longest time that anybody is told to wait, in minutes. */
const longestWait = 5

interface Asker {
  /** Questions that are left, in parts too. */
  left: number
  at: Instant
  /** Refused ones whose turn has not come. */
  waiting: number
  refused: number
}

/** How often each asker may ask: a bucket of tokens for each, in the memory of this process. */
export class AskLimit {
  readonly #askers = new Map<string, Asker>()
  readonly #perMinute: number
  #refused = 0

  constructor(perMinute: number = asksPerMinute) {
    this.#perMinute = perMinute
  }

  /**
   * Takes one question off what is left; gives the seconds after which to ask again, 0 where the question may be answered.
   * Those who are refused are told to come one after the other, so that they do not come all at once.
   */
  take(name: string, now: Instant): number {
    const asker = this.#askers.get(name) ?? { left: this.#perMinute, at: now, waiting: 0, refused: 0 }
    const pause = MINUTE / this.#perMinute
    const passed = Math.max(0, now - asker.at) / pause
    asker.left = Math.min(this.#perMinute, asker.left + passed)
    asker.waiting = Math.max(0, asker.waiting - passed)
    asker.at = now
    this.#remember(name, asker)
    if (asker.left >= 1) {
      asker.left -= 1
      return 0
    }
    asker.refused += 1
    this.#refused += 1
    const turn = 1 - asker.left + asker.waiting
    asker.waiting = Math.min(longestWait * this.#perMinute, asker.waiting + 1)
    return Math.ceil((turn * pause) / SECOND)
  }

  /** How many questions of an asker were refused since this process began. */
  refused(name: string): number {
    return this.#askers.get(name)?.refused ?? 0
  }

  /** How many questions were refused since this process began, of those too who are not remembered any more. */
  get refusedInAll(): number {
    return this.#refused
  }

  #remember(name: string, asker: Asker): void {
    this.#askers.delete(name)
    this.#askers.set(name, asker)
    const [oldest] = this.#askers.keys()
    if (this.#askers.size > mostAskers && oldest !== undefined) this.#askers.delete(oldest)
  }
}

/** Embed tokens of nobody, of one network in a minute: enough for all pages behind one proxy after the secret key changed. */
export const failuresPerMinute = 300

/** What bounds who asks with embed tokens, in the memory of this process. */
export class EmbedLimits {
  /** By the public id of the embed. */
  readonly asks = new AskLimit()
  /** By the network that sent a token of nobody. */
  readonly failures = new AskLimit(failuresPerMinute)
}

/** The network of an address: of IPv6 the first 64 bits, which are one host's own. */
export function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.replace(/^::ffff:/i, '')
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const [before, after] = [head, tail].map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = address.includes('::') ? 8 - (before?.length ?? 0) - (after?.length ?? 0) : 0
  const groups = [...(before ?? []), ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...(after ?? [])]
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
