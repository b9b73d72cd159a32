/** What a cell of an export holds: a raw number, an ISO time, an id, a text; null for what is not known. */
export type Cell = string | number | boolean | null

/** A table as it is handed on: raw, with the unit of a number in the name of its column. */
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The table of records that all have the same fields, which name its columns. */
export function tableOf<K extends string>(
  columns: readonly K[],
  records: readonly Readonly<Record<NoInfer<K>, Cell>>[],
): Table {
  return { columns, rows: records.map((record) => columns.map((column) => record[column])) }
}
