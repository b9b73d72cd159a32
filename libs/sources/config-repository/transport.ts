import type { ImageReference } from './image-reference.ts'

/** A changed file as its texts, with what each says. */
export interface TextChange {
  readonly before: string
  readonly after: string
  readonly referencesBefore: readonly ImageReference[]
  readonly referencesAfter: readonly ImageReference[]
}

const parts = ['tag', 'digest', 'image', 'ref'] as const

interface Swap {
  readonly from: string
  readonly to: string
}

/** The texts that moved where the same references stand as before; null where others came or went, or a chart moved. */
function swapsOf({ referencesBefore, referencesAfter }: TextChange): Swap[] | null {
  if (referencesBefore.length !== referencesAfter.length) return null
  const before = new Map(referencesBefore.map((reference) => [reference.key, reference]))
  const swaps: Swap[] = []
  for (const now of referencesAfter) {
    const was = before.get(now.key)
    if (was === now) continue
    if (was === undefined) return null
    for (const part of parts) {
      const [from, to] = [was[part], now[part]]
      if (from === to) continue
      if (from === undefined || to === undefined || now.chart !== undefined) return null
      // A digest may be written without its algorithm.
      swaps.push({ from, to }, { from: from.replace(/^sha256:/, ''), to: to.replace(/^sha256:/, '') })
    }
  }
  return swaps
}

const telling = /image|tag|digest|version|revision|ref/i

/** Whether a line became another by these swaps alone; a short text such as `1` only where the line is about a version. */
function onlySwapped(before: string, after: string, swaps: readonly Swap[]): boolean {
  const fitting = swaps.filter(({ from }) => before.includes(from) && (from.length > 3 || telling.test(before)))
  if (fitting.some(({ from, to }) => before.replaceAll(from, to) === after)) return true
  return fitting.some((one) =>
    fitting.some((two) => before.replaceAll(one.from, one.to).replaceAll(two.from, two.to) === after),
  )
}

/**
 * Whether a change of a file only moves image references: line by line the text is the same but for tags, digests, names of
 * images and revisions that moved.
 */
export function onlyMovesReferences(change: TextChange): boolean {
  const swaps = swapsOf(change)
  if (swaps === null || swaps.length === 0) return false
  const [before, after] = [change.before.split('\n'), change.after.split('\n')]
  if (before.length !== after.length) return false
  return before.every((line, index) => {
    const now = after[index] as string
    return line === now || onlySwapped(line, now, swaps)
  })
}
