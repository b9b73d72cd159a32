import type { Milliseconds } from './instant.ts'

/**
 * Does something that may take so long at most; the signal that it is given aborts then, or with `signal`.
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
  signal?.addEventListener('abort', end, { once: true })
  if (signal?.aborted === true) end()
  try {
    return await work(ending.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}
