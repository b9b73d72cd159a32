/**
 * Asks once for all who want to know the same at a time. Who comes while an answer is under way shares the next one, because
 * the one under way may be older than the question. One that takes longer than `patience` (in milliseconds) is waited for by nobody
 * who comes then.
 */
export class SharedAnswer<Answer> {
  readonly #patience: number
  readonly #underWay = new Map<string, Promise<unknown>>()
  readonly #next = new Map<string, Promise<Answer>>()

  constructor(patience: number) {
    this.#patience = patience
  }

  /** The answer to `ask`, or to an equal question (`key`) that is still to be asked. */
  to(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const before = this.#underWay.get(key)
    if (before === undefined) return this.#start(key, ask)
    const planned = this.#next.get(key)
    if (planned !== undefined) return planned
    const next = before.then(() => {
      this.#next.delete(key)
      return this.#start(key, ask)
    })
    this.#next.set(key, next)
    return next
  }

  #start(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = ask()
    const ended = new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#patience)
      const end = (): void => {
        clearTimeout(timer)
        resolve()
      }
      answer.then(end, end)
    }).then(() => {
      if (this.#underWay.get(key) === ended) this.#underWay.delete(key)
    })
    this.#underWay.set(key, ended)
    return answer
  }
}
