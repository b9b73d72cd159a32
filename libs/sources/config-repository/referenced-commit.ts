import type { CommitLookup, Resolution } from './version-of.ts'

const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const mostCandidates = 20

function ambiguous(shas: readonly string[]): Resolution {
  return { reason: 'AMBIGUOUS', candidates: [...new Set(shas)].toSorted().slice(0, mostCandidates) }
}

/** Whole shas of the repository that it may mean; itself where it is whole, or where the repository is not read. */
function meant(sha: string, lookup: CommitLookup): readonly string[] {
  if (whole.test(sha)) return [sha]
  const found = lookup.shasOf(sha)
  return found.length === 0 ? [sha] : found
}

/** The commit that a commit of the configuration names in the repository of a service. */
export interface Referenced {
  /** Whole, or its beginning. */
  readonly sha: string
  /** MEDIUM: it moves other services as well, and may mean another one. */
  readonly confidence: 'HIGH' | 'MEDIUM'
}

/**
 * The commit of a version, by the version itself and by the commit that the commit of the configuration was made for: what the
 * version is sure of stands, what it does not tell is told; where the two disagree, neither is believed.
 *
 * @param referenced null where none is named there.
 */
export function referencedCommit(
  resolution: Resolution,
  referenced: Referenced | null,
  lookup: CommitLookup,
): Resolution {
  if (referenced === null || ('sha' in resolution && resolution.confidence === 'HIGH')) return resolution
  const { sha, confidence } = referenced
  const [only = sha, ...others] = meant(sha, lookup)
  if (others.length > 0) return ambiguous([only, ...others])
  if ('sha' in resolution && resolution.sha !== only) return ambiguous([resolution.sha, only])
  if ('reason' in resolution && resolution.reason === 'AMBIGUOUS' && !resolution.candidates.includes(only))
    return ambiguous([...resolution.candidates, only])
  return { sha: only, method: 'ARGOCD_REFERENCE', confidence }
}
