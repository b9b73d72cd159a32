/** Longest pattern, and longest text that one is tried on, in UTF-16 code units. */
const longestPattern = 500
const longestText = 200
/** Of repetitions that fit the same character: a text of 200 is tried at most 200^3/6 ways with three of them. */
const mostRepeats = 3
/** Each `?` and `|` may double the ways. */
const mostChoices = 6

/** A regular expression of a user's that is tried on whole lines or paths, in bounded time. */
export interface SafePattern {
  readonly source: string
  /** The named groups, where the whole text fits; null where it does not, or is longer than 200. */
  readonly match: (text: string) => Readonly<Record<string, string>> | null
}

interface Group {
  repeats: boolean
  choices: boolean
}

const token = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?(?::|<[^>]*>)|\{\d+(?:,\d*)?\}|[^]/g

const probes = [...Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)), 'é', '\uE000']

/** Which characters one part of a pattern fits; a group counts as fitting all. */
function fits(atom: string): (character: string) => boolean {
  if (atom === ')') return () => true
  try {
    const expression = new RegExp(`^${atom}$`, 'u')
    return (character) => expression.test(character)
  } catch {
    return () => true
  }
}

/** How many of the repeated parts fit one and the same character, at most. */
function overlap(repeated: readonly string[]): number {
  const tests = repeated.map(fits)
  return Math.max(...probes.map((probe) => tests.filter((test) => test(probe)).length))
}

/** What makes a pattern slow or unclear; null where nothing does. */
function refusal(pattern: string): string | null {
  const open: Group[] = [{ repeats: false, choices: false }]
  let closed: Group | null = null
  const repeated: string[] = []
  let choices = 0
  let atom = ''
  for (const [part] of pattern.matchAll(token)) {
    const inside = open.at(-1) as Group
    const before: Group | null = closed
    closed = null
    if (/^\\[1-9k]/.test(part)) return 'it refers back to a group'
    if (/^\(\?<?[=!]/.test(part)) return 'it looks ahead or behind'
    if (part.startsWith('(')) open.push({ repeats: false, choices: false })
    else if (part === ')') {
      closed = open.length > 1 ? (open.pop() as Group) : inside
      const outer = open.at(-1) as Group
      outer.repeats ||= closed.repeats
      outer.choices ||= closed.choices
    } else if (part === '|' || part === '?') {
      inside.choices = true
      choices += 1
    } else if (/^(?:[*+]|\{\d)/.test(part)) {
      if (before?.repeats === true || before?.choices === true)
        return 'it repeats a group that repeats or chooses inside'
      inside.repeats = true
      repeated.push(atom)
    }
    atom = part
  }
  if (choices > mostChoices) return `it has more than ${mostChoices} choices`
  if (overlap(repeated) <= mostRepeats) return null
  return `it has more than ${mostRepeats} repetitions that fit the same character`
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
  const slow = refusal(source)
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
