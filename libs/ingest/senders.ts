import { type Instant, SECOND } from '#domain/instant'

/** Senders a second from which on what is done behind the doors rests beside them. */
const many = 50

/** Counts who comes to the doors. */
export class Senders {
  #sum = 0

  note(): void {
    this.#sum += 1
  }

  /** Begins to look. What it gives says whether many have come since, by their number a second; false while no time has passed. */
  watch(clock: () => Instant): () => boolean {
    const [before, startedAt] = [this.#sum, clock()]
    return () => {
      const within = clock() - startedAt
      return within > 0 && (this.#sum - before) / within > many / SECOND
    }
  }
}
