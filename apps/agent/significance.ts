import { createHash } from 'node:crypto'
import type { Json } from '#sources/kubernetes/reduce/parts'

function without(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return name === '*' ? value.map((entry) => without(entry, rest)) : value
  if (typeof value !== 'object' || value === null) return value
  const { [name]: found, ...others } = value as Json
  if (found === undefined) return value
  return rest.length === 0 ? others : { ...others, [name]: without(found, rest) }
}

/** JSON with its names in order, so that equal things have equal texts. */
function ordered(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** One short text for everything in an object but what changes all the time. */
export function significance(object: object, restless: readonly string[]): string {
  const still = restless.reduce<unknown>((left, path) => without(left, path.split('.')), object)
  return createHash('sha256').update(JSON.stringify(still, ordered)).digest('base64url').slice(0, 22)
}
