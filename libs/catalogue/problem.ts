/** Something in a file that keeps it from being applied, and what to do about it. */
export interface CatalogueProblem {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** Such as `services[2].paths`; empty: the whole file. */
  readonly path: string
  readonly message: string
}

/** Two parts of a file that cannot both hold; `path` is where the second stands. */
export interface Contradiction {
  readonly path: readonly (string | number)[]
  readonly message: string
}

/** `leadline.yaml:12:5 services[2].team: …`, as editors and terminals link it. */
export function problemText(file: string, { line, column, path, message }: CatalogueProblem): string {
  return `${file}:${line}:${column} ${path === '' ? '' : `${path}: `}${message}`
}

/** `services[2].paths` of its parts. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => {
      if (typeof part === 'number') return `[${part}]`
      return at === 0 ? String(part) : `.${String(part)}`
    })
    .join('')
}
