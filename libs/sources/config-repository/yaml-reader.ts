import { parseAllDocuments } from 'yaml'
import { blockEntries, mayBeSplit } from './yaml-blocks.ts'

/** What a file says, and which of its documents could not be read. */
export interface Documents {
  readonly documents: readonly unknown[]
  /** `document 2: …`, one for each that is broken. */
  readonly problems: readonly string[]
}

/** Stands in a value in place of a template; no name, tag or digest holds it. */
const placeholder = '\uE000'
const templateComment = /\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/g
const templateLine = /^[ \t]*(?:\{\{.*\}\}|\{%.*%\})[ \t]*(?:#.*)?$/gm
const templateSpan = /\{\{.*?\}\}/g

/** Texts read entry by entry above this length, in UTF-16 code units. */
const splitFrom = 600
/** Entries kept for the next text that has them. */
const remembered = 40_000

/** Takes templates out of a text, line for line, so that what stands beside them can be read. */
function withoutTemplates(text: string): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  return text
    .replaceAll(templateComment, (comment) => comment.replaceAll(/[^\n]/g, ''))
    .replaceAll(templateLine, '')
    .replaceAll(templateSpan, placeholder)
}

function plain(text: string): unknown {
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
    if (text.length < splitFrom || !mayBeSplit(text)) return this.#leaf(text)
    try {
      return this.#block(text)
    } catch {
      // An entry that cannot be read alone may be part of a longer one.
      return plain(text)
    }
  }

  #block(text: string): unknown {
    const entries = text.length < splitFrom ? null : blockEntries(text)
    if (entries === null) return this.#leaf(text)
    const isSequence = entries[0]?.key === null
    if (isSequence) return entries.map(({ value }) => this.#block(value))
    return Object.fromEntries(
      entries.map(({ key, value, whole, nested }) => {
        const read = nested && value.length >= splitFrom ? this.#block(value) : this.#only(whole)
        return [key, read]
      }),
    )
  }

  /** The value of a mapping that has one key. */
  #only(text: string): unknown {
    return Object.values(this.#leaf(text) as object)[0]
  }

  #leaf(text: string): unknown {
    const known = this.#young.get(text) ?? this.#old.get(text)
    const value = known ?? plain(text)
    if (this.#young.size >= remembered) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(text, value)
    return value
  }
}
