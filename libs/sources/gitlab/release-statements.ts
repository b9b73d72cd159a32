import type { Statement } from '../source.ts'
import type { Release } from './payload.ts'
import { linkOf, serviceOf, versionOf } from './project.ts'

/** What a delivery says of a release: a version, and a deployment where releases deploy. */
export function ofRelease(release: Release, environment: string | undefined): Statement[] {
  const { project, tag, released_at: at, commit } = release
  const version = versionOf(project, tag)
  const named = { version, repository: project.web_url, url: linkOf(release.url), sha: commit?.id }
  const artifact = { type: 'artifact', ...named, tag, publishedAt: at }
  const deployment = { type: 'deployment', ...named, service: serviceOf(project), environment, liveAt: at }
  return [
    ...(commit?.id === undefined ? [] : [artifact]),
    ...(environment === undefined ? [] : [{ ...deployment, id: `release ${version}` }]),
  ]
}
