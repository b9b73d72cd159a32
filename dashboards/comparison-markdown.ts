/** A comparison as Markdown, for a document or a message. Pure. */
import { comparisonReport } from '../libs/reports/comparison.ts'
import { markdownInline, markdownTable } from '../libs/reports/markdown.ts'
import type { ComparedAnswer, ComparedRow } from './comparison-answers.ts'
import { boundsWords, changedTexts, comparedViews, doubtText, rowDoubts, stageTexts } from './comparison-words.ts'
import { exactStretch, plural } from './format.ts'

/** Spaces that keep a number and its unit on one line on a page are plain ones in a text. */
function plain(text: string): string {
  return text.replaceAll('\u00A0', ' ')
}

/** What is compared, in a sentence for the head of every form of the report. */
export function comparisonScope({ compare }: ComparedAnswer, environment: string): string {
  const { window, against, rows } = compare
  const stretch = ({ from, to }: { readonly from: string; readonly to: string }) =>
    exactStretch(from, to, window.timeZone)
  const held = against === null ? '' : `, held against ${stretch(against)}`
  return plain(
    `${plural(rows.length, 'service')} in ${environment}, ${stretch(window)}${held}. Times are ${window.timeZone}.`,
  )
}

/** How the numbers are to be read. */
export const comparisonNotes =
  'In the order of names: no rank and no sum. Ranges are 90 % intervals; better or worse is said only where the interval and the one before lie apart.'

function serviceText(row: ComparedRow, stages: Parameters<typeof stageTexts>[0]): string {
  const views = comparedViews(row)
  const held = row.before !== null
  const table = markdownTable(
    ['Metric', 'Value', '90 % interval', 'From', ...(held ? ['Against before'] : [])],
    views.map(({ now, change }) => [
      now.title,
      plain(now.words?.text ?? now.reason ?? 'Unknown'),
      plain(boundsWords(now)),
      plain(now.samples),
      ...(held ? [plain(change?.text ?? '')] : []),
    ]),
  )
  const changed = changedTexts(row, stages)
  const parts = stageTexts(stages)
  const doubts = rowDoubts(row).map(doubtText)
  const line = (title: string, text: string) => `- **${title}:** ${markdownInline(plain(text))}`
  return [
    `## ${markdownInline(row.service.name)}`,
    '',
    ...(row.service.team === null ? [] : [`Team ${markdownInline(row.service.team.name)}`, '']),
    table,
    '',
    ...(changed === null ? [] : [line('What changed', changed.length === 0 ? 'Nothing clearly.' : changed.join(' '))]),
    line('Stages, plain mean', parts.length === 0 ? 'Not known.' : parts.join(', ')),
    line('Data', doubts.length === 0 ? 'No doubts.' : doubts.join(', ')),
  ].join('\n')
}

export function comparisonMarkdown(answer: ComparedAnswer, environment: string): string {
  const report = comparisonReport(answer, environment)
  const rules = report.rulesVersion === null ? '' : ` Rules version ${report.rulesVersion}.`
  const services = answer.compare.rows.map((row, at) => serviceText(row, report.rows[at]?.stages ?? []))
  return `${['# Comparison of services', `${markdownInline(comparisonScope(answer, environment))}${rules}`, comparisonNotes, ...services].join('\n\n')}\n`
}
