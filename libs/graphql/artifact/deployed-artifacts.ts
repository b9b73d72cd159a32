import type { VersionIdentity } from '#domain/stream-history'
import type { ArtifactRow } from '#storage/queries/artifacts-named'
import { boundedText } from '#storage/stores/entity-hash'
import { repositoryView } from '../repository/repository-view.ts'
import type { ArtifactView } from '../views.ts'

type State = ArtifactRow['state']

function namesOf({ event: { digest, version, image, tag } }: State): string[] {
  const tagged = image !== undefined && tag !== undefined ? `${image}:${tag}` : undefined
  return [digest, version, tagged].filter((name) => name !== undefined).map(boundedText)
}

/** Each `image:tag` of a version that several images make up. */
function tagsOf({ imageTag }: VersionIdentity): string[] {
  return imageTag === null ? [] : imageTag.split(',')
}

/** All names under which a version may be known as an artifact. */
export function artifactNamesOf(identity: VersionIdentity): string[] {
  const { digests, version } = identity
  return [...digests, ...(version === null ? [] : [version]), ...tagsOf(identity)]
}

/** A name may move: the newest that was published by then. */
function newest(named: readonly State[], at: number): State[] {
  const known = named.filter(({ event }) => event.publishedAt <= at)
  return known.toSorted((a, b) => b.event.publishedAt - a.event.publishedAt).slice(0, 1)
}

/** What the version itself is: by its digests, else by its version, else by its images with their tags. */
function rootsOf(states: readonly State[], identity: VersionIdentity, at: number): State[] {
  const called = (name: string): State[] => states.filter((state) => namesOf(state).includes(boundedText(name)))
  const byDigest = identity.digests.flatMap(called)
  if (byDigest.length > 0) return byDigest
  const byVersion = identity.version === null ? [] : newest(called(identity.version), at)
  return byVersion.length > 0 ? byVersion : tagsOf(identity).flatMap((tag) => newest(called(tag), at))
}

function artifactView({ state, repositoryId, repositoryUrl }: ArtifactRow, deployed: boolean): ArtifactView {
  const { image, version, tag, digest, publishedAt, sha, repository, inputs, url } = state.event
  return {
    image: image ?? null,
    version: version ?? null,
    tag: tag ?? null,
    digest: digest ?? null,
    publishedAt,
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
  at: number,
): readonly ArtifactView[] {
  const byEntity = new Map(rows.map((row) => [row.state.entity, row]))
  const states = [...byEntity.values()].map(({ state }) => state)
  const roots = new Set(rootsOf(states, identity, at))
  const seen = new Set<State>(roots)
  for (const state of seen) {
    const inputs = new Set((state.event.inputs ?? []).map(boundedText))
    for (const other of states) if (namesOf(other).some((name) => inputs.has(name))) seen.add(other)
  }
  const depth = (state: State): number => (roots.has(state) ? 0 : 1)
  return [...seen]
    .toSorted((a, b) => depth(a) - depth(b) || b.event.publishedAt - a.event.publishedAt)
    .map((state) => artifactView(byEntity.get(state.entity) as ArtifactRow, roots.has(state)))
}
