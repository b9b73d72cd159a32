const words: Readonly<Record<string, number>> = {
  critical: 1,
  blocker: 1,
  major: 2,
  high: 2,
  error: 2,
  medium: 3,
  moderate: 3,
  warning: 3,
  low: 4,
  minor: 4,
  info: 5,
}

/** 1 to 5 of how somebody calls it (`P1`, `SEV-2`, `High`, `3`); undefined where that says no such thing. */
export function severityOf(called: string | null | undefined): number | undefined {
  const text = called?.trim().toLowerCase() ?? ''
  const digit = /^(?:p|sev(?:erity)?)?[\s:_/-]*([1-5])$/.exec(text)?.[1]
  return digit === undefined ? words[text] : Number(digit)
}
