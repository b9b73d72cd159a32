/** Number of single-character edits between two names, or 3 for anything further apart. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + change))
    }
    previous = row
  }
  return Math.min(previous[b.length] ?? 3, 3)
}

/** The known name that was probably meant: at most two edits away, in any case. Null where none is, and for long names. */
export function nearestName(name: string, known: readonly string[]): string | null {
  if (name.length > 40) return null
  const near = known
    .map((candidate) => ({ candidate, away: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ away }) => away < 3)
    .toSorted((a, b) => a.away - b.away)[0]
  return near?.candidate ?? null
}
