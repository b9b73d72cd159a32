/** Characters of what could not be read that are kept, so that its form can be seen. */
const longest = 65_536

/** Words of our template and of JSON; whatever else it says may be secret. */
const known = new Set(
  [
    'v app uid name namespace createdAt labels owners project stage destination server source sources operation history kinds',
    'health status lastTransitionTime images hydrator console phase message startedAt finishedAt syncResult revision revisions',
    'resources group kind deployStartedAt deployedAt id initiatedBy automated username sync metadata spec Succeeded Failed Error',
    'Running repoURL path chart targetRevision ref helm kustomize null true false map nil no value',
  ]
    .join(' ')
    .split(' '),
)

/** The form of a text that could not be read: each letter and digit is an x but for words that everybody knows. */
export function maskedText(text: string): string {
  const masked = text
    .slice(0, longest)
    .replaceAll(/[\p{L}\p{N}]+/gu, (word) => (known.has(word) ? word : 'x'.repeat(word.length)))
  return text.length <= longest ? masked : `${masked}…`
}

/** The same of a JSON value, which stays one. */
export function maskedJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskedText(value.slice(0, 1_000))
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? 0 : value
  if (depth > 20) return null
  if (Array.isArray(value)) return value.slice(0, 100).map((entry) => maskedJson(entry, depth + 1))
  const entries = Object.entries(value).slice(0, 100)
  return Object.fromEntries(
    entries.map(([name, inner]) => [maskedText(name.slice(0, 100)), maskedJson(inner, depth + 1)]),
  )
}
