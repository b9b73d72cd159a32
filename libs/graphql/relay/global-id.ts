export const nodeTypes = [
  'Service',
  'Team',
  'Environment',
  'Repository',
  'Deployment',
  'Change',
  'Incident',
  'Failure',
  'Override',
  'SourceStatus',
  'Token',
  'Embed',
  'Alert',
] as const
export type NodeTypeName = (typeof nodeTypes)[number]

interface GlobalId {
  readonly type: NodeTypeName
  readonly parts: readonly string[]
}

/** One opaque text of a type and what finds the thing within it; the same thing always has the same id. */
export function globalId(type: NodeTypeName, ...parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([type, ...parts.map(String)])).toString('base64url')
}

/** Reads an id back; null when it is none of ours. */
export function parseGlobalId(id: string): GlobalId | null {
  if (id.length > 4_000 || !/^[\w-]+$/.test(id)) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'))
    if (!Array.isArray(value) || value.length < 2 || !value.every((part) => typeof part === 'string')) return null
    const [type, ...parts] = value
    const known = nodeTypes.find((name) => name === type)
    return known === undefined ? null : { type: known, parts }
  } catch {
    return null
  }
}
