import type { Instant, Milliseconds } from '#domain/instant'
import type { FlagCode } from '#domain/stream-history'
import { elapsedWithoutWeekend } from '#domain/window'
import type { Definition } from './definition.ts'
import type { ChangeFact, CommitFact, DeploymentFact, Facts } from './facts.ts'
import type { MeasureScope } from './metric.ts'
import { compareKeys, hasCome, isAtLeast, isOfPopulation, liveDeployments, liveTime, partsOf } from './population.ts'

/** One lead time before it is put into seconds and stages. */
export interface RawSample {
  readonly key: string
  readonly change: ChangeFact | null
  readonly commit: CommitFact | null
  readonly deployment: DeploymentFact | null
  readonly startedAt: Instant
  readonly liveAt: Instant
  readonly milliseconds: Milliseconds
  /** With unit DEPLOYMENT: the changes that it is the mean of. */
  readonly members: readonly RawSample[]
  readonly flags: readonly FlagCode[]
}

export interface LeadTimes {
  /** By live time, then key. */
  readonly samples: readonly RawSample[]
  /** Counted deployments that may ship changes, by live time. */
  readonly deployments: readonly DeploymentFact[]
  /** Changes that they shipped, by the population's filters, whatever is known of their times. */
  readonly shipped: readonly ChangeFact[]
  /** Deployments of which it is known what they shipped, and how many changes that was. */
  readonly known: { readonly deployments: number; readonly changes: number }
  /** Samples without the time that the definition starts from. */
  readonly withoutStart: number
  /** Share of deployments with a known predecessor whose changes and their times are all known; null without any. */
  readonly coverage: number | null
}

/** What one stream gives. */
interface Part {
  readonly samples: RawSample[]
  readonly shipped: ChangeFact[]
  readonly leftOut: Set<string>
  withoutStart: number
}

const shipsNothing: ReadonlySet<string> = new Set(['ROLLBACK', 'REDEPLOY'])

/** The lead times of a window by a definition. Samples that had to be left out lower the coverage. */
export function leadTimesOf(facts: Facts, scope: MeasureScope): LeadTimes {
  const kinds = scope.definition.kinds.filter((kind) => !shipsNothing.has(kind))
  const found = partsOf(facts).map((part) => ({
    deployments: liveDeployments(part, scope, kinds),
    ...partOf(part, scope, kinds),
  }))
  const samples = found.length === 1 ? (found[0]?.samples ?? []) : found.flatMap((part) => part.samples)
  const deployments = found.flatMap((part) => part.deployments)
  let following = 0
  let covered = 0
  for (const part of found) {
    const known = part.deployments.filter(({ flags }) => !flags.includes('NO_PREDECESSOR'))
    following += known.length
    covered += known.filter(({ key, flags }) => !flags.includes('MISSING_COMMIT') && !part.leftOut.has(key)).length
  }
  return {
    samples: inOrder(samples),
    deployments,
    shipped: found.flatMap((part) => part.shipped),
    known: knownIn(found),
    withoutStart: found.reduce((sum, part) => sum + part.withoutStart, 0),
    coverage: following === 0 ? null : covered / following,
  }
}

function knownIn(parts: readonly (Part & { readonly deployments: readonly DeploymentFact[] })[]): LeadTimes['known'] {
  let deployments = 0
  let changes = 0
  for (const part of parts) {
    const isKnown = ({ flags }: DeploymentFact): boolean =>
      !flags.includes('NO_PREDECESSOR') && !flags.includes('MISSING_COMMIT')
    const keys = new Set(part.deployments.filter(isKnown).map(({ key }) => key))
    deployments += keys.size
    changes += part.shipped.filter(({ deploymentKey }) => keys.has(deploymentKey)).length
  }
  return { deployments, changes }
}

/** Facts mostly come in order: one look is cheaper than a sort. */
function inOrder(samples: readonly RawSample[]): readonly RawSample[] {
  const compare = (a: RawSample, b: RawSample): number => a.liveAt - b.liveAt || compareKeys(a.key, b.key)
  const isInOrder = samples.every((sample, index) => {
    const before = samples[index - 1]
    return before === undefined || compare(before, sample) <= 0
  })
  return isInOrder ? samples : samples.toSorted(compare)
}

