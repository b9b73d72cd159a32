/** A statement with its parameters; made by the `sql` tag only, so that no value ever becomes text. */
export interface Sql {
  readonly text: string
  readonly values: readonly unknown[]
  /** Of its text, where it may be prepared once a connection. */
  readonly name?: string
}

class Fragment implements Sql {
  readonly strings: readonly string[]
  readonly values: readonly unknown[]

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings
    this.values = values
  }

  get text(): string {
    return this.strings.reduce((text, part, at) => (at === 0 ? part : `${text}$${at}${part}`), '')
  }
}

function splice(strings: readonly string[], given: readonly unknown[]): Fragment {
  const parts: string[] = [strings[0] ?? '']
  const values: unknown[] = []
  given.forEach((value, at) => {
    const after = strings[at + 1] ?? ''
    if (value instanceof Fragment) {
      parts[parts.length - 1] += value.strings[0] ?? ''
      for (let inner = 1; inner < value.strings.length; inner += 1) parts.push(value.strings[inner] ?? '')
      values.push(...value.values)
      parts[parts.length - 1] += after
      return
    }
    values.push(value)
    parts.push(after)
  })
  return new Fragment(parts, values)
}

/** ``sql`select … where id = ${id}` ``: values become parameters, nested statements are spliced in. */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  return splice(strings, values)
}

const names = new Map<string, string>()
/** Statements that a connection may keep. */
const mostNames = 150

/**
 * A statement over small tables that almost every question asks: to read and plan it takes longer than to run it. Where
 * connections lead straight to the server, each has it read once. Of one with parameters PostgreSQL makes five plans before it
 * may stay with one for all, so that one must be as good for any; over tables without statistics it can go on making them.
 */
export function frequent({ text, values }: Sql): Sql {
  const known = names.get(text)
  if (known !== undefined) return { text, values, name: known }
  if (names.size === mostNames) return { text, values }
  const name = `leadline_${names.size}`
  names.set(text, name)
  return { text, values, name }
}

/** Nothing: for a filter that is not set. */
sql.empty = splice([''], []) as Sql

/** Several statements with a separator between them. */
sql.join = (parts: readonly Sql[], separator: Sql): Sql =>
  parts.length === 0 ? sql.empty : parts.reduce((joined, part) => sql`${joined}${separator}${part}`)
