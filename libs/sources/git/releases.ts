import type { Instant } from '#domain/instant'
import { isAncestor } from '#git/ancestry'
import { readHistory } from '#git/history'
import { readRefs } from '#git/refs'
import { defaultBranchOf, type GitRepository } from '#git/repository'
import { requireCommits } from '#git/resolve-commits'
import type { Statement } from '../source.ts'
import {
  BranchReleases,
  type LeftTag,
  type Release,
  type ReleaseContext,
  releaseEvent,
  releasesOfTags,
} from './release.ts'
import { likelyPattern } from './tag-version.ts'

/** Where releases are seen when nothing tells of deployments. */
export interface ReleaseOptions {
  readonly service: string
  /** `production` when left out. */
  readonly environment?: string
  /** Pattern of the tags that are releases, such as `v*`. Left out or null, without a branch: tags that look like it, else the default branch. */
  readonly tags?: string | null
  /** Every commit that comes onto this branch is a release. */
  readonly branch?: string | null
  /** `host/owner/name` of their commits; the repository's own when left out. */
  readonly repository?: string
}

export interface ReleaseRange {
  readonly since?: Instant | undefined
  /** Refs at the end of the reading before: only releases that were not told then are told. */
  readonly known?: ReadonlyMap<string, string>
  readonly signal?: AbortSignal | undefined
}

/** Where the releases of a repository are seen. */
export interface ReleaseRule {
  /** Null: merges to the branch. */
  readonly tags: string | null
  /** Null: tags. */
  readonly branch: string | null
  /** In a sentence. */
  readonly meaning: string
}

/** Releases of before that settle the order of new ones on a branch. */
const overlap = 500

/**
 * Settles where releases are seen.
 *
 * @throws GitError EMPTY
 */
export async function releaseRule(repository: GitRepository, options: ReleaseOptions): Promise<ReleaseRule> {
  const { tags = null, branch = null, service } = options
  if (tags !== null) return byTags(tags)
  if (branch !== null) return byBranch(branch)
  const all = (await readRefs(repository)).tags.toSorted((a, b) => a.at - b.at)
  const pattern = likelyPattern(
    all.map(({ name }) => name),
    service,
  )
  return pattern === null ? byBranch(defaultBranchOf(repository).name) : byTags(pattern)
}

function byTags(tags: string): ReleaseRule {
  return { tags, branch: null, meaning: `Deployments are tags like ${tags}, timed by when each was made.` }
}

function byBranch(branch: string): ReleaseRule {
  return { tags: null, branch, meaning: `Deployments are commits that came onto ${branch}, timed by when they did.` }
}

/** The branch as the clone has it: the one of its origin before its own, which may lag behind. */
async function tipOf(repository: GitRepository, branch: string): Promise<{ ref: string; sha: string }> {
  const { defaultBranch } = repository
  if (defaultBranch?.name === branch) return defaultBranch
  const named = (await readRefs(repository)).branches.filter(({ name }) => name === branch)
  const found = named.find(({ ref }) => ref.startsWith('refs/remotes/')) ?? named[0]
  if (found !== undefined) return found
  const [sha = ''] = await requireCommits(repository, [branch])
  return { ref: branch, sha }
}

async function* ofBranch(
  repository: GitRepository,
  branch: string,
  { known, signal }: ReleaseRange,
): AsyncGenerator<Release> {
  const tip = await tipOf(repository, branch)
  const before = known?.get(tip.ref)
  const line: { sha: string; committedAt: Instant }[] = []
  let toldAt: number | null = null
  for await (const { sha, committedAt } of readHistory(repository, { tips: [tip.sha], firstParent: true, signal })) {
    if (sha === before) toldAt = line.length
    line.push({ sha, committedAt })
    if (toldAt !== null && line.length >= toldAt + overlap) break
  }
  const releases = new BranchReleases()
  for (const [index, { sha, committedAt }] of line.toReversed().entries()) {
    const release = releases.next(sha, committedAt)
    if (toldAt === null || line.length - 1 - index < toldAt) yield release
  }
}

async function ofTags(
  repository: GitRepository,
  pattern: string,
  { known }: ReleaseRange,
): Promise<{ releases: Release[]; left: LeftTag[] }> {
  const { tags } = await readRefs(repository)
  const { releases, left } = await releasesOfTags(tags, pattern, (a, b) => isAncestor(repository, a, b))
  return { releases: releases.filter(({ tag, sha }) => known?.get(`refs/tags/${tag}`) !== sha), left }
}

/** Deployments of one service, and how they were seen. */
export interface Releases {
  readonly rule: ReleaseRule
  /** In a sentence. */
  readonly meaning: string
  /** Tags of the pattern that are no releases, each with its reason. */
  readonly left: readonly LeftTag[]
  /** Oldest first. */
  readonly statements: AsyncGenerator<Statement>
}

/**
 * Deployments of one service as far as a repository alone shows them: tags of a pattern, or commits that came onto a branch.
 * Each says by which rule it is timed; nobody saw any of them live.
 *
 * @throws GitError
 */
export async function releaseEvents(
  repository: GitRepository,
  options: ReleaseOptions,
  range: ReleaseRange = {},
): Promise<Releases> {
  const rule = await releaseRule(repository, options)
  const context: ReleaseContext = {
    repository: options.repository ?? repository.originName,
    service: options.service,
    environment: options.environment ?? 'production',
    branch: rule.branch ?? '',
  }
  const tagged = rule.tags === null ? null : await ofTags(repository, rule.tags, range)
  const found = tagged?.releases ?? ofBranch(repository, context.branch, range)
  async function* statements(): AsyncGenerator<Statement> {
    for await (const release of found)
      if (range.since === undefined || release.at >= range.since) yield releaseEvent(release, context)
  }
  return { rule, meaning: rule.meaning, left: tagged?.left ?? [], statements: statements() }
}
