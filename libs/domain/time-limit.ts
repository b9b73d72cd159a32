import type { Milliseconds } from './instant.ts'

/** So long what has to end may take to say so itself, in words of its own. */
const lastWords: Milliseconds = 1_000

/**
 * Does something that may take so long at most; the signal that it is given aborts then, or with `signal`. What does not
 * hear that is waited for a second more, and then no longer.
 *
 * The timer holds what it aborts. `AbortSignal.any` does not: a signal of a timeout that only it knows is collected as
 * garbage before its time, and then nothing ends (nodejs/node#57736).
 */
export async function within<T>(
  longest: Milliseconds,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const end = (): void => ending.abort(signal?.reason)
  const timer = setTimeout(() => ending.abort(new Error(`no answer within ${longest / 1_000} s`)), longest)
  let last: NodeJS.Timeout | undefined
  const ended = new Promise<never>((_, reject) => {
    const leave = (): void => reject(ending.signal.reason as Error)
    ending.signal.addEventListener('abort', () => (last = setTimeout(leave, lastWords)), { once: true })
  })
  signal?.addEventListener('abort', end, { once: true })
  if (signal?.aborted === true) end()
  try {
    return await Promise.race([work(ending.signal), ended])
  } finally {
    clearTimeout(timer)
    clearTimeout(last)
    signal?.removeEventListener('abort', end)
  }
}
