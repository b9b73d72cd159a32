/** All rows of a list, page by page. */
import type { Page } from './answers.ts'

/** More rows than this are not fetched for a file: a list of them belongs into a query. */
export const mostExported = 10_000
/** What one page of the API holds. */
export const longestPage = 100

export interface Gathered<Row> {
  readonly rows: readonly Row[]
  /** How many there are; more than `rows` where these were cut. */
  readonly total: number
}

export async function allPages<Row>(
  fetchPage: (after: string | null) => Promise<Page<Row> | null>,
  most = mostExported,
): Promise<Gathered<Row>> {
  const rows: Row[] = []
  let after: string | null = null
  for (;;) {
    const page: Page<Row> | null = await fetchPage(after)
    if (page === null) return { rows, total: rows.length }
    rows.push(...page.nodes)
    const { hasNextPage, endCursor } = page.pageInfo
    if (!hasNextPage || endCursor === null || rows.length >= most)
      return { rows: rows.slice(0, most), total: Math.max(page.totalCount, Math.min(rows.length, most)) }
    after = endCursor
  }
}
