import type { Table } from './table.ts'

/** A table as JSON: an object for each row; `total` says how many rows there are, and is more where the list was cut. */
export function tableJson({ columns, rows }: Table, total: number): string {
  const records = rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? null])))
  return `${JSON.stringify({ format: 'leadline/table', version: 1, total, rows: records }, null, 2)}\n`
}
