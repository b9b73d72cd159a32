/** What was counted, by name: counts of parts add up. */
export type Tally = Readonly<Record<string, number>>

export function sumOf(tallies: Iterable<Tally>): Tally {
  const sum: Record<string, number> = {}
  for (const tally of tallies) for (const [name, count] of Object.entries(tally)) sum[name] = (sum[name] ?? 0) + count
  return sum
}
