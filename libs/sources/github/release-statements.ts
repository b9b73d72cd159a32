import type { Statement } from '../source.ts'
import type { Release } from './payload.ts'
import { versionOf } from './push-statements.ts'

const commitSha = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** The text where it names a commit; a release may name a branch instead. */
export function shaOf(text: string | null | undefined): string | undefined {
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
