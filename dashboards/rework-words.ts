/** Why a deployment is rework, in words. Pure. */
import type { Chip } from './doubts.ts'
import { shortVersion } from './format.ts'

export interface Rework {
  readonly reason: string
  readonly remediates: readonly string[]
  readonly incidents: readonly { readonly externalId: string; readonly title: string | null }[]
  readonly deployments: readonly { readonly version: string }[]
}

/** Kinds of which the rework rate counts each live deployment, as a definition has them that nobody changed. */
const counted: ReadonlySet<string> = new Set(['CODE', 'CONFIG', 'ROLLBACK'])

interface Reworking {
  readonly kind: string
  readonly liveAt: string | null
  readonly rework: readonly Rework[]
}

/** The reasons that made the rework rate count it; none of a deployment that it leaves out. */
export function countedRework(deployment: Reworking): readonly Rework[] {
  return counted.has(deployment.kind) && deployment.liveAt !== null ? deployment.rework : []
}

/** What it repairs: incidents by their ids, with their titles where wanted, and what else its sender named. */
function repaired({ remediates, incidents }: Rework, withTitles: boolean): string {
  const known = incidents.map(({ externalId, title }) =>
    withTitles && title !== null ? `${externalId} (${title})` : externalId,
  )
  const others = remediates.filter((id) => incidents.every(({ externalId }) => externalId !== id))
  return [...known, ...others].join(', ')
}

/** One reason in a few words: `rolled back from v2`, `repairs outage-7`. A reason that a newer server adds stands as it came. */
export function reworkWords(rework: Rework, withTitles = false): string {
  const versions = rework.deployments.map(({ version }) => shortVersion(version)).join(', ')
  switch (rework.reason) {
    case 'ROLLBACK':
      return versions === '' ? 'rolled back' : `rolled back from ${versions}`
    case 'INCIDENT':
      return `repairs ${repaired(rework, withTitles) || 'an incident'}`
    case 'REVERT':
      return versions === '' ? 'reverts a change' : `reverts ${versions}`
    case 'HOTFIX':
      return 'hotfix by label or branch'
    default:
      return rework.reason.toLowerCase().replaceAll('_', ' ')
  }
}

/** Why the rework rate counted it, to stand beside it. */
export function reworkChips(deployment: Reworking): Chip[] {
  return countedRework(deployment).map((rework) => ({
    text: `rework: ${reworkWords(rework)}`,
    explanation: `The rework rate counts it: ${reworkWords(rework, true)}.`,
    tone: 'note',
  }))
}
