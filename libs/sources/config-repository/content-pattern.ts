import { digestOf, tagOf } from './image-name.ts'
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

/** The references that users' patterns find in a file. */
export function patternReferences(path: string, text: string, patterns: readonly ContentPattern[]): ImageReference[] {
  const fitting = patterns.filter((pattern) => pattern.path === null || pattern.path.match(path) !== null)
  if (fitting.length === 0) return []
  return text.split(/\r?\n/).flatMap((written) => {
    const line = written.trim()
    for (const pattern of fitting) {
      const found = pattern.line.match(line)
      const tag = tagOf(found?.['tag'])
      if (found === null || tag === null) continue
      const { service, environment, image } = found
      const digest = digestOf(found['digest'])
      return {
        key: `line/${service ?? image ?? line.replaceAll(tag, '')}`,
        form: 'PATTERN' as const,
        tag,
        ...(image === undefined ? {} : { image }),
        ...(digest === null ? {} : { digest }),
        ...(service === undefined ? {} : { service }),
        ...(environment === undefined ? {} : { environment }),
        names: service === undefined ? [] : [service],
        places: [],
      }
    }
    return []
  })
}
