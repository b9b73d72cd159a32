/** Going through the points of a chart by keyboard. */
import type { Chart } from 'chart.js'
import type { DataTable } from '../charts/palette.ts'

/**
 * The point that a key leads to: arrow keys, Home and End go from point to point, Escape lets go.
 *
 * @param at index of the point that it is at; null: at none
 * @returns null for no point; undefined where the key means nothing here
 */
export function nextPoint(key: string, at: number | null, count: number): number | null | undefined {
  if (count === 0) return undefined
  const last = count - 1
  switch (key) {
    case 'ArrowRight':
      return Math.min(last, (at ?? -1) + 1)
    case 'ArrowLeft':
      return Math.max(0, (at ?? count) - 1)
    case 'Home':
      return 0
    case 'End':
      return last
    case 'Escape':
      return at === null ? undefined : null
    default:
      return undefined
  }
}

/** Shows the tooltip of a point, as if the mouse were over it; null: none. Where the first dataset has a gap, its marks are shown. */
export function showPoint(chart: Chart, index: number | null): void {
  const all = index === null ? [] : chart.data.datasets.flatMap((_, set) => elementAt(chart, set, index))
  const items = all[0]?.datasetIndex === 0 ? all.slice(0, 1) : all
  chart.setActiveElements(items)
  chart.tooltip?.setActiveElements(items, { x: 0, y: 0 })
  chart.update('none')
}

/** The element of a dataset at this index, where anything is drawn there. */
function elementAt(chart: Chart, datasetIndex: number, index: number) {
  const element = chart.getDatasetMeta(datasetIndex).data[index]
  return element === undefined || !element.hasValue() ? [] : [{ datasetIndex, index }]
}

/** A row of the table as a sentence, for whoever hears it. */
function rowWords({ columns, rows }: DataTable, index: number): string {
  const [first = '', ...rest] = rows[index] ?? []
  const cells = rest.flatMap((cell, place) => (cell === '' ? [] : [`${columns[place + 1]} ${cell}`]))
  return `${first}: ${cells.join(', ')}`
}

/** What is said of each point: of a chart whose points are no rows of its table it says so itself. */
export function pointWords({
  table,
  points,
}: {
  readonly table: DataTable
  readonly points?: readonly string[]
}): string[] {
  return [...(points ?? table.rows.map((_, index) => rowWords(table, index)))]
}
