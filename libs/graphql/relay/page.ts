import { Refusal } from '../refusal.ts'
import type { Connection } from './connection.ts'
import { type CursorKey, cursorOf, readCursor } from './cursor.ts'

export interface PageRequest {
  readonly first: number
  readonly after?: string | null
}

/**
 * How many entries were asked for.
 *
 * @throws Refusal BAD_PAGE_SIZE
 */
export function pageSize(first: number, limit = 100): number {
  if (Number.isInteger(first) && first >= 1 && first <= limit) return first
  throw new Refusal('BAD_PAGE_SIZE', `\`first\` is ${first}; ask for 1 to ${limit} and go on with \`after\`.`, {
    field: 'first',
  })
}

/** A connection of rows that were read with one more than asked for, which only says that there is more. */
export function pageOf<Row, Node>(
  rows: readonly Row[],
  page: { readonly first: number; readonly question: string; readonly began: boolean },
  of: { readonly key: (row: Row) => CursorKey; readonly node: (row: Row) => Node },
  totalCount: () => Promise<number> | number,
): Connection<Node> {
  const edges = rows
    .slice(0, page.first)
    .map((row) => ({ cursor: cursorOf(page.question, of.key(row)), node: of.node(row) }))
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.began,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    get totalCount() {
      return totalCount()
    },
  }
}

/** A page of a list that is in memory already, in the order of its keys. Keys must differ. */
export function pageOfList<Item, Node>(
  items: readonly Item[],
  request: PageRequest,
  question: string,
  of: { readonly key: (item: Item) => CursorKey; readonly node: (item: Item) => Node },
): Connection<Node> {
  const first = pageSize(request.first)
  const sorted = items.map((item) => ({ item, key: of.key(item) })).toSorted((a, b) => compared(a.key, b.key))
  const after = readCursor(request.after, question, sorted[0]?.key.length ?? 1)
  const rest = after === null ? sorted : sorted.filter(({ key }) => compared(key, after) > 0)
  return pageOf(
    rest.slice(0, first + 1),
    { first, question, began: after !== null },
    { key: ({ key }) => key, node: ({ item }) => of.node(item) },
    () => items.length,
  )
}

function compared(a: CursorKey, b: CursorKey): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? null
    if (left === right) continue
    if (left === null || right === null) return left === null ? -1 : 1
    return left < right ? -1 : 1
  }
  return 0
}
