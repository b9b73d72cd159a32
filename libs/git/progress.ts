/** How far a fetch is. */
export interface FetchProgress {
  /** As git names it: `Counting objects`, `Receiving objects`, `Resolving deltas`. */
  readonly step: string
  readonly done: number
  readonly total: number
}

const line = /([A-Z][a-z]+ [a-z]+):\s+\d+% \((\d+)\/(\d+)\)/g

/** The newest progress in what git said; null where it said none. */
export function progressIn(text: string): FetchProgress | null {
  const match = [...text.matchAll(line)].at(-1)
  return match === undefined ? null : { step: match[1] as string, done: Number(match[2]), total: Number(match[3]) }
}
