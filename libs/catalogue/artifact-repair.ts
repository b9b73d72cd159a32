import type { Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { toldJson } from './shell-words.ts'

/** A version as it was deployed. */
export interface DeployedVersion {
  readonly version: string
  readonly image: { readonly image: string; readonly tag: string | null; readonly digest: string | null } | null
  /** When it was first live or last heard of: what it was built as was published by then. Null where that is not known. */
  readonly before: Instant | null
}

function isoSeconds(at: Instant): string {
  return new Date(at).toISOString().replace(/\.000Z$/, 'Z')
}

function artifactOf(
  { image, version, before }: DeployedVersion,
  repository: string | null,
): Readonly<Record<string, unknown>> {
  const named = image === null ? { version } : Object.fromEntries(Object.entries(image).filter(([, value]) => value))
  return {
    type: 'artifact',
    ...named,
    ...(repository === null ? {} : { repository }),
    // Both are refused as they stand: a guess would become a number.
    sha: 'SHA',
    publishedAt: before === null ? 'WHEN' : `WHEN, BEFORE ${isoSeconds(before)}`,
  }
}

/** The command that says what versions were built from, a line each; SHA and WHEN are to be filled in. */
export function artifactRepair(versions: readonly DeployedVersion[], repository: string | null): string {
  return toldJson(
    versions.map((version) => artifactOf(version, repository)),
    leadlineCommand('import', '-'),
  )
}

/** What is to be filled in. */
export const artifactBlanks =
  'Say which commit it was built from (SHA), and WHEN it was published (2026-03-01T12:00:00Z): by the time it went live, else it has no effect; until then the time counts as its build.'
