import type { Instant } from '#domain/instant'

/** Index of the first of them from a time on; ascending by that time. */
export function firstFrom<T>(items: readonly T[], at: Instant, timeOf: (item: T) => Instant): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeOf(items[middle] as T) < at) low = middle + 1
    else high = middle
  }
  return low
}
