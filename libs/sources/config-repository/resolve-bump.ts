import type { Bump } from './bumps.ts'
import type { Running } from './running.ts'
import { shortImage } from '#domain/naming/image-name'
import { type CommitLookup, type Resolution, type Resolved, resolveVersion } from './version-of.ts'

/** The one of several images that is the service's own. */
function ownImage(found: readonly (readonly [Running, Resolved])[], service: string): Resolved | null {
  const own = found.filter(([{ image }]) => image !== undefined && shortImage(image) === service)
  const shas = new Set(own.map(([, { sha }]) => sha))
  return shas.size === 1 ? (own[0]?.[1] ?? null) : null
}

/**
 * The commit that a bump brings: of what moved, the one that resolves; where several images resolve to several commits, that
 * of the image with the service's name.
 *
 * @param lookup of the repository that the service is built from.
 */
export function resolveBump(bump: Bump, lookup: CommitLookup): Resolution {
  const resolutions = bump.moved.map((one) => [one, resolveVersion(one, bump.service, lookup)] as const)
  const found = resolutions.flatMap(([one, resolution]) => ('sha' in resolution ? [[one, resolution] as const] : []))
  const shas = [...new Set(found.map(([, { sha }]) => sha))]
  if (shas.length === 1) {
    const sure = found.find(([, { confidence }]) => confidence === 'HIGH') ?? found[0]
    return (sure as (typeof found)[number])[1]
  }
  if (shas.length > 1) {
    return ownImage(found, bump.service) ?? { reason: 'AMBIGUOUS', candidates: shas.toSorted().slice(0, 20) }
  }
  const reasons = resolutions.flatMap(([, resolution]) => ('reason' in resolution ? [resolution] : []))
  const telling = (['AMBIGUOUS', 'MUTABLE'] as const)
    .map((reason) => reasons.find((one) => one.reason === reason))
    .find((one) => one !== undefined)
  return telling ?? { reason: 'UNKNOWN', candidates: [] }
}
