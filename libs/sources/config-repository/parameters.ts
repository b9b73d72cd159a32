import type { ImageReference } from './image-reference.ts'
import { isMapping, type Mapping, textAt } from './mapping.ts'
import { type ValuesContext, valuesReferences } from './values.ts'

type Tree = { [key: string]: Tree | string }

function put(tree: Tree, path: readonly string[], value: string): void {
  let at = tree
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(at, part) ? at[part] : undefined
    const inner: Tree = isMapping(next) ? next : (Object.create(null) as Tree)
    at[part] = inner
    at = inner
  }
  at[path.at(-1) ?? ''] = value
}

/** Parameters of Helm, `{ name: 'image.tag', value }`, as the values that they set. */
function valuesOf(parameters: readonly unknown[]): Mapping {
  const tree: Tree = Object.create(null) as Tree
  for (const parameter of parameters) {
    const name = textAt(parameter, 'name')
    const value = textAt(parameter, 'value')
    if (name === null || value === null || name.length > 500) continue
    put(
      tree,
      name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.')),
      value,
    )
  }
  return tree
}

/** Image references among parameters of Helm. */
export function parametersReferences(parameters: readonly unknown[], around: ValuesContext): readonly ImageReference[] {
  return valuesReferences(valuesOf(parameters), around)
}
