import type { Bound } from './estimate.ts'
import type { Row } from './row.ts'

const marks = { HOLDS: 'yes', OPEN: 'open', MISSED: 'NO' } as const
const digits: Readonly<Record<Row['unit'], number>> = { 'a year': 2, share: 2, days: 2, s: 1 }

/** Tables of Markdown, one after the other. */
export function textOf(rows: readonly Row[]): string {
  const names = [...new Set(rows.map(({ table }) => table))]
  return names.map((name) => `### ${name}\n\n${tableOf(rows.filter(({ table }) => table === name))}`).join('\n\n')
}

function tableOf(rows: readonly Row[]): string {
  const lines = [['what', 'measured', '90 % interval', 'bound', 'holds'], ...rows.map(cellsOf)]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const render = (line: readonly string[]): string =>
    `| ${line.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = lines
  return [render(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...body.map(render)].join('\n')
}

function cellsOf({ what, unit, estimate, bound, verdict }: Row): string[] {
  const mark = verdict === null ? '' : marks[verdict]
  if (estimate === null) return [what, '–', '', wordsOf(bound), mark]
  const figure = (value: number): string => value.toFixed(value >= 20 ? 0 : digits[unit])
  const { value, low, high } = estimate
  return [
    what,
    `${figure(value)}${unit === 'share' ? '' : ` ${unit}`}`,
    low === value && high === value ? '' : `${figure(low)} to ${figure(high)}`,
    wordsOf(bound),
    mark,
  ]
}

function wordsOf(bound: Bound | null): string {
  const { atLeast, atMost } = bound ?? {}
  if (atLeast !== undefined && atMost !== undefined) return `${atLeast} to ${atMost}`
  if (atLeast !== undefined) return `>= ${atLeast}`
  return atMost === undefined ? '' : `<= ${atMost}`
}
