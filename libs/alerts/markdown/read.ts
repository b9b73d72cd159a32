import { readLine, type Words } from './inline.ts'

/** A line of a text, with what it is. */
export interface Line {
  readonly kind: 'HEADING' | 'TEXT' | 'ITEM'
  readonly words: readonly Words[]
  /** It stands apart from the line before. */
  readonly isApart: boolean
}

/** The cells of a row of a table; what is escaped in them ends no cell. */
function cellsOf(row: string): readonly string[] {
  const cells = ['']
  for (const part of row.trim().match(/(?:\\.|[^\\|])+|\|/g) ?? [])
    if (part === '|') cells.push('')
    else cells[cells.length - 1] += part.trim()
  return cells.slice(1, -1)
}

/** A row as an item of a list, which every chat can show: the first cell, then each other one after the name of its column. */
function itemOf(columns: readonly string[], row: string): string {
  const [first = '', ...others] = cellsOf(row)
  const named = others.flatMap((cell, at) => {
    const column = columns[at + 1] ?? ''
    // The value of what the row is about needs no name.
    return cell === '' ? [] : [at === 0 || column === '' ? cell : `${column}: ${cell}`]
  })
  return [...(first === '' ? [] : [`**${first}**`]), named.join(' · ')].join(' ').trim()
}

const isRow = (line: string | undefined): boolean => line?.trim().startsWith('|') === true
const isRule = (line: string | undefined): boolean => /^\s*\|(?:\s*:?-+:?\s*\|)+\s*$/.test(line ?? '')

function lineOf(text: string, isApart: boolean): Line {
  const heading = /^#{1,6}\s+(.*)$/.exec(text)?.[1]
  if (heading !== undefined) return { kind: 'HEADING', words: readLine(heading), isApart }
  const item = /^\s*[-*+]\s+(.*)$/.exec(text)?.[1]
  return { kind: item === undefined ? 'TEXT' : 'ITEM', words: readLine(item ?? text), isApart }
}

/** Reads a text of Markdown as lines that any chat can show; tables become lists. */
export function readMarkdown(markdown: string): readonly Line[] {
  const lines: Line[] = []
  const source = markdown.split('\n')
  let columns: readonly string[] = []
  let isApart = false
  for (const [at, text] of source.entries()) {
    if (text.trim() === '') isApart = true
    else if (isRow(text) && isRule(source[at + 1])) columns = cellsOf(text)
    else if (!isRule(text)) {
      lines.push(isRow(text) ? lineOf(`- ${itemOf(columns, text)}`, isApart) : lineOf(text, isApart))
      isApart = false
    }
  }
  return lines
}
