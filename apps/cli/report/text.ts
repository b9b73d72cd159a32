import colours from 'picocolors'
import type { ComparedAnswer, ComparedRow } from '#dashboards/comparison-answers'
import { comparisonNotes, comparisonScope } from '#dashboards/comparison-markdown'
import {
  changedTexts,
  comparedViews,
  type ComparedView,
  doubtText,
  rowDoubts,
  stageTexts,
} from '#dashboards/comparison-words'
import { metricInfo } from '#dashboards/metric-view'
import { comparisonReport, type ReportStage } from '#reports/comparison'
import { block, harmless, table } from '../terminal.ts'

function plain(text: string): string {
  return harmless(text.replaceAll('\u00A0', ' '))
}

/** Lines of at most so many columns, those after the first set in; a word that is longer has a line of its own. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(`${last === undefined ? '' : indent}${word}`)
  }
  return lines
}

const verdictWords = { better: ', better', worse: ', worse', unclear: ', unclear', unknown: '' } as const

/** What it was, and what became of it since. */
function beforeCell({ before, change }: ComparedView): string {
  if (change === null || before === null) return ''
  return before.words === null ? '-' : `${before.words.text}${verdictWords[change.verdict]}`
}

/** Narrow enough that a row fits into 80 columns. */
function boundsCell(view: ComparedView['now']): string {
  if (view.value === null) return ''
  return view.interval === null ? 'too few' : view.interval.text.replaceAll(' – ', '–')
}

function valueRow(view: ComparedView): string[] {
  const { name, now } = view
  const cells = [
    metricInfo[name].short,
    now.words?.text ?? '-',
    boundsCell(now),
    String(now.sampleSize),
    beforeCell(view),
  ]
  return cells.map(plain)
}

function serviceText(row: ComparedRow, stages: readonly ReportStage[], width: number): string {
  const views = comparedViews(row)
  const held = row.before !== null
  const head = ['METRIC', 'VALUE', '90 % INTERVAL', 'N', ...(held ? ['BEFORE'] : [])]
  const unknown = views.flatMap(({ name, now }) =>
    now.reason === null ? [] : [`${metricInfo[name].short}: ${now.reason}.`],
  )
  const parts = stageTexts(stages)
  const doubts = rowDoubts(row).map(doubtText)
  const changed = changedTexts(row, stages)
  const line = (title: string, texts: readonly string[], none: string, between = ' ') =>
    wrapped(plain(`${title}: ${texts.length === 0 ? none : texts.join(between)}`), width - 2, '  ')
  return block(plain(`${row.service.name}${row.service.team === null ? '' : ` (team ${row.service.team.name})`}`), [
    ...table([head, ...views.map(valueRow)]).split('\n'),
    ...(unknown.length === 0 ? [] : line('Not known', unknown, '')),
    ...(changed === null ? [] : line('Changed', changed, 'nothing clearly')),
    ...line('Stages, plain mean', parts, 'not known', ', '),
    ...line('Data', doubts, 'no doubts', ', '),
  ])
}

/** The report for a terminal of so many columns. */
export function reportText(answer: ComparedAnswer, environment: string, columns: number): string {
  const width = Math.max(40, columns)
  const { rows } = comparisonReport(answer, environment)
  const services = answer.compare.rows.map((row, at) => serviceText(row, rows[at]?.stages ?? [], width))
  const head = [comparisonScope(answer, environment), comparisonNotes].flatMap((text) => wrapped(plain(text), width))
  return [head.map((text) => colours.dim(text)).join('\n'), ...services].join('\n\n')
}
