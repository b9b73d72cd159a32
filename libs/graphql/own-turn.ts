import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds that measuring may keep everybody else waiting at a time. */
const longest = 20

let begun = performance.now()
let queue: Promise<void> = Promise.resolve()

/**
 * Waits until it is one's turn to measure, where measuring has taken long since others had one: a document of many
 * aliases would keep senders waiting for as long as all of them take. One at a time goes on, in the order of asking.
 */
export function ownTurn(): Promise<void> {
  queue = queue.then(async () => {
    if (performance.now() - begun < longest) return
    await nextTurn()
    begun = performance.now()
  })
  return queue
}

/** Measures what was found, when it is its turn. */
export async function inTurn<F, T>(found: Promise<F>, measure: (found: F) => T): Promise<T> {
  const read = await found
  await ownTurn()
  return measure(read)
}
