/** Most signs of a name that a badge writes; the rest is cut. */
const longestLabel = 40
/** Most signs that its title holds: of the label and value, and with what they are of. */
const longestName = 80
const longestTitle = 150

/** Widths of signs in the badge's font at 11 px, by kind: rather too wide than too narrow. */
function widthOf(sign: string): number {
  if (/^[ijl.,:;|!'()[\]ft ]$/.test(sign)) return 4
  if (/^[mwMW%@]$/.test(sign)) return 11
  if (/^[A-Z0-9]$/.test(sign)) return 8
  return /^[ -~]$/.test(sign) ? 7 : 13
}

/** A text without signs that XML forbids, and without those that turn the direction of what stands around it. */
function plain(text: string): string {
  const kept = text.replaceAll(/[^\t\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ' ')
  return kept.replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ').trim()
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

/** The first signs of a text, with an ellipsis where some were cut; what readers take for one sign stays whole or goes. */
function cut(text: string, longest: number): string {
  const signs = Array.from(new Intl.Segmenter('en').segment(text.slice(0, longest * 8)), ({ segment }) => segment)
  if (signs.length <= longest && text.length <= longest * 2) return text
  let short = ''
  for (const sign of signs.slice(0, longest - 1)) if (short.length + sign.length <= longest * 2) short += sign
  return `${short}…`
}

function textWidth(text: string): number {
  return Array.from(text).reduce((sum, sign) => sum + widthOf(sign), 0)
}

/**
 * A badge as an SVG of less than 2 KB, whatever the words: a label and a value in colours that judge nothing, and a title
 * that says besides what they are of. Every text is plain and escaped, and stands in a direction of its own.
 */
export function badge(label: string, value: string, detail = ''): string {
  const [name, said] = [cut(plain(label), longestLabel), cut(plain(value), longestLabel)]
  const head = cut(plain(`${label}: ${value}`), longestName)
  const title = escaped(cut(detail === '' ? head : `${head} (${plain(detail)})`, longestTitle))
  const [left, right] = [textWidth(name) + 12, textWidth(said) + 12]
  const width = left + right
  const text = (x: number, span: number, words: string): string =>
    `<text x="${x}" y="14" textLength="${span}" lengthAdjust="spacingAndGlyphs" style="unicode-bidi:isolate">${escaped(words)}</text>`
  // The title is the name of an image too: said twice, it would be too long.
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img"><title>${title}</title>`,
    `<rect width="${width}" height="20" rx="3" fill="#0b5d77"/><path d="M3 0h${left - 3}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="#384750"/>`,
    '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">',
    `${text(6, left - 12, name)}${text(left + 6, right - 12, said)}</g></svg>`,
  ].join('')
}
