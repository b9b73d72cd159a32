import type { ArtifactState } from '#domain/entity-state'
import type { Instant } from '#domain/instant'
import type { VersionIdentity } from '#domain/stream-history'
import { firstPublished, tagsOf } from '#domain/tagged'
import type { ArtifactRow } from '#storage/queries/artifacts-named'
import { repositoryView } from '../repository/repository-view.ts'
import type { ArtifactView } from '../views.ts'

/** An artifact under one of its names, since when it has it. */
interface Called {
  readonly name: string
  readonly at: Instant
}

function namesOf(state: ArtifactState): Called[] {
  const { digest, version, publishedAt } = state.event
  const lasting = [digest, version].filter((name) => name !== undefined)
  return [...lasting.map((name) => ({ name, at: publishedAt })), ...tagsOf(state)]
}

/** Each `image:tag` of a version that several images make up. */
function imagesOf({ imageTag }: VersionIdentity): string[] {
  return imageTag === null ? [] : imageTag.split(',')
}

/** All names under which a version may be known as an artifact. */
export function artifactNamesOf(identity: VersionIdentity): string[] {
  const { digests, version } = identity
  return [...digests, ...(version === null ? [] : [version]), ...imagesOf(identity)]
}

/** What the version itself is: by its digests, else by its version, else by its images with their tags, which may move. */
function rootsOf(states: readonly ArtifactState[], identity: VersionIdentity, at: Instant): ArtifactState[] {
  const named = states.flatMap((state) => namesOf(state).map((called) => ({ ...called, state })))
  const newest = (name: string): ArtifactState[] => {
    const known = named.filter((called) => called.name === name && called.at <= at)
    return known
      .toSorted((a, b) => b.at - a.at)
      .slice(0, 1)
      .map(({ state }) => state)
  }
  const byDigest = identity.digests.flatMap((digest) =>
    named.filter(({ name }) => name === digest).map(({ state }) => state),
  )
  if (byDigest.length > 0) return byDigest
  const byVersion = identity.version === null ? [] : newest(identity.version)
  return byVersion.length > 0 ? byVersion : imagesOf(identity).flatMap(newest)
}

function artifactView({ state, repositoryId, repositoryUrl }: ArtifactRow, deployed: boolean): ArtifactView {
  const { image, version, tag, digest, sha, repository, inputs, url } = state.event
  return {
    image: image ?? null,
    version: version ?? null,
    tag: tag ?? null,
    digest: digest ?? null,
    publishedAt: firstPublished(state),
    sha: sha ?? null,
    deployed,
    inputs: inputs ?? [],
    url: url ?? null,
    repository:
      repository === undefined || repositoryId === null
        ? null
        : repositoryView({ id: repositoryId, name: repository, url: repositoryUrl }),
  }
}

/**
 * The artifacts of a version, what was built last first, then those that they were built from.
 *
 * @param rows all that `artifactsNamed` finds under its names
 * @param at when it was deployed: what was published later is another version
 */
export function deployedArtifacts(
  rows: readonly ArtifactRow[],
  identity: VersionIdentity,
  at: Instant,
): readonly ArtifactView[] {
  const byEntity = new Map(rows.map((row) => [row.state.entity, row]))
  const states = [...byEntity.values()].map(({ state }) => state)
  const roots = new Set(rootsOf(states, identity, at))
  const seen = new Set<ArtifactState>(roots)
  for (const { event } of seen) {
    const inputs = new Set(event.inputs)
    for (const other of states) if (namesOf(other).some(({ name }) => inputs.has(name))) seen.add(other)
  }
  const depth = (state: ArtifactState): number => (roots.has(state) ? 0 : 1)
  return [...seen]
    .toSorted((a, b) => depth(a) - depth(b) || (firstPublished(b) ?? 0) - (firstPublished(a) ?? 0))
    .map((state) => artifactView(byEntity.get(state.entity) as ArtifactRow, roots.has(state)))
}
