import { maskedText } from '#domain/masked-text'

/** Words of our template and of JSON; whatever else it says may be secret. */
export const known: ReadonlySet<string> = new Set(
  [
    'v app uid name namespace createdAt labels owners project stage destination server source sources operation history kinds',
    'health status lastTransitionTime images hydrator console phase message startedAt finishedAt syncResult revision revisions',
    'resources group kind deployStartedAt deployedAt id initiatedBy automated username sync metadata spec Succeeded Failed Error',
    'Running repoURL path chart targetRevision ref helm kustomize null true false map nil no value',
  ]
    .join(' ')
    .split(' '),
)

/** The form of a JSON value, which stays one. */
export function maskedJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskedText(value.slice(0, 1_000), known)
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? 0 : value
  if (depth > 20) return null
  if (Array.isArray(value)) return value.slice(0, 100).map((entry) => maskedJson(entry, depth + 1))
  const entries = Object.entries(value).slice(0, 100)
  return Object.fromEntries(
    entries.map(([name, inner]) => [maskedText(name.slice(0, 100), known), maskedJson(inner, depth + 1)]),
  )
}
