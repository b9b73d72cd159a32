import type { ContentPattern } from './content-pattern.ts'
import type { ImageReference } from './image-reference.ts'
import { ReferenceReader } from './references.ts'

/** What a content says; references are empty and the problem is named where it could not be read. */
export interface Reading {
  readonly references: readonly ImageReference[]
  readonly problem: Problem | null
}

interface Problem {
  readonly reason: 'BROKEN' | 'LINK' | 'SUBMODULE' | 'TOO_LARGE' | 'MISSING' | 'NOT_TEXT'
  readonly detail: string
}

type Content =
  | { readonly kind: 'content'; readonly content: Buffer }
  | { readonly kind: 'too_large'; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'not_a_file' }

/** Whoever gives contents by their id. */
export interface Contents {
  read(id: string): Promise<Content>
}

/** Characters of text that are kept for the next commit that changes the same file. */
const keptText = 16 * 1_048_576
/** References that are kept for contents that come back. */
const keptReferences = 200_000

const ofKind: Readonly<Record<string, Problem>> = {
  link: { reason: 'LINK', detail: 'it is a symbolic link, which is not followed' },
  submodule: { reason: 'SUBMODULE', detail: 'it is a submodule, whose files are in another repository' },
}

function problemOf(content: Exclude<Content, { kind: 'content' }>): Problem {
  if (content.kind === 'too_large')
    return { reason: 'TOO_LARGE', detail: `it has ${content.size} bytes, and at most 1048576 are read` }
  if (content.kind === 'missing')
    return { reason: 'MISSING', detail: 'its content is not in the clone; fetch the repository with all its files' }
  return { reason: 'NOT_TEXT', detail: 'it is no file' }
}

/** Reads contents by their id, each once as long as there is room for it. */
export class TextReader {
  readonly #contents: Contents
  readonly #references: ReferenceReader
  readonly #texts = new Map<string, string>()
  readonly #readings = new Map<string, Reading>()
  #size = 0
  #keptReferences = 0

  constructor(contents: Contents, patterns: readonly ContentPattern[]) {
    this.#contents = contents
    this.#references = new ReferenceReader(patterns)
  }

  /** Whether a file of this name may name a version. */
  reads(path: string): boolean {
    return this.#references.reads(path)
  }

  /** What a file says at a content; the same content under another name may say something else. */
  async read(file: { readonly path: string; readonly kind: string }, id: string): Promise<Reading> {
    const odd = ofKind[file.kind]
    if (odd !== undefined) return { references: [], problem: odd }
    const key = `${id} ${file.path}`
    const known = this.#readings.get(key)
    if (known !== undefined) return known
    const text = await this.#text(id)
    const reading = typeof text === 'string' ? await this.#said(file.path, text) : { references: [], problem: text }
    this.#keptReferences += reading.references.length + 1
    if (this.#keptReferences > keptReferences) {
      this.#readings.clear()
      this.#keptReferences = reading.references.length + 1
    }
    this.#readings.set(key, reading)
    return reading
  }

  /** Null of what is no text. */
  async textOf(id: string): Promise<string | null> {
    const text = await this.#text(id)
    return typeof text === 'string' ? text : null
  }

  async #said(path: string, text: string): Promise<Reading> {
    const own = await this.#references.own(path, text)
    // Between files others get their turn.
    await new Promise((resolve) => setImmediate(resolve))
    const { references, problems } = this.#references.read(path, text, own)
    const [first, ...others] = problems
    const more = others.length === 0 ? '' : `, and ${others.length} more documents`
    const problem = first === undefined ? null : { reason: 'BROKEN' as const, detail: `${first}${more}` }
    return { references, problem }
  }

  async #text(id: string): Promise<string | Problem> {
    const known = this.#texts.get(id)
    if (known !== undefined) return known
    const content = await this.#contents.read(id)
    if (content.kind !== 'content') return problemOf(content)
    if (content.content.includes(0)) return { reason: 'NOT_TEXT', detail: 'it holds bytes of no text' }
    const text = content.content.toString('utf8')
    if (this.#size > keptText) {
      this.#texts.clear()
      this.#size = 0
    }
    this.#size += text.length
    this.#texts.set(id, text)
    return text
  }
}
