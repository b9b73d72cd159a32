/** One entry of a block mapping or sequence. */
export interface BlockEntry {
  /** Null for an item of a sequence. */
  readonly key: string | null
  /** The value's own lines, moved to the left margin. */
  readonly value: string
  /** The entry as it stands. */
  readonly whole: string
  /** The value is a block of its own, which may be split further. */
  readonly nested: boolean
}

const keyPattern = /^(?:([A-Za-z_][\w./-]*)|"([^"\\]*)"|'([^']*)'):(?:[ ]+(.*))?$/
const itemPattern = /^-(?:[ ]+(.*))?$/
const passive = /^[ ]*(?:#.*)?$/

/** Anchors, aliases, tags, merge keys and tabs reach over entries or need the whole text. */
const entangled = /(?:^|[\s[{,:-])[&*!][^\s&|]|<<|\t|^[%?]/m

/** Whether a text may be read entry by entry at all. */
export function mayBeSplit(text: string): boolean {
  return !entangled.test(text)
}

function bodyIndent(lines: readonly string[]): number {
  const first = lines.find((line) => !passive.test(line))
  return first === undefined ? 0 : first.length - first.trimStart().length
}

function outdented(lines: readonly string[], indent: number): string | null {
  const moved: string[] = []
  for (const line of lines) {
    if (line.slice(0, indent).trim() !== '') {
      if (!passive.test(line)) return null
      continue
    }
    moved.push(line.slice(indent))
  }
  return moved.join('\n')
}

function entryOf(head: string, body: readonly string[]): BlockEntry | null {
  const whole = [head, ...body].join('\n')
  const item = itemPattern.exec(head)
  if (item !== null) {
    const value = outdented([` ${head.slice(1)}`, ...body], 2)
    return value === null ? null : { key: null, value, whole, nested: true }
  }
  const key = keyPattern.exec(head)
  if (key === null) return null
  const value = outdented(body, bodyIndent(body))
  if (value === null) return null
  return { key: key[1] ?? key[2] ?? key[3] ?? '', value, whole, nested: passive.test(key[4] ?? '') && value !== '' }
}

/**
 * Cuts a block mapping or sequence into its entries, so that each is read once however often the others change. Null
 * where the text is not surely such a block: then it must be read whole.
 */
export function blockEntries(text: string): BlockEntry[] | null {
  const lines = text.split('\n')
  const heads: number[] = []
  let sequence: boolean | null = null
  for (const [index, line] of lines.entries()) {
    if (line === '' || line.startsWith(' ') || line.startsWith('#')) continue
    const isItem = itemPattern.test(line)
    if (!isItem && !keyPattern.test(line)) return null
    sequence ??= isItem
    // A sequence may stand at the margin of its own key.
    if (isItem && !sequence) continue
    if (!isItem && sequence) return null
    heads.push(index)
  }
  if (heads.length === 0 || lines.slice(0, heads[0]).some((line) => !passive.test(line))) return null
  const entries = heads.map((start, index) =>
    entryOf(lines[start] ?? '', lines.slice(start + 1, heads[index + 1] ?? lines.length)),
  )
  return entries.includes(null) ? null : (entries as BlockEntry[])
}
