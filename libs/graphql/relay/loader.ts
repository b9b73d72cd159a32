import DataLoader from 'dataloader'

/**
 * A loader that answers many keys by one fetch: rows find their keys by a text that both have.
 *
 * @param fetch reads the rows of all distinct keys at once
 * @param cache false for questions that live long (subscriptions): batches, but forgets
 */
export function loaderOf<Key, Value>(
  fetch: (keys: readonly Key[]) => Promise<ReadonlyMap<string, Value>>,
  textOf: (key: Key) => string,
  cache = true,
): DataLoader<Key, Value | null, string> {
  return new DataLoader<Key, Value | null, string>(
    async (keys) => {
      const distinct = new Map(keys.map((key) => [textOf(key), key]))
      const found = await fetch([...distinct.values()])
      return keys.map((key) => found.get(textOf(key)) ?? null)
    },
    { cacheKeyFn: textOf, cache, maxBatchSize: 5_000 },
  )
}

/** Rows by a text of each; the last one of a text stays. */
export function byText<Row>(rows: readonly Row[], textOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [textOf(row), row]))
}

/** Rows in groups by a text of each, in the order they came. */
export function groupedBy<Row>(rows: readonly Row[], textOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const text = textOf(row)
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [row])
    else group.push(row)
  }
  return groups
}
