import { nearestName } from '#domain/nearest-name'

/** That nobody knows a name, and which one may be meant, or what to do; null where it is known. */
export function unknownName(kind: string, name: string, known: ReadonlySet<string>, otherwise: string): string | null {
  if (known.has(name)) return null
  const near = nearestName(name, [...known])
  return `no ${kind} is called ${JSON.stringify(name)}. ${near === null ? otherwise : `Did you mean ${near}?`}`
}
