import { patternItems } from './pattern-items.ts'

/** Longest pattern, and longest text that one is tried on, in UTF-16 code units. */
const longestPattern = 500
const longestText = 200
/** Of repetitions whose end is open: a text of 200 is tried at most 200^3/6 ways with three of them. */
const mostOpenEnds = 3
/** Each `?` and `|` may double the ways. */
const mostChoices = 6

/** A regular expression of a user's that is tried on whole lines or paths, in bounded time. */
export interface SafePattern {
  readonly source: string
  /** The named groups, where the whole text fits; null where it does not, or is longer than 200. */
  readonly match: (text: string) => Readonly<Record<string, string>> | null
}

/** What makes a pattern slow; null where nothing does. */
function slowness(source: string): string | null {
  const read = patternItems(source)
  if (typeof read === 'string') return read
  if (read.choices > mostChoices) return `it has more than ${mostChoices} choices`
  const { items } = read
  // What a repetition takes ends where something else must stand; where the same may follow, or nothing, its end is open.
  const openEnds = items.filter((item, at) => {
    if (!item.repeats) return false
    const after = items.slice(at + 1)
    const must = after.findIndex(({ optional }) => !optional)
    if (must === -1) return true
    return after
      .slice(0, must + 1)
      .some((next) => item.characters.some((character) => next.characters.includes(character)))
  })
  if (openEnds.length <= mostOpenEnds) return null
  return `it has more than ${mostOpenEnds} repetitions that may end anywhere, such as .*; say what they hold, such as [^/]+`
}

/**
 * Takes a pattern with named groups that must fit a whole line or path, or says why it is refused.
 *
 * @param groups that it may name.
 * @param required of these, one that it must name; null for none.
 */
export function safePattern(
  source: string,
  groups: readonly string[],
  required: string | null = null,
): SafePattern | { readonly refused: string } {
  const refuse = (why: string) => ({ refused: `The pattern ${source.slice(0, 100)} is refused: ${why}.` })
  if (source.length > longestPattern) return refuse(`it is longer than ${longestPattern} characters`)
  const slow = slowness(source)
  if (slow !== null) return refuse(slow)
  const named = [...source.matchAll(/\(\?<([^>=!]*)>/g)].map(([, name = '']) => name)
  const unknown = named.find((name) => !groups.includes(name))
  if (unknown !== undefined) return refuse(`it names ${unknown}, and only ${groups.join(', ')} are known`)
  if (required !== null && !named.includes(required)) return refuse(`it has no group (?<${required}>…)`)
  let expression: RegExp
  try {
    expression = new RegExp(`^(?:${source})$`, 'u')
  } catch (error) {
    return refuse((error as Error).message.replace(/^Invalid regular expression: /, ''))
  }
  const match = (text: string) => {
    const found = text.length > longestText ? null : expression.exec(text)
    if (found === null) return null
    const given = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined && value !== '')
    return Object.fromEntries(given)
  }
  return { source, match }
}
