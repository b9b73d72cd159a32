/**
 * Whole numbers next to these that add up to `total`: each is rounded, and what is then lacking goes, one by one, to those
 * that lost most by it, of equal ones to the first (largest remainders; Balinski, Young 1982, Fair Representation). The
 * negatives of all give the negatives of all. `total` is whole, and about what the parts add up to.
 */
export function apportion(parts: readonly number[], total: number): number[] {
  const rounded = parts.map(nearest)
  let lacking = total
  for (const part of rounded) lacking -= part
  const step = Math.sign(lacking)
  const lost = (index: number): number => step * ((parts[index] ?? 0) - (rounded[index] ?? 0))
  const order = [...parts.keys()].toSorted((a, b) => lost(b) - lost(a) || a - b)
  for (let given = 0; given < Math.abs(lacking); given += 1) {
    const index = order[given % order.length] ?? 0
    rounded[index] = (rounded[index] ?? 0) + step
  }
  return rounded
}

/** The nearest whole number, halves away from zero, so that a number and its negative are rounded alike. */
export function nearest(value: number): number {
  return value < 0 ? 0 - Math.round(-value) : Math.round(value) + 0
}
