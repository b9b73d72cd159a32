/** Where a template stands: its root, the variables of ranges around it, and the time. */
interface Scope {
  readonly now: string
  readonly dot: unknown
  readonly variables: Readonly<Record<string, unknown>>
}

type Part =
  | { readonly text: string }
  | { readonly print: string }
  | {
      readonly block: 'if' | 'with' | 'range'
      readonly of: string
      readonly inside: Part[]
      readonly otherwise: Part[]
    }

function fields(value: unknown, path: string): unknown {
  const names = path.split('.').filter((name) => name !== '')
  return names.reduce<unknown>((at, name) => (at as Record<string, unknown> | null | undefined)?.[name] ?? null, value)
}

function valueOf(expression: string, { dot, variables, now }: Scope): unknown {
  if (expression === 'now') return now
  const indexed = /^\(index (\S+) "(.*)"\)$/.exec(expression)
  if (indexed !== null) {
    return (valueOf(indexed[1] ?? '', { dot, variables, now }) as Record<string, unknown>)[indexed[2] ?? ''] ?? null
  }
  const [, name, path = ''] = /^(\$\w+)?((?:\.\w*)*)$/.exec(expression) ?? []
  if (name === undefined && path === '') throw new Error(`This is no value: ${expression}`)
  return fields(name === undefined ? dot : variables[name], path)
}

function isEmpty(value: unknown): boolean {
  return value === null || value === 0 || value === '' || value === false || JSON.stringify(value) === '{}'
}

function parse(tokens: string[]): Part[] {
  const parts: Part[] = []
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    const [, action] = /^\{\{ (.*) \}\}$/s.exec(token) ?? []
    if (action === undefined) parts.push({ text: token })
    else if (action === 'end' || action === 'else') {
      tokens.unshift(token)
      return parts
    } else {
      const [, block, of = ''] = /^(if|with|range) (.*)$/.exec(action) ?? []
      if (block === undefined) parts.push({ print: action })
      else {
        const inside = parse(tokens)
        const otherwise = tokens.shift() === '{{ else }}' ? parse(tokens) : null
        if (otherwise !== null) tokens.shift()
        parts.push({ block: block as 'if', of, inside, otherwise: otherwise ?? [] })
      }
    }
  }
  return parts
}

function render(parts: readonly Part[], scope: Scope): string {
  return parts.map((part) => renderPart(part, scope)).join('')
}

function renderPart(part: Part, scope: Scope): string {
  if ('text' in part) return part.text
  if ('print' in part) {
    const [, value = ''] = /^toJson (.*)$/.exec(part.print) ?? []
    return JSON.stringify(valueOf(value, scope))
  }
  const { block, of, inside, otherwise } = part
  if (block !== 'range') {
    const value = valueOf(of, scope)
    if (isEmpty(value)) return render(otherwise, scope)
    return render(inside, block === 'with' ? { ...scope, dot: value } : scope)
  }
  const [, at = '', item = '', list = ''] = /^(\$\w+), (\$\w+) := (.*)$/.exec(of) ?? []
  const items = (valueOf(list, scope) ?? []) as readonly unknown[]
  return items
    .map((value, index) =>
      render(inside, { ...scope, dot: value, variables: { ...scope.variables, [at]: index, [item]: value } }),
    )
    .join('')
}

/**
 * What Go's `text/template` makes of the little that our templates use: `toJson`, `index`, `with`, `if`, `range` over a list. What is missing
 * is null; `now` is what it is given.
 */
export function goTemplate(template: string, root: unknown, now = '1970-01-01T00:00:00Z'): string {
  return render(parse(template.split(/(\{\{ .*? \}\})/s)), { dot: root, variables: {}, now })
}
