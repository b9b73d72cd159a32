/** A mapping of a YAML or JSON document; every scalar in it is the text that the file has. */
export type Mapping = Readonly<Record<string, unknown>>

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The mapping under a key, at any depth; an empty one where there is none. */
export function mappingAt(value: unknown, ...keys: readonly string[]): Mapping {
  let found = value
  for (const key of keys) found = isMapping(found) ? found[key] : undefined
  return isMapping(found) ? found : {}
}

/** The list under a key; empty where there is none. */
export function listAt(value: unknown, key: string): readonly unknown[] {
  const found = isMapping(value) ? value[key] : undefined
  return Array.isArray(found) ? found : []
}

/** The text under a key; null where there is none, or where it is empty. */
export function textAt(value: unknown, key: string): string | null {
  const found = isMapping(value) ? value[key] : undefined
  return typeof found === 'string' && found !== '' ? found : null
}

/** Those of the texts that are there. */
export function present(...texts: readonly (string | null | undefined)[]): string[] {
  return texts.filter((text) => text != null && text !== '') as string[]
}
