import { type ReferenceValue, valueKey } from './image-reference.ts'

/** One thing that runs: what, and where it is said. */
export interface Running extends ReferenceValue {
  readonly path: string
  readonly key: string
  /** Where `ref` is a revision of, or where the chart is from. */
  readonly repository?: string
}

/** Where a reference stands, in one text. */
export function placeKey(path: string, key: string): string {
  return `${path}\n${key}`
}

export function byPlace(a: Running, b: Running): number {
  const [one, other] = [placeKey(a.path, a.key), placeKey(b.path, b.key)]
  return Number(one > other) - Number(one < other)
}

/** The first of each value. */
export function distinctValues(running: readonly Running[]): Running[] {
  const byValue = new Map<string, Running>()
  for (const one of running) if (!byValue.has(valueKey(one))) byValue.set(valueKey(one), one)
  return [...byValue.values()]
}

/** Whether one place may have moved to another: the same version, of the same image where both name one. */
function mayHaveMoved(a: Running, b: Running): boolean {
  const sameImage = a.image === undefined || b.image === undefined || a.image === b.image
  return sameImage && valueKey({ ...a, image: '' }) === valueKey({ ...b, image: '' })
}

/** What moved; null when the same is said as before, be it at another place. */
export function differenceOf(
  gone: ReadonlyMap<string, Running>,
  come: ReadonlyMap<string, Running>,
): { readonly moved: Running[]; readonly previous: Running[] } | null {
  const same = (place: string): boolean => {
    const [before, after] = [gone.get(place), come.get(place)]
    return before !== undefined && after !== undefined && valueKey(before) === valueKey(after)
  }
  const previous = [...gone].filter(([place]) => !same(place)).map(([, one]) => one)
  const moved: Running[] = []
  for (const [place, one] of come) {
    if (same(place)) continue
    const origin = previous.findIndex((other) => !come.has(placeKey(other.path, other.key)) && mayHaveMoved(other, one))
    if (origin === -1) moved.push(one)
    else previous.splice(origin, 1)
  }
  if (moved.length === 0 && previous.length === 0) return null
  return { moved: distinctValues(moved.toSorted(byPlace)), previous: distinctValues(previous.toSorted(byPlace)) }
}
