import { createHash } from 'node:crypto'
import type { Instant } from '#domain/instant'
import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement } from '../source.ts'
import type { GitTag } from './payload.ts'
import { fittingText } from './text.ts'
import { compareVersions, matchesPattern, type TagVersion, tagVersionOf } from './tag-version.ts'

/** A version that went to production, as far as git shows it. */
export interface Release {
  readonly sha: string
  readonly at: Instant
  /** The tag; null for a merge to a branch. */
  readonly tag: string | null
  /**
   * Where its time is from. `TAG`: when the tag was made. `TAGGED_COMMIT`: nobody wrote down when, so the time of the commit.
   * `BRANCH_MERGE`: when the commit came onto the branch. In none of these did anybody see it live.
   */
  readonly liveRule: 'TAG' | 'TAGGED_COMMIT' | 'BRANCH_MERGE'
}

/** A tag of the pattern that is no release. */
export interface LeftTag {
  readonly name: string
  /** `PREVIEW`: a release candidate or the like. `OLDER_LINE`: a fix for an older version, after a newer one was out. `SAME`: says a release again. */
  readonly reason: 'PREVIEW' | 'OLDER_LINE' | 'SAME'
}

/** Whether the first commit is reachable from the second. */
export type IsAncestor = (ancestor: string, descendant: string) => Promise<boolean>

/** No two at one moment, and none before the one before: the order is known better than the clocks are. */
class RisingClock {
  #last = Number.NEGATIVE_INFINITY

  next(at: Instant): Instant {
    this.#last = Math.max(at, this.#last + 1)
    return this.#last
  }
}

interface Candidate {
  readonly tag: GitTag
  readonly version: TagVersion
}

async function reasonAgainst(
  { tag, version }: Candidate,
  newest: Candidate | undefined,
  isAncestor: IsAncestor,
): Promise<LeftTag['reason'] | null> {
  if (version.preview) return 'PREVIEW'
  if (newest === undefined) return null
  if (newest.tag.sha === tag.sha) return 'SAME'
  if (compareVersions(version, newest.version) >= 0) return null
  return (await isAncestor(newest.tag.sha, tag.sha)) ? null : 'OLDER_LINE'
}

/**
 * The releases among tags, oldest first. A version below the newest before it is a fix for an older line, not a deployment,
 * unless it contains that newest one: then the numbering began anew.
 *
 * @param pattern such as `v*`.
 */
export async function releasesOfTags(
  tags: readonly GitTag[],
  pattern: string,
  isAncestor: IsAncestor,
): Promise<{ readonly releases: Release[]; readonly left: LeftTag[] }> {
  const candidates = tags
    .filter(({ name }) => matchesPattern(pattern, name))
    .map((tag) => ({ tag, version: tagVersionOf(tag.name) }))
    .toSorted(
      (a, b) => a.tag.at - b.tag.at || compareVersions(a.version, b.version) || (a.tag.name < b.tag.name ? -1 : 1),
    )
  const releases: Release[] = []
  const left: LeftTag[] = []
  const clock = new RisingClock()
  let newest: Candidate | undefined
  for (const candidate of candidates) {
    const { name, sha, at, annotated } = candidate.tag
    const reason = await reasonAgainst(candidate, newest, isAncestor)
    if (reason !== null) left.push({ name, reason })
    else {
      releases.push({ sha, at: clock.next(at), tag: name, liveRule: annotated ? 'TAG' : 'TAGGED_COMMIT' })
      newest = candidate
    }
  }
  return { releases, left }
}

/** Gives each commit of a branch, oldest first, the moment at which the branch had it. */
export class BranchReleases {
  readonly #clock = new RisingClock()

  next(sha: string, committedAt: Instant): Release {
    return { sha, at: this.#clock.next(committedAt), tag: null, liveRule: 'BRANCH_MERGE' }
  }
}

export interface ReleaseContext {
  readonly repository: string
  readonly service: string
  readonly environment: string
  /** The branch, for releases that are merges to one. */
  readonly branch: string
}

/** Longest id of the contract. */
const longestId = 500

function releaseId(parts: readonly string[]): string {
  const id = fittingText(parts.join(' '), 10_000)
  return id.length <= longestId ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`
}

/** A release as the event contract has it: the same one has the same id, however often the repository is read. */
export function releaseEvent({ sha, at, tag, liveRule }: Release, context: ReleaseContext): Statement {
  const { repository, service, environment, branch } = context
  const place = tag === null ? `refs/heads/${branch}` : `refs/tags/${tag}`
  return {
    type: 'deployment',
    id: releaseId([repository, place, sha, service, environment]),
    service,
    environment,
    repository,
    sha,
    ...(tag === null ? {} : { version: fittingText(tag, 200) }),
    liveAt: new Date(at).toISOString(),
    attributes: { [liveRuleAttribute]: liveRule, 'git.ref': fittingText(place, 2_000) },
  }
}
