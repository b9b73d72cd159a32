import type { Bump } from './bumps.ts'
import { resolveBump } from './resolve-bump.ts'
import type { CommitLookup, Resolution, Resolved } from './version-of.ts'

/** A service belongs to a repository when this share of its versions are commits of it. */
export const leastShare = 0.2

/** Which repository each service is built from, and the commit behind each of its versions there. */
export interface BuiltFrom {
  /** By service; services of which no repository is known are not in it. */
  readonly repositories: ReadonlyMap<string, string>
  readonly resolutions: ReadonlyMap<Bump, Resolution>
}

/** So many versions that are only tags of a repository prove that it is theirs: one alone may be any project's `7.2.0`. */
const leastTags = 3

interface Fit {
  readonly repository: string
  readonly known: number
  /** It is more than a likeness. */
  readonly proves: boolean
  readonly resolutions: readonly (readonly [Bump, Resolution])[]
}

function isSha({ method }: Resolved): boolean {
  return method === 'TAG_FULL_SHA' || method === 'TAG_SHORT_SHA'
}

function fitOf(repository: string, lookup: CommitLookup, service: string, bumps: readonly Bump[]): Fit {
  const resolutions = bumps.map((bump) => [bump, resolveBump(bump, lookup)] as const)
  const found = resolutions.flatMap(([, resolution]) => ('sha' in resolution ? [resolution] : []))
  const proves =
    found.some(isSha) ||
    new Set(found.map(({ sha }) => sha)).size >= leastTags ||
    repository.split('/').at(-1) === service.split('/').at(-1)
  return { repository, known: found.length, proves, resolutions }
}

function bearsName({ repository }: Fit, service: string): boolean {
  return repository.split('/').at(-1) === service.split('/').at(-1)
}

/**
 * The repository that most versions are commits of; null where that are too few. Of forks the one with the service's name is
 * taken, else the one that stands first.
 */
function bestOf(fits: readonly Fit[], service: string, bumps: number): Fit | null {
  const proven = fits.filter(({ proves, known }) => proves && known > 0 && known / bumps >= leastShare)
  const [best] = proven.toSorted(
    (a, b) => b.known - a.known || Number(bearsName(b, service)) - Number(bearsName(a, service)),
  )
  return best ?? null
}

function byService(bumps: readonly Bump[]): Map<string, Bump[]> {
  const services = new Map<string, Bump[]>()
  for (const bump of bumps) {
    const own = services.get(bump.service)
    if (own === undefined) services.set(bump.service, [bump])
    else own.push(bump)
  }
  return services
}

/**
 * Finds the repositories of services, and the commits of their versions.
 *
 * @param lookups by repository; of forks that fit as well the first is taken
 * @param given repositories of services as they are known already; they are not doubted
 */
export function builtFrom(
  bumps: readonly Bump[],
  lookups: ReadonlyMap<string, CommitLookup>,
  given: ReadonlyMap<string, string> = new Map(),
): BuiltFrom {
  const repositories = new Map<string, string>()
  const resolutions = new Map<Bump, Resolution>()
  for (const [service, own] of byService(bumps)) {
    const stated = given.get(service)
    const candidates = stated === undefined ? [...lookups] : [...lookups].filter(([name]) => name === stated)
    const fits = candidates.map(([name, lookup]) => fitOf(name, lookup, service, own))
    const fit = stated === undefined ? bestOf(fits, service, own.length) : (fits[0] ?? null)
    if (fit === null) continue
    repositories.set(service, fit.repository)
    for (const [bump, resolution] of fit.resolutions) resolutions.set(bump, resolution)
  }
  return { repositories, resolutions }
}
