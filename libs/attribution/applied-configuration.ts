import type { Link } from '#domain/stream-history'
import type { CommitGraph } from './commit-graph/commit-graph.ts'
import { byTime, type Overlay, type Run } from './runs.ts'
import type { SequenceInput } from './stream-input.ts'
import type { Walked } from './walk.ts'
import { namedAlike } from './version.ts'
import { configShaOf, settingOf, type Wave } from './waves.ts'

/** What a wave did to the configuration that was live. */
export interface AppliedConfiguration {
  /** Another one than before is live now. */
  readonly isNew: boolean
  /** It was found by the files that commits changed, not by what reports name. */
  readonly isFound: boolean
  /** `sha`s of one repository that it brought, where they were found so; null where they were not looked for. */
  readonly brought: { readonly repository: string; readonly shas: readonly string[] } | null
  /** `repository@sha` of commits of which nobody told what they changed. */
  readonly unknown: readonly string[]
}

interface Looked {
  readonly run: Run
  readonly overlay: Overlay
  /** What was applied where it came to, as far as it is known. */
  readonly before: string | null
}

function lookedAt(wave: Wave, walked: Walked): Looked[] {
  return wave.runs.flatMap((run): Looked[] => {
    if (run.overlay === undefined) return []
    return [{ run, overlay: run.overlay, before: walked.configs.get(run.placement) ?? null }]
  })
}

/** Whether a commit came after what was applied before. */
function isAfter(sha: string, before: string | null, graph: CommitGraph | undefined): boolean {
  return before === null || (sha !== before && graph?.isAncestor(sha, before) !== true)
}

/** A merge, and what it brought onto the line. */
function withMerged(sha: string, graph: CommitGraph | undefined): string[] {
  const [first, ...others] = graph?.parentsOf(sha) ?? []
  if (graph === undefined || first === undefined || others.length === 0) return [sha]
  const { shas, missing } = graph.newCommits(sha, [first])
  return missing.length === 0 ? [...shas] : [sha]
}

function broughtBy({ overlay, before }: Looked, graph: CommitGraph | undefined): string[] {
  const candidates = overlay.shas.length > 0 || overlay.bumpSha === null ? overlay.shas : [overlay.bumpSha]
  return candidates.filter((sha) => isAfter(sha, before, graph)).flatMap((sha) => withMerged(sha, graph))
}

/** Commits that are older than what was live tell nothing, whatever they changed. */
function unknownIn({ overlay, before }: Looked, graph: CommitGraph | undefined): string[] {
  const { unknown, shas, repository } = overlay
  if (unknown === null || before === null || shas.includes(before)) return []
  return isAfter(unknown, before, graph) ? [`${repository}@${unknown}`] : []
}

/**
 * Whether a wave brought another configuration. Where syncs say which path they applied, by what changed below it since what was
 * applied at the same placement before; else by the commits that the reports name.
 */
export function appliedConfiguration(wave: Wave, walked: Walked, { graphs }: SequenceInput): AppliedConfiguration {
  const looked = lookedAt(wave, walked)
  const [first] = looked
  const { live } = walked
  const setting = settingOf(wave.runs)
  // Such as the commit of one more cluster.
  const asksForLive = setting?.asked != null && live !== null && namedAlike(setting.asked, live.identity)
  if (first === undefined) {
    const before = live?.configSha ?? null
    const isOther = setting !== null && before !== null && setting.configSha !== before
    return { isNew: isOther && !asksForLive, isFound: false, brought: null, unknown: [] }
  }
  const changed = looked.filter(
    ({ run, before }) => before !== null && (run.state.event.configSha ?? before) !== before,
  )
  const { repository } = first.overlay
  const graph = graphs.get(repository)
  const here = changed.filter(({ overlay }) => overlay.repository === repository)
  return {
    isNew: changed.length > 0 && !asksForLive,
    isFound: changed.length > 0 && changed.every(({ overlay }) => overlay.shas.length > 0),
    brought: { repository, shas: [...new Set(here.flatMap((one) => broughtBy(one, graph)))].toSorted() },
    unknown: [...new Set(looked.flatMap((one) => unknownIn(one, graph)))].toSorted(),
  }
}

/**
 * The commit by which the version itself was asked for: its request tells how long that waited. Null where it was set past the
 * repository, whose newest commit below the path asked for something else.
 */
export function askedBy({ runs }: Wave): string | null {
  const own = runs.filter(({ overlay, bump }) => overlay !== undefined && bump?.isOwn === true).toSorted(byTime)
  const asking = own.at(-1)?.bump
  if (asking !== undefined) return asking.sha
  return runs.some(({ overlay }) => (overlay?.shas ?? []).length > 0) ? null : configShaOf(runs)
}

/** Holes where it is not known what a commit of the configuration changed. */
export function unknownChanges(unknown: readonly string[]): Link[] {
  return unknown.map((reference) => ({
    from: 'deployment',
    to: `commit ${reference}`,
    method: 'CONFIG_PATHS',
    confidence: 'LOW',
    statements: [],
    missing: true,
    mend: `tell which files ${reference} changed: connect the configuration repository`,
  }))
}
