import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml'
import type { z } from 'zod'
import { nearestName } from '#domain/nearest-name'
import { RuleRefused } from './settings.ts'

type Path = readonly PropertyKey[]

type FieldsAt = (path: Path) => readonly string[]

/** Longer texts are no rules. In UTF-16 code units. */
const longestText = 100_000

function pathText(path: Path): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${String(part)}`))
    .join('')
}

/** Of the value at a path, or of the nearest that is there and holds it; of the key, where one is given. */
function offsetOf(document: Document, path: Path, key: string | null): number {
  const holder = path.length === 0 ? document.contents : document.getIn(path, true)
  if (key !== null && isMap(holder)) {
    const pair = holder.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0]
  }
  if (isNode(holder) && holder.range) return holder.range[0]
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1), null)
}

function unknownField(key: string, known: readonly string[]): string {
  const near = nearestName(key, known)
  const guess = near === null ? '' : ` Did you mean ${near}?`
  return `there is no such field; here may stand ${known.join(', ')}.${guess}`
}

/** What is wrong, where in the text: `line 3, column 5, rules[1].enviroment: …`. */
function problem(document: Document, lines: LineCounter, path: Path, key: string | null, message: string): string {
  const { line, col } = lines.linePos(offsetOf(document, path, key))
  const where = pathText(key === null ? path : [...path, key]) || 'the whole'
  return `line ${Math.max(1, line)}, column ${Math.max(1, col)}, ${where}: ${message}`
}

function otherValue(value: unknown, known: readonly string[]): string {
  const near = typeof value === 'string' ? nearestName(value, known) : null
  return `must be one of ${known.join(', ')}.${near === null ? '' : ` Did you mean ${near}?`}`
}

function problemsOf(issue: z.core.$ZodIssue, document: Document, lines: LineCounter, fieldsAt: FieldsAt): string[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => problem(document, lines, path, key, unknownField(key, fieldsAt(path))))
  if (issue.code === 'invalid_value')
    return [problem(document, lines, path, null, otherValue(document.getIn(path), issue.values.map(String)))]
  return [problem(document, lines, path, null, `${issue.message}.`)]
}

/** The rule or pattern that was refused, with its place in the text. */
function placed(error: RuleRefused, document: Document, lines: LineCounter): RuleRefused {
  const { path } = error
  if (path === null) return error
  const { line, col } = lines.linePos(offsetOf(document, path, null))
  return new RuleRefused(`line ${line}, column ${col}, ${error.message}`)
}

/** Of the first alias without an anchor before it, or of the first at all where there are only too many. */
function aliasOffset(document: Document): number {
  const anchors = new Set<string>()
  let first: number | null = null
  let dangling: number | null = null
  visit(document, {
    Value(_key, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor)
    },
    Alias(_key, { source, range }) {
      first ??= range?.[0] ?? 0
      if (anchors.has(source)) return undefined
      dangling = range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return dangling ?? first ?? 0
}

/** The values of the text: the parser finds nothing wrong with aliases, only who asks for what they stand for does. */
function valuesOf(document: Document, lines: LineCounter): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (error) {
    const { line, col } = lines.linePos(aliasOffset(document))
    throw new RuleRefused(`line ${line}, column ${col}: ${(error as Error).message}; write out what it stands for.`)
  }
}

/** What a text may hold. */
export interface RulesForm<T> {
  readonly schema: z.ZodType<T>
  /** The fields that may stand in the part at a path. */
  readonly fieldsAt: FieldsAt
  /** Throws `RuleRefused` for what no schema tells. */
  readonly check?: (read: T) => void
}

/**
 * Reads what a user writes in YAML.
 *
 * @throws RuleRefused that says what is wrong, and where
 */
export function readRulesText<T>(text: string, { schema, fieldsAt, check }: RulesForm<T>): T {
  if (text.length > longestText) throw new RuleRefused(`the rules are longer than ${longestText} characters`)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [broken] = document.errors
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0])
    throw new RuleRefused(`line ${line}, column ${col}: this is no YAML: ${broken.message}`)
  }
  const read = schema.safeParse(valuesOf(document, lines))
  if (!read.success)
    throw new RuleRefused(read.error.issues.flatMap((issue) => problemsOf(issue, document, lines, fieldsAt)).join('\n'))
  try {
    check?.(read.data)
  } catch (error) {
    throw error instanceof RuleRefused ? placed(error, document, lines) : error
  }
  return read.data
}
