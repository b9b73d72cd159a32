import type { Statement } from '../source.ts'
import type { Package, Release, Repository } from './payload.ts'
import { versionOf } from './push-statements.ts'

const commitSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i
const digest = /^sha\d+:[0-9a-f]+$/i

/** The text where it names a commit; a release may name a branch instead. */
function shaOf(text: string | null | undefined): string | undefined {
  return typeof text === 'string' && commitSha.test(text) ? text : undefined
}

/** A release, as webhooks and the API both tell it. */
export interface ReleaseFacts {
  readonly repositoryUrl: string
  readonly repositoryName: string
  readonly tag: string
  readonly url: string | null | undefined
  readonly publishedAt: string
  readonly isPrerelease: boolean
  readonly sha: string | undefined
}

/** A published release: as a version where it names its commit, and as a deployment where releases deploy. */
export function releaseStatements(
  { repositoryUrl, repositoryName, tag, url, publishedAt, isPrerelease, sha }: ReleaseFacts,
  environment: string | undefined,
): Statement[] {
  const version = versionOf(repositoryUrl, tag)
  const named = { version, repository: repositoryUrl, url }
  const artifact = { type: 'artifact', ...named, tag, sha, publishedAt }
  const deployment = { type: 'deployment', ...named, service: repositoryName, environment, liveAt: publishedAt, sha }
  return [
    ...(sha === undefined ? [] : [artifact]),
    ...(environment === undefined || isPrerelease ? [] : [{ ...deployment, id: `release ${version}` }]),
  ]
}

/** What a delivery says of a release; empty where it is not published. */
export function ofRelease({ action, release, repository }: Release, environment: string | undefined): Statement[] {
  const at = release.published_at
  if (!['published', 'released', 'edited'].includes(action) || release.draft || at === null || at === undefined)
    return []
  const facts: ReleaseFacts = {
    repositoryUrl: repository.html_url,
    repositoryName: repository.name,
    tag: release.tag_name,
    url: release.html_url,
    publishedAt: at,
    isPrerelease: release.prerelease,
    sha: shaOf(release.target_commitish),
  }
  return releaseStatements(facts, environment)
}

/** GitHub leaves times of a package version at the year 1. */
function publishedAt({ package_version: version, updated_at, created_at }: Package): string | undefined {
  const times = [version?.updated_at, version?.created_at, updated_at, created_at]
  return times.find((time) => typeof time === 'string' && time >= '1990') ?? undefined
}

function imageOf(url: string | null | undefined): string | undefined {
  const image = (url ?? '').replace(/(?::[^/:]*|@[^/]*)$/, '').toLowerCase()
  return image === '' ? undefined : image
}

/**
 * The images of a published package version: its manifest and, where it is another, what its tag names, because an image for
 * several platforms is published piece by piece. Empty where it is no image.
 */
export function ofPackage(published: Package, repository: Repository | null | undefined): Statement[] {
  const version = published.package_version
  const container = version?.container_metadata
  const image = imageOf(version?.package_url)
  const at = publishedAt(published)
  if (container === null || container === undefined || image === undefined || at === undefined) return []
  const label = container.labels?.all_labels?.['org.opencontainers.image.revision']
  const sha =
    shaOf(container.labels?.revision) ?? shaOf(typeof label === 'string' ? label : null) ?? shaOf(version?.target_oid)
  const digests = [version?.version, container.manifest?.digest, container.tag?.digest]
  const known = new Set(digests.filter((text): text is string => typeof text === 'string' && digest.test(text)))
  const isTagged = (name: string): boolean => known.size === 1 || name === container.tag?.digest
  return [...known].map((name) => ({
    type: 'artifact',
    image,
    digest: name,
    tag: isTagged(name) && container.tag?.name ? container.tag.name : undefined,
    publishedAt: at,
    repository: repository?.html_url,
    sha,
    url: version?.html_url,
  }))
}
