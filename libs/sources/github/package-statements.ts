import type { Statement } from '../source.ts'
import { type Package, Platforms, type Repository } from './payload.ts'
import { yields } from '../precedence.ts'
import { shaOf } from './release-statements.ts'

const digestShape = /^sha\d+:[0-9a-f]+$/i

/** In which GitHub lists the manifests of an index, as JSON. */
const platformsLabel = 'github.internal.platforms'

type Container = NonNullable<NonNullable<Package['package_version']>['container_metadata']>

/** GitHub leaves times of a package version at the year 1. */
function publishedAt({ package_version: version, updated_at, created_at }: Package): string | undefined {
  const times = [version?.updated_at, version?.created_at, updated_at, created_at]
  return times.find((time) => typeof time === 'string' && time >= '1990') ?? undefined
}

function imageOf(url: string | null | undefined): string | undefined {
  const image = (url ?? '').replace(/(?::[^/:]*|@[^/]*)$/, '').toLowerCase()
  return image === '' ? undefined : image
}

function labelOf({ labels }: Container, name: string): string | undefined {
  const value = labels?.all_labels?.[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Digests of what runs somewhere; a manifest of an unknown platform is an attestation. */
function platformsOf(container: Container): readonly string[] {
  let listed: unknown
  try {
    listed = JSON.parse(labelOf(container, platformsLabel) ?? '[]')
  } catch {
    return []
  }
  const read = Platforms.safeParse(listed)
  const running = (read.data ?? []).filter(({ os, digest }) => os !== 'unknown' && digestShape.test(digest))
  return [...new Set(running.map(({ digest }) => digest))]
}

function webAddress(text: string | null | undefined): string | undefined {
  return /^https?:\/\/[^\s/]+\/\S+$/i.test(text ?? '') ? (text ?? undefined) : undefined
}

/** What a published package version is, or why it is nothing that is measured. */
interface Image {
  readonly image: string
  readonly publishedAt: string
  readonly container: Container
  readonly digests: readonly string[]
}

function readImage(published: Package): Image | string {
  const version = published.package_version
  const container = version?.container_metadata
  if (container === null || container === undefined) return 'a package that is no image'
  const image = imageOf(version?.package_url)
  const at = publishedAt(published)
  const named = [version?.version, container.manifest?.digest, container.tag?.digest]
  const digests = [...new Set(named.filter((text): text is string => digestShape.test(text ?? '')))]
  if (image === undefined) return 'an image without an address (package_url)'
  if (digests.length === 0) return 'an image without a digest'
  return at === undefined ? 'an image without a time' : { image, publishedAt: at, container, digests }
}

/**
 * The images of a package version: its manifest and, where it is another, what its tag names, because an image for several
 * platforms is published piece by piece. An index tells its platforms, of which each comes in a delivery of its own too, and
 * that one knows best; the index is of their commit. Else the reason why it says nothing.
 *
 * @param isFirst it was published, and nothing of it changed since.
 */
export function ofPackage(
  published: Package,
  repository: Repository | null | undefined,
  isFirst: boolean,
): readonly Statement[] | string {
  const read = readImage(published)
  if (typeof read === 'string') return read
  const { image, container, digests } = read
  const version = published.package_version
  const label = labelOf(container, 'org.opencontainers.image.revision')
  const labelled = shaOf(container.labels?.revision) ?? shaOf(label)
  const sha = labelled ?? shaOf(version?.target_oid)
  const source = container.labels?.source || labelOf(container, 'org.opencontainers.image.source')
  const home = { repository: repository?.html_url ?? webAddress(source) }
  const said = { type: 'artifact', image, publishedAt: read.publishedAt, ...home, url: version?.html_url }
  const later = isFirst ? {} : { updatedAt: yields }
  const platforms = platformsOf(container).filter((digest) => !digests.includes(digest))
  const isTagged = (digest: string): boolean => digests.length === 1 || digest === container.tag?.digest
  return [
    ...digests.map((digest) => ({
      ...said,
      ...later,
      digest,
      tag: isTagged(digest) && container.tag?.name ? container.tag.name : undefined,
      ...(platforms.length === 0 ? { sha } : { sha: labelled, inputs: platforms }),
    })),
    ...(sha === undefined ? [] : platforms).map((digest) => ({ ...said, digest, sha, updatedAt: yields })),
  ]
}
