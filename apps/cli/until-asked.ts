/** Aborts at the first request to end. */
export function untilAsked(): { readonly signal: AbortSignal; readonly release: () => void } {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  const signals = ['SIGINT', 'SIGTERM'] as const
  for (const name of signals) process.once(name, end)
  return {
    signal: ending.signal,
    release: () => {
      for (const name of signals) process.off(name, end)
    },
  }
}
