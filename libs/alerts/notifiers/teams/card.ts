import { isPlain, type Words } from '../../markdown/inline.ts'
import { cutNote, cutText, fitLines, fitPieces, oneLine, shortPieces } from '../../markdown/fit.ts'
import { type Line, readMarkdown } from '../../markdown/read.ts'
import type { Message } from '../../notification.ts'
import { alertFacts, alertTitle } from '../alert-words.ts'

/** Teams takes 28 KB in all; the lines get this of it, in bytes, and the rest is title, facts and link. */
const mostBytes = 20_000
const longestLine = 4_000
const longestTitle = 300
const longestFacts = 1_000

/** A text of others in the Markdown of cards, where it means nothing. */
export function cardText(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()<>#+\-.!|~&]/g, String.raw`\$&`)
}

/** Cards know no code. */
const marks = { BOLD: '**', ITALIC: '_', CODE: '' } as const

function wordsText(words: Words): string {
  const { text, style, href } = words
  if (href !== undefined) return `[${cardText(text)}](${href})`
  const mark = marks[style ?? 'CODE']
  const inner = cardText(text)
  return inner.trim() === '' ? inner : `${mark}${inner.trim()}${mark}${/\s$/.test(inner) ? ' ' : ''}`
}

interface Block {
  readonly type: 'TextBlock'
  readonly text: string
  readonly wrap: true
  readonly weight?: 'Bolder'
  readonly size?: 'Medium' | 'Large'
  readonly spacing?: 'None' | 'Medium'
  readonly isSubtle?: true
}

function blockOf({ kind, words, isApart }: Line): Block {
  const pieces = words.flatMap((each) => {
    const whole = isPlain(each) ? [] : [wordsText(each)]
    return whole.length === 1 && (whole[0] ?? '').length < longestLine / 2
      ? whole
      : shortPieces(each.text).map(cardText)
  })
  const text = fitPieces(kind === 'ITEM' ? ['• ', ...pieces] : pieces, longestLine)
  const spacing = isApart ? 'Medium' : 'None'
  return {
    type: 'TextBlock',
    text,
    wrap: true,
    spacing,
    ...(kind === 'HEADING' ? ({ weight: 'Bolder', size: 'Medium' } as const) : {}),
  }
}

/** An Adaptive Card in the envelope that the Workflows of Teams take. */
export function teamsCard({ notification }: Message): object {
  const alert = notification.kind === 'alert' ? notification.alert : null
  const title = cutText(oneLine(alert === null ? notification.subject : alertTitle(alert)), longestTitle)
  const blocks = readMarkdown(notification.text).map(blockOf)
  const { kept, left } = fitLines(blocks, mostBytes, (block) => Buffer.byteLength(JSON.stringify(block)) + 1)
  const subtle = (text: string): Block => ({ type: 'TextBlock', text: cardText(text), wrap: true, isSubtle: true })
  const link = alert?.link ?? null
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    msteams: { width: 'Full' },
    body: [
      { type: 'TextBlock', text: cardText(title), wrap: true, weight: 'Bolder', size: 'Large' },
      ...kept,
      ...(left === 0 ? [] : [subtle(cutNote(left))]),
      ...(alert === null ? [] : [subtle(cutText(oneLine(alertFacts(alert)), longestFacts))]),
    ],
    ...(link === null ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open in Leadline', url: link }] }),
  }
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content }],
  }
}
