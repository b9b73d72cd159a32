/**
 * Asks once for all who want to know the same at a time. Who comes while an answer is under way shares the next one, because
 * the one under way may be older than the question.
 */
export class SharedAnswer<Answer> {
  readonly #underWay = new Map<string, Promise<unknown>>()
  readonly #next = new Map<string, Promise<Answer>>()

  /** The answer to `ask`, or to an equal question (`key`) that is still to be asked. */
  to(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const before = this.#underWay.get(key)
    if (before === undefined) return this.#start(key, ask)
    const planned = this.#next.get(key)
    if (planned !== undefined) return planned
    const next = before
      .catch(() => undefined)
      .then(() => {
        this.#next.delete(key)
        return this.#start(key, ask)
      })
    this.#next.set(key, next)
    return next
  }

  #start(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const answer = ask()
    const ended = (): void => {
      if (this.#underWay.get(key) === answer) this.#underWay.delete(key)
    }
    this.#underWay.set(key, answer)
    answer.then(ended, ended)
    return answer
  }
}
