/** One character, class or repeated group of a pattern, in the order of the pattern. */
export interface PatternItem {
  /** Those of a few typical characters that it fits. */
  readonly characters: readonly string[]
  readonly repeats: boolean
  /** It may be left out. */
  readonly optional: boolean
}

interface Group {
  repeats: boolean
  /** A `?` or `|` inside. */
  choices: boolean
  /** A `|` of its own. */
  alternatives: boolean
  optional: boolean
}

function emptyGroup(): Group {
  return { repeats: false, choices: false, alternatives: false, optional: false }
}

interface OpenItem {
  readonly atom: string
  readonly groups: readonly Group[]
  repeats: boolean
  optional: boolean
}

const probes = [...Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)), 'é', '\uE000']
const token = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|\(\?(?::|<[^>]*>)|\{\d+(?:,\d*)?\}|[^]/g
const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})$/

function charactersOf(atom: string): readonly string[] {
  try {
    const expression = new RegExp(`^${atom}$`, 'u')
    return probes.filter((probe) => expression.test(probe))
  } catch {
    return probes
  }
}

/** Reads a pattern token by token. */
class ItemReader {
  readonly items: OpenItem[] = []
  choices = 0
  readonly #open: Group[] = [emptyGroup()]
  #before: OpenItem | Group | null = null

  /** What makes the pattern slow or unclear; null where nothing does yet. */
  take(part: string): string | null {
    if (/^\\[1-9k]/.test(part)) return 'it refers back to a group'
    if (/^\(\?<?[=!]/.test(part)) return 'it looks ahead or behind'
    if (quantifier.test(part)) return this.#quantify(part)
    if (part.startsWith('(')) this.#open.push(emptyGroup())
    else if (part === ')') this.#close()
    else if (part === '|') {
      this.#inside().alternatives = true
      this.#inside().choices = true
      this.choices += 1
    } else if (part !== '^' && part !== '$') {
      this.#before = { atom: part, groups: [...this.#open], repeats: false, optional: false }
      this.items.push(this.#before)
      return null
    }
    if (part !== ')') this.#before = null
    return null
  }

  #inside(): Group {
    return this.#open.at(-1) as Group
  }

  #close(): void {
    const closed = this.#open.length > 1 ? (this.#open.pop() as Group) : this.#inside()
    this.#before = closed
    this.#inside().repeats ||= closed.repeats
    this.#inside().choices ||= closed.choices
  }

  #quantify(part: string): string | null {
    const before = this.#before
    const isGroup = before !== null && 'choices' in before
    if (/^(?:[?*]|\{0)/.test(part) && before !== null) before.optional = true
    if (part === '?') {
      this.#inside().choices = true
      this.choices += 1
      return null
    }
    if (isGroup && (before.repeats || before.choices)) return 'it repeats a group that repeats or chooses inside'
    this.#inside().repeats = true
    if (isGroup) this.items.push({ atom: '[^]', groups: [...this.#open], repeats: true, optional: before.optional })
    else if (before !== null) before.repeats = true
    return null
  }
}

/** The parts of a pattern and how often it may choose, or what makes it slow or unclear. */
export function patternItems(
  pattern: string,
): { readonly items: readonly PatternItem[]; readonly choices: number } | string {
  const reader = new ItemReader()
  for (const [part] of pattern.matchAll(token)) {
    const refusal = reader.take(part)
    if (refusal !== null) return refusal
  }
  const items = reader.items.map(({ atom, groups, repeats, optional }) => ({
    characters: charactersOf(atom),
    repeats,
    optional: optional || groups.some((group) => group.optional || group.alternatives),
  }))
  return { items, choices: reader.choices }
}
