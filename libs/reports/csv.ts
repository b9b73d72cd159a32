import type { Cell, Table } from './table.ts'

/** Spreadsheets take a text that begins so for a formula; the last four are the full-width signs. */
const formula = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/
/** Many spreadsheets part cells at these too, and do not ask whether the text is quoted within. */
const parted = /([;\t])(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g

function field(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = cell.replaceAll(parted, "$1'")
  const text = formula.test(safe) ? `'${safe}` : safe
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * A table as CSV (RFC 4180: commas, lines that end in CR LF, quotes doubled). Numbers stand unrounded; what is not known is
 * empty. A text that a spreadsheet would compute, or the rest of it after a semicolon or a tab, gets an apostrophe before it.
 */
export function csvText({ columns, rows }: Table): string {
  return [columns, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}
