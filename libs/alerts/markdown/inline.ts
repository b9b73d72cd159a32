/** Some words of a line, all in one style. */
export interface Words {
  readonly text: string
  readonly style?: 'BOLD' | 'ITALIC' | 'CODE'
  /** Where they lead. */
  readonly href?: string
}

/** Longest text between two marks: what was made to be searched through is not. */
const most = 2_000
const parts = new RegExp(
  [
    String.raw`\\(?<escaped>[!-/:-@[-\x60{-~])`,
    String.raw`\x60(?<code>[^\x60\n]{1,${most}})\x60`,
    String.raw`\[(?<label>(?:\\.|[^\\\[\]]){1,${most}})\]\((?<href>https?:\/\/[^\s()<>]{1,${most}})\)`,
    String.raw`<(?<address>https?:\/\/[^\s<>]{1,${most}})>`,
    String.raw`\*\*(?<bold>(?:\\.|[^\\*]){1,${most}})\*\*`,
    String.raw`\*(?<starred>(?:\\.|[^\\*]){1,${most}})\*`,
    String.raw`(?<![\p{L}\p{N}_])_(?<lined>(?:\\.|[^\\_]){1,${most}})_(?![\p{L}\p{N}_])`,
  ].join('|'),
  'gu',
)

type Groups = Readonly<
  Partial<Record<'escaped' | 'code' | 'label' | 'href' | 'address' | 'bold' | 'starred' | 'lined', string>>
>

/** A text of a line without its marks. */
function plainText(markdown: string): string {
  return readLine(markdown)
    .map(({ text }) => text)
    .join('')
}

function wordsOf({ escaped, code, label, href, address, bold, starred, lined }: Groups): Words {
  if (escaped !== undefined) return { text: escaped }
  if (code !== undefined) return { text: code, style: 'CODE' }
  if (href !== undefined) return { text: plainText(label ?? ''), href }
  if (address !== undefined) return { text: address, href: address }
  if (bold !== undefined) {
    const [only, ...others] = readLine(bold)
    return { ...(only?.href === undefined || others.length > 0 ? { text: plainText(bold) } : only), style: 'BOLD' }
  }
  return { text: plainText(starred ?? lined ?? ''), style: 'ITALIC' }
}

/** Plain words one after the other are one text. */
function add(line: Words[], words: Words): void {
  const before = line.at(-1)
  if (before === undefined || !isPlain(before) || !isPlain(words)) line.push(words)
  else line[line.length - 1] = { text: before.text + words.text }
}

export function isPlain({ style, href }: Words): boolean {
  return style === undefined && href === undefined
}

/** Reads a line of Markdown: `**bold**`, `*italic*`, `_italic_`, code, links, and signs after a backslash. */
export function readLine(markdown: string): readonly Words[] {
  const line: Words[] = []
  let at = 0
  for (const found of markdown.matchAll(parts)) {
    if (found.index > at) add(line, { text: markdown.slice(at, found.index) })
    add(line, wordsOf(found.groups as Groups))
    at = found.index + found[0].length
  }
  if (at < markdown.length) add(line, { text: markdown.slice(at) })
  return line
}
