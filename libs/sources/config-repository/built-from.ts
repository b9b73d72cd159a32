import type { Bump } from './bumps.ts'
import { type CodeReference, isSameRepository } from './code-reference.ts'
import { resolveBump } from './resolve-bump.ts'
import { type Referenced, referencedCommit } from './referenced-commit.ts'
import { type CommitLookup, commitLookup, type Resolution, type Resolved } from './version-of.ts'

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

/** The one repository that commits name which moved this service and no other; null where they name none, or several. */
function namedOf(own: readonly Bump[], references: References): string | null {
  const named = own.flatMap(({ configSha }) => (references.movesOne(configSha) ? references.of(configSha) : []))
  const [first, ...others] = named.flatMap(({ repository }) => repository ?? [])
  return first === undefined || others.some((other) => !isSameRepository(other, first)) ? null : first
}

/** What commits of the configuration say that they were made for. */
class References {
  readonly #byCommit: ReadonlyMap<string, CodeReference>
  readonly #services = new Map<string, Set<string>>()

  constructor(byCommit: ReadonlyMap<string, CodeReference>, bumps: readonly Bump[]) {
    this.#byCommit = byCommit
    for (const { configSha, service } of bumps)
      this.#services.set(configSha, (this.#services.get(configSha) ?? new Set()).add(service))
  }

  of(configSha: string): CodeReference[] {
    const reference = this.#byCommit.get(configSha)
    return reference === undefined ? [] : [reference]
  }

  movesOne(configSha: string): boolean {
    return this.#services.get(configSha)?.size === 1
  }

  /** A reference that names no repository means that of the only service which its commit moves. */
  within(repository: string, { configSha }: Bump): Referenced | null {
    const [reference] = this.of(configSha)
    if (reference === undefined) return null
    const isAlone = this.movesOne(configSha)
    const isOwn = reference.repository === null ? isAlone : isSameRepository(reference.repository, repository)
    return isOwn ? { sha: reference.sha, confidence: isAlone ? 'HIGH' : 'MEDIUM' } : null
  }
}

/**
 * Finds the repositories of services, and the commits of their versions.
 *
 * @param lookups by repository; of forks that fit as well the first is taken
 * @param given repositories of services as they are known already; they are not doubted
 * @param referenced commits for which commits of the configuration were made, by the sha of those
 */
export function builtFrom(
  bumps: readonly Bump[],
  lookups: ReadonlyMap<string, CommitLookup>,
  given: ReadonlyMap<string, string> = new Map(),
  referenced: ReadonlyMap<string, CodeReference> = new Map(),
): BuiltFrom {
  const repositories = new Map<string, string>()
  const resolutions = new Map<Bump, Resolution>()
  const references = new References(referenced, bumps)
  for (const [service, own] of byService(bumps)) {
    const stated = given.get(service)
    const candidates = stated === undefined ? [...lookups] : [...lookups].filter(([name]) => name === stated)
    const fits = candidates.map(([name, lookup]) => fitOf(name, lookup, service, own))
    const fit = stated === undefined ? bestOf(fits, service, own.length) : (fits[0] ?? null)
    const repository = fit?.repository ?? stated ?? knownAs(namedOf(own, references), lookups)
    if (repository === null) continue
    const lookup = lookups.get(repository) ?? commitLookup([], [])
    const found = fit?.resolutions ?? own.map((bump) => [bump, resolveBump(bump, lookup)] as const)
    const told = found.map(([bump, resolution]) => ({ bump, resolution, named: references.within(repository, bump) }))
    if (fit === null && told.every(({ named }) => named === null)) continue
    repositories.set(service, repository)
    for (const { bump, resolution, named } of told) resolutions.set(bump, referencedCommit(resolution, named, lookup))
  }
  return { repositories, resolutions }
}

/** The name under which a repository is read, where it is. */
function knownAs(named: string | null, lookups: ReadonlyMap<string, CommitLookup>): string | null {
  if (named === null) return null
  return [...lookups.keys()].find((name) => isSameRepository(name, named)) ?? named
}
