/** One measured row. */
export interface Row {
  readonly what: string
  readonly measured: string
  readonly bound: string
  /** Null where the row states a figure without a bound. */
  readonly holds: boolean | null
  /** Of what, under which conditions. */
  readonly note: string
}

/** The rows as a table of Markdown, columns aligned. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [
    ['what', 'measured', 'bound', 'holds', 'note'],
    ...rows.map(({ what, measured, bound, holds, note }) => [what, measured, bound, mark(holds), note]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const render = (line: readonly string[]): string =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = lines
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [render(head), rule, ...body.map(render)].join('\n')
}

function mark(holds: boolean | null): string {
  if (holds === null) return '–'
  return holds ? 'yes' : 'NO'
}

/** A number for people: three significant digits below a thousand, thousands with commas above. */
export function figure(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)))
}
