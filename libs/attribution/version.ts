import type { DeploymentEvent, ImageReference } from '#domain/delivery-event'
import { digestsOf, imageTagOf } from '#domain/entity-key'
import type { Instant } from '#domain/instant'
import type { VersionIdentity } from '#domain/stream-history'

/** The identity that a report states, with the sha that an artifact link adds. */
export function identityOf(event: DeploymentEvent, linkedSha: string | null): VersionIdentity {
  return {
    digests: digestsOf(event),
    sha: event.sha ?? linkedSha,
    version: event.version ?? null,
    imageTag: imageTagOf(event),
  }
}

/** Compared by digests where both have them, else by sha, else by version, else by `image:tag`; unlike kinds differ. */
export function sameVersion(a: VersionIdentity, b: VersionIdentity): boolean {
  if (a.digests.length > 0 && b.digests.length > 0) return a.digests.join() === b.digests.join()
  if (a.sha !== null && b.sha !== null) return a.sha === b.sha
  if (a.version !== null && b.version !== null) return a.version === b.version
  return a.imageTag !== null && a.imageTag === b.imageTag
}

/** Whether two versions are called the same in every way in which both are called; commits apart. */
export function namedAlike(a: VersionIdentity, b: VersionIdentity): boolean {
  const alike = (one: string | null, other: string | null): boolean => one === null || other === null || one === other
  const areDigests = a.digests.length === 0 || b.digests.length === 0 || a.digests.join() === b.digests.join()
  return areDigests && alike(a.version, b.version) && alike(a.imageTag, b.imageTag)
}

function imagesOf(event: DeploymentEvent): readonly ImageReference[] {
  const { image, tag, digest, images = [] } = event
  const own =
    image === undefined
      ? []
      : [{ image, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }]
  return [...own, ...images]
}

/** Whether the images that one report names hold all of another's, at the same tags and digests as far as both name them. */
export function imagesHold(whole: DeploymentEvent, part: DeploymentEvent): boolean {
  const there = imagesOf(whole)
  if (there.length === 0) return false
  const alike = (a: string | undefined, b: string | undefined): boolean => a === undefined || b === undefined || a === b
  return imagesOf(part).every(({ image, tag, digest }) =>
    there.some((one) => one.image === image && alike(one.tag, tag) && alike(one.digest, digest)),
  )
}

/** Whether what runs by one report is what another asks for: all images of that one, by a tag or digest that both name. */
export function runsAsAsked(running: DeploymentEvent, asked: DeploymentEvent): boolean {
  const there = imagesOf(running)
  const named = imagesOf(asked)
  const same = (a: string | undefined, b: string | undefined): boolean => a !== undefined && a === b
  const isThere = ({ image, tag, digest }: ImageReference): boolean =>
    there.some((one) => one.image === image && (same(one.digest, digest) || same(one.tag, tag)))
  return named.length > 0 && named.every(isThere) && imagesHold(running, asked)
}

/** What two reports of one version know together. */
export function mergeIdentity(a: VersionIdentity, b: VersionIdentity): VersionIdentity {
  return {
    digests: a.digests.length > 0 ? a.digests : b.digests,
    sha: a.sha ?? b.sha,
    version: a.version ?? b.version,
    imageTag: a.imageTag ?? b.imageTag,
  }
}

/** The tag of `image:tag`, cut where it is a sha; of several images the first one's. */
function shortTag(imageTag: string): string {
  const [first = ''] = imageTag.split(',')
  const tag = first.slice(first.lastIndexOf(':') + 1)
  return /^[0-9a-f]{40,64}$/.test(tag) ? tag.slice(0, 12) : tag
}

/** For people: version, else the tag, else a short sha, else a short digest. */
export function versionLabel(identity: VersionIdentity): string {
  if (identity.version !== null) return identity.version
  if (identity.imageTag !== null) return shortTag(identity.imageTag)
  if (identity.sha !== null) return identity.sha.slice(0, 12)
  return (identity.digests[0] ?? 'unknown').replace(/^sha256:/, '').slice(0, 12)
}

/** When each version of a stream first went live, found by any part of its identity. */
export class LiveVersions {
  readonly #first = new Map<string, Instant>()

  /** Keys under which a version is kept, and those under which it looks for others, strongest first. */
  static #keys(identity: VersionIdentity): { kept: string[]; sought: string[] } {
    const digests = identity.digests.join()
    const named: [string, string | null][] = [
      ['sha', identity.sha],
      ['version', identity.version],
      ['image', identity.imageTag],
    ]
    const kept: string[] = []
    const sought: string[] = []
    if (digests !== '') {
      kept.push(`digest ${digests}`)
      sought.push(`digest ${digests}`)
    }
    for (const [kind, value] of named) {
      if (value === null) continue
      kept.push(`any ${kind} ${value}`)
      if (digests === '') {
        kept.push(`bare ${kind} ${value}`)
        sought.push(`any ${kind} ${value}`)
        break
      }
      sought.push(`bare ${kind} ${value}`)
    }
    return { kept, sought }
  }

  add(identity: VersionIdentity, liveAt: Instant): void {
    for (const key of LiveVersions.#keys(identity).kept) {
      const before = this.#first.get(key)
      if (before === undefined || liveAt < before) this.#first.set(key, liveAt)
    }
  }

  /** Null when this version was never live before. */
  firstLiveAt(identity: VersionIdentity): Instant | null {
    let first: Instant | null = null
    for (const key of LiveVersions.#keys(identity).sought) {
      const at = this.#first.get(key)
      if (at !== undefined && (first === null || at < first)) first = at
    }
    return first
  }
}
