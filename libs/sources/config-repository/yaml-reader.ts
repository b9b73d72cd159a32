import { parseAllDocuments } from 'yaml'
import { withoutTemplates } from './templates.ts'
import { blockParts, mayBeSplit, nestedBlock } from './yaml-blocks.ts'

/** What a file says, and which of its documents could not be read. */
export interface Documents {
  readonly documents: readonly unknown[]
  /** `document 2: …`, one for each that is broken. */
  readonly problems: readonly string[]
}

/** Texts read entry by entry above this length, in UTF-16 code units. */
const splitFrom = 150
/** UTF-16 code units of entries that are kept for the next text that has them. */
const remembered = 8 * 1_048_576

/** Brackets in brackets beyond this are no configuration, and cost the library seconds. */
const deepest = 500

function isTooDeep(text: string): boolean {
  let depth = 0
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1
    if (depth > deepest) return true
  }
  return text.includes('- '.repeat(deepest))
}

function plain(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`it is nested more than ${deepest} deep`)
  const [document, ...others] = parseAllDocuments(text, {
    schema: 'failsafe',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  if (document === undefined) return null
  const [error] = [document, ...others].flatMap(({ errors }) => errors)
  if (error !== undefined) throw error
  if (others.length > 0) throw new SyntaxError('it holds several documents in one')
  return document.toJS() as unknown
}

/**
 * Reads YAML and JSON of several documents. Every scalar stays the text of the file: `1.10` is no number. A document
 * that is broken is named and the others are read. Remembers the entries it has read, so that a large file of which
 * one line changed costs that entry.
 */
export class YamlReader {
  #young = new Map<string, unknown>()
  #old = new Map<string, unknown>()
  #size = 0

  read(text: string): Documents {
    const documents: unknown[] = []
    const problems: string[] = []
    const parts = withoutTemplates(text.replaceAll('\r\n', '\n')).split(/^---(?=\s|$).*$/m)
    for (const [index, part] of parts.entries()) {
      if (part.trim() === '') continue
      try {
        const document = this.#document(part)
        if (document != null) documents.push(document)
      } catch (error) {
        const reason = (error as Error).message.split('\n', 1)[0] ?? ''
        problems.push(`document ${index + (parts[0]?.trim() === '' ? 0 : 1)}: ${reason}`)
      }
    }
    return { documents, problems }
  }

  #document(text: string): unknown {
    if (text.length < splitFrom || !mayBeSplit(text)) return this.#remember(text, () => plain(text))
    try {
      return this.#block(text)
    } catch {
      // An entry that cannot be read alone may be part of a longer one.
      return plain(text)
    }
  }

  #block(text: string): unknown {
    const split = text.length < splitFrom ? null : blockParts(text)
    if (split === null) return this.#remember(text, () => plain(text))
    const read = split.parts.map((part) => this.#remember(part, () => this.#part(part)))
    if (split.kind === 'sequence') return read.map((item) => (item as readonly unknown[])[0])
    return Object.fromEntries(read.flatMap((entry) => Object.entries(entry as object)))
  }

  /** A mapping of one key, or a list of one item. */
  #part(part: string): unknown {
    const nested = part.length < splitFrom ? null : nestedBlock(part)
    if (nested === null) return plain(part)
    const value = this.#block(nested.block)
    return nested.key === null ? [value] : Object.fromEntries([[nested.key, value]])
  }

  #remember(text: string, read: () => unknown): unknown {
    const young = this.#young.get(text)
    if (young !== undefined) return young
    const value = this.#old.get(text) ?? read()
    if (this.#size > remembered) {
      this.#old = this.#young
      this.#young = new Map()
      this.#size = 0
    }
    this.#size += text.length
    this.#young.set(text, value)
    return value
  }
}
