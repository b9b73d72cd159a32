export interface PageArguments {
  readonly first?: number | null
  readonly last?: number | null
  readonly after?: string | null
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')

/** A connection whose cursors hold the key of a row, as GitHub's do: rows that move do not spoil them. */
export function connection<T>(
  rows: readonly T[],
  keyOf: (row: T) => string,
  descending: boolean,
  args: PageArguments,
): object {
  const { first, last, after } = args
  if (typeof first === 'number' && (first < 1 || first > 100)) throw new Error('first must be 1 to 100')
  const key = typeof after === 'string' ? (JSON.parse(Buffer.from(after, 'base64').toString()) as string) : null
  const isAfter = (row: T): boolean => {
    if (key === null) return true
    return descending ? keyOf(row) < key : keyOf(row) > key
  }
  const left = rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1) * (descending ? -1 : 1)).filter(isAfter)
  const nodes = typeof last === 'number' ? left.slice(-last) : left.slice(0, first ?? left.length)
  const end = nodes.at(-1)
  return {
    totalCount: rows.length,
    nodes,
    pageInfo: {
      hasNextPage: nodes.length < left.length && typeof last !== 'number',
      endCursor: end === undefined ? null : encode(keyOf(end)),
    },
  }
}

/** Rows in the order given. */
export function listed<T>(rows: readonly T[], args: PageArguments): object {
  const numbered = rows.map((row, at) => ({ key: String(at).padStart(6, '0'), row }))
  const page = connection(numbered, ({ key }) => key, false, args) as { nodes: { row: T }[] }
  return { ...page, nodes: page.nodes.map(({ row }) => row) }
}
