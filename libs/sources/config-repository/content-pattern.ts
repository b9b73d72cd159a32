import { digestOf, tagOf } from '#domain/naming/image-name'
import type { ImageReference } from './image-reference.ts'
import { type SafePattern, safePattern } from './safe-pattern.ts'

/** A form of a user's own: lines that name a version. */
export interface ContentPattern {
  /** Null for every file. */
  readonly path: SafePattern | null
  readonly line: SafePattern
}

/**
 * Reads lines such as `api -> 1.2.3` by `(?<service>[\w-]+) -> (?<tag>\S+)`, in the files whose path fits, or says why the
 * pattern is refused. Spaces around a line do not count.
 */
export function contentPattern(given: {
  readonly path?: string
  readonly line: string
}): ContentPattern | { readonly refused: string } {
  const line = safePattern(given.line, ['service', 'environment', 'image', 'tag', 'digest'], 'tag')
  if ('refused' in line) return line
  if (given.path === undefined) return { path: null, line }
  const path = safePattern(given.path, [])
  return 'refused' in path ? path : { path, line }
}

/** Largest file that patterns are tried on, in UTF-16 code units. */
const longestFile = 262_144
/** Characters that are tried before others get their turn: at worst some 25 ms. */
const turn = 4_000

/** What users' patterns find in a file. */
export interface PatternReading {
  readonly references: readonly ImageReference[]
  /** Why they were not tried; null where they were, or where none is of this file. */
  readonly problem: string | null
}

function referenceIn(line: string, { line: expression }: ContentPattern): ImageReference | null {
  const found = expression.match(line)
  const tag = tagOf(found?.['tag'])
  if (found === null || tag === null) return null
  const { service, environment, image } = found
  const digest = digestOf(found['digest'])
  return {
    key: `line/${service ?? image ?? line.replaceAll(tag, '')}`,
    form: 'PATTERN',
    tag,
    ...(image === undefined ? {} : { image }),
    ...(digest === null ? {} : { digest }),
    ...(service === undefined ? {} : { service }),
    ...(environment === undefined ? {} : { environment }),
    names: service === undefined ? [] : [service],
    places: [],
  }
}

/** Tries users' patterns on the lines of a file, the first that fits a line; others get their turn meanwhile. */
export async function patternReferences(
  path: string,
  text: string,
  patterns: readonly ContentPattern[],
): Promise<PatternReading> {
  const fitting = patterns.filter((pattern) => pattern.path === null || pattern.path.match(path) !== null)
  if (fitting.length === 0) return { references: [], problem: null }
  if (text.length > longestFile)
    return {
      references: [],
      problem: `it has ${text.length} characters, and patterns are tried on files of at most ${longestFile}`,
    }
  const references: ImageReference[] = []
  let tried = 0
  for (const written of text.split(/\r?\n/)) {
    const line = written.trim()
    for (const pattern of fitting) {
      tried += line.length + 1
      if (tried > turn) {
        tried = 0
        await new Promise((resolve) => setImmediate(resolve))
      }
      const found = referenceIn(line, pattern)
      if (found === null) continue
      references.push(found)
      break
    }
  }
  return { references, problem: null }
}
