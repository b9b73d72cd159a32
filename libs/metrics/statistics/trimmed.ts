/** How many of so many values a trimmed mean leaves out at each end. */
export function trimmedAtEachEnd(count: number): number {
  // The whole part of a fifth of them: Wilcox (2017), Introduction to Robust Estimation and Hypothesis Testing, §3.3.
  return Math.floor(count / 5)
}

/** What a 20 % trimmed mean is of: those between its ends, in order. `sorted` is from the smallest on. */
export function keptOf<T>(sorted: readonly T[]): readonly T[] {
  const left = trimmedAtEachEnd(sorted.length)
  return sorted.slice(left, sorted.length - left)
}
