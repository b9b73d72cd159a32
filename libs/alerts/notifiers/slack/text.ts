import { isPlain, type Words } from '../../markdown/inline.ts'
import { cutNote, cutText, fitLines, fitPieces, shortPieces } from '../../markdown/fit.ts'
import { type Line, readMarkdown } from '../../markdown/read.ts'

/** Slack takes 3,000 characters in a section and 50 blocks; a wall of 50 sections is read by nobody. */
const longestSection = 3_000
const longestText = 12_000
const longestHeading = 300

/** Slack knows no way to write these as they are; these look like them, and mean nothing. */
const alike: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ' }

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** A text of others in Slack's markup, where it means nothing: no mention, no link, no style. */
export function slackText(text: string): string {
  // A line between letters is no mark.
  const unmarked = text.replaceAll(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (sign) => alike[sign] ?? sign)
  return escaped(unmarked)
}

function marked(mark: string, text: string): string {
  const inner = slackText(text)
  return inner.trim() === '' ? inner : `${mark}${inner.trim()}${mark}${/\s$/.test(inner) ? ' ' : ''}`
}

function wordsText(words: Words): string {
  const { text, style, href } = words
  if (href !== undefined) return `<${escaped(href).replaceAll('|', '%7C')}|${slackText(text)}>`
  if (style === 'CODE') return `\`${escaped(text.replaceAll('`', 'ˋ'))}\``
  return marked(style === 'BOLD' ? '*' : '_', text)
}

/** A line in pieces that may not be cut. */
function piecesOf({ kind, words }: Line): readonly string[] {
  if (kind === 'HEADING') return [marked('*', cutText(words.map(({ text }) => text).join(''), longestHeading))]
  const pieces = words.flatMap((each) => {
    if (isPlain(each)) return shortPieces(each.text).map(slackText)
    const whole = wordsText(each)
    // Too long to be shown in its style whole, it is cut without.
    return whole.length > longestSection / 2 ? shortPieces(each.text).map(slackText) : [whole]
  })
  return kind === 'ITEM' ? ['• ', ...pieces] : pieces
}

/** A text of Markdown as sections of Slack's markup, each as long as Slack takes; cut where it is too long for a message. */
export function slackSections(markdown: string): readonly string[] {
  const shown = readMarkdown(markdown).map((line) => ({
    text: fitPieces(piecesOf(line), longestSection),
    isApart: line.isApart,
  }))
  const { kept, left } = fitLines(shown, longestText, ({ text }) => text.length + 2)
  const sections: string[] = []
  for (const { text, isApart } of kept) {
    const before = sections.at(-1)
    const joined = before === undefined ? text : `${before}${isApart ? '\n\n' : '\n'}${text}`
    if (before === undefined || joined.length > longestSection) sections.push(text)
    else sections[sections.length - 1] = joined
  }
  return left === 0 ? sections : [...sections, `_${cutNote(left)}_`]
}