function partOf(facts: Facts, scope: MeasureScope, kinds: Definition['kinds']): Part {
  const { definition } = scope
  const deployments = new Map(facts.deployments.map((deployment) => [deployment.key, deployment]))
  const isCounted = (item: ChangeFact | CommitFact): boolean => {
    const live = liveTime(item, definition)
    if (live === null || !hasCome(scope, live)) return false
    if (definition.authorship !== null && !definition.authorship.includes(item.authorship)) return false
    const deployment = deployments.get(item.deploymentKey)
    return deployment === undefined || isOfPopulation(deployment, kinds, definition)
  }
  const part: Part = { samples: [], shipped: facts.changes.filter(isCounted), leftOut: new Set(), withoutStart: 0 }
  if (definition.unit === 'COMMIT') addCommits(part, facts, facts.commits.filter(isCounted), deployments, scope)
  else addChanges(part, deployments, scope)
  return definition.unit === 'DEPLOYMENT' ? { ...part, samples: meanPerDeployment(part.samples) } : part
}

function addChanges(part: Part, deployments: ReadonlyMap<string, DeploymentFact>, scope: MeasureScope): void {
  const { definition } = scope
  for (const change of part.shipped) {
    if (!isAtLeast(change.confidence, definition.minimumConfidence ?? 'MEDIUM')) {
      part.leftOut.add(change.deploymentKey)
      continue
    }
    const deployment = deployments.get(change.deploymentKey) ?? null
    const startedAt = startOf(change, definition)
    add(part, { key: change.key, change, commit: null, deployment, startedAt }, scope)
  }
}

function addCommits(
  part: Part,
  facts: Facts,
  commits: readonly CommitFact[],
  deployments: ReadonlyMap<string, DeploymentFact>,
  scope: MeasureScope,
): void {
  const { definition } = scope
  const changes = new Map(facts.changes.map((change) => [change.key, change]))
  for (const commit of commits) {
    const change = changes.get(commit.changeKey) ?? null
    if (change !== null && !isAtLeast(change.confidence, definition.minimumConfidence ?? 'MEDIUM')) {
      part.leftOut.add(commit.deploymentKey)
      continue
    }
    const startedAt = commitStart(commit, change, definition)
    const deployment = deployments.get(commit.deploymentKey) ?? null
    add(part, { key: commit.sha, change, commit, deployment, startedAt }, scope)
  }
}

/** A commit has dates of its own; what its request went through, its change tells. */
function commitStart(commit: CommitFact, change: ChangeFact | null, definition: Definition): Instant | null {
  if (definition.start === 'FIRST_COMMIT') return commit.startedAt
  if (definition.start === 'COMMITTED') return commit.committedAt
  return change === null ? null : startOf(change, definition)
}

const none: readonly RawSample[] = []

interface Candidate extends Pick<RawSample, 'key' | 'change' | 'commit' | 'deployment'> {
  readonly startedAt: Instant | null
}

function add(
  part: Part,
  { key, change, commit, deployment, startedAt }: Candidate,
  { definition, window }: MeasureScope,
): void {
  const shipped = commit ?? change
  if (shipped === null) return

  const liveAt = liveTime(shipped, definition)
  if (liveAt === null) return
  if (startedAt === null) {
    part.withoutStart += 1
    part.leftOut.add(shipped.deploymentKey)
    return
  }
  const milliseconds = definition.excludeWeekend
    ? elapsedWithoutWeekend(startedAt, liveAt, window.timeZone)
    : liveAt - startedAt
  const isBackwards = milliseconds < 0 && !shipped.flags.includes('NEGATIVE_SPAN')
  const flags = isBackwards ? [...shipped.flags, 'NEGATIVE_SPAN' as const] : shipped.flags
  part.samples.push({ key, change, commit, deployment, startedAt, liveAt, milliseconds, members: none, flags })
}

/** Null: nobody told the time that the definition starts from. */
function startOf(change: ChangeFact, { start }: Definition): Instant | null {
  const starts = {
    FIRST_COMMIT: change.startedAt,
    COMMITTED: change.committedAt,
    PUSHED: change.pushedAt,
    PR_OPENED: change.openedAt,
    MERGED: change.mergedAt,
  }
  return starts[start]
}

function meanPerDeployment(samples: readonly RawSample[]): RawSample[] {
  const groups = new Map<string, RawSample[]>()
  for (const sample of samples) {
    const key = sample.change?.deploymentKey ?? ''
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [sample])
    else group.push(sample)
  }
  return [...groups].map(([key, members]) => {
    const [first] = members
    let sum = 0
    for (const { milliseconds } of members) sum += milliseconds
    const mean = sum / members.length
    const liveAt = first?.liveAt ?? 0
    return {
      key,
      change: null,
      commit: null,
      deployment: first?.deployment ?? null,
      startedAt: Math.round(liveAt - mean),
      liveAt,
      milliseconds: mean,
      members,
      flags: [...new Set(members.flatMap(({ flags }) => flags))],
    }
  })
}
