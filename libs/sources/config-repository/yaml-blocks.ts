/** The parts of a block mapping or sequence, as they stand. */
export interface BlockParts {
  readonly kind: 'mapping' | 'sequence'
  /** One entry each, with the lines that belong to it. */
  readonly parts: readonly string[]
}

const atMargin = /^[^ \n].*$/gm
const keyLine = /^(?:([A-Za-z_][\w./-]*)|"([^"\\]*)"|'([^']*)'):(?: +(.*))?$/
const itemLine = /^-(?: +.*)?$/
const passive = /^ *(?:#.*)?$/

/** Anchors, aliases, tags, merge keys and tabs reach over entries or need the whole text. */
const entangled = /(?:^|[\s[{,:-])[&*!][^\s&|]|<<|\t|^[%?]/m

/** Whether a text may be read entry by entry at all. */
export function mayBeSplit(text: string): boolean {
  return !entangled.test(text)
}

/**
 * Cuts a block mapping or sequence at its entries, so that each is read once however often the others change. Null where
 * the text is not surely such a block: then it must be read whole.
 */
export function blockParts(text: string): BlockParts | null {
  const heads: number[] = []
  let kind: BlockParts['kind'] | null = null
  for (const { 0: line, index } of text.matchAll(atMargin)) {
    if (line.startsWith('#')) continue
    const isItem = line.startsWith('-') && itemLine.test(line)
    if (!isItem && !keyLine.test(line)) return null
    kind ??= isItem ? 'sequence' : 'mapping'
    // A sequence may stand at the margin of its own key.
    if (isItem && kind === 'mapping') continue
    if (!isItem && kind === 'sequence') return null
    heads.push(index)
  }
  const [first] = heads
  if (kind === null || first === undefined) return null
  const before = text.slice(0, first)
  if (before.split('\n').some((line) => !passive.test(line))) return null
  return { kind, parts: heads.map((start, index) => text.slice(start, heads[index + 1] ?? text.length)) }
}

function outdented(lines: readonly string[], indent: number): string | null {
  const moved: string[] = []
  for (const line of lines) {
    if (line.slice(0, indent).trim() === '') moved.push(line.slice(indent))
    else if (!passive.test(line)) return null
  }
  return moved.join('\n')
}

/** The value of a part that is a block of its own, moved to the left margin; null where it is none. */
export function nestedBlock(part: string): { readonly key: string | null; readonly block: string } | null {
  const [head = '', ...body] = part.split('\n')
  if (itemLine.test(head)) {
    const block = outdented([` ${head.slice(1)}`, ...body], 2)
    return block === null ? null : { key: null, block }
  }
  const [, bare, double, single, rest = ''] = keyLine.exec(head) ?? []
  const first = body.find((line) => !passive.test(line))
  if (first === undefined || !passive.test(rest)) return null
  const block = outdented(body, first.length - first.trimStart().length)
  return block === null ? null : { key: bare ?? double ?? single ?? '', block }
}
