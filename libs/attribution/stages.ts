import type { Instant } from '#domain/instant'
import type { LeadTimeStage, StageSpan } from '#domain/stream-history'

/** Raw times of one change on its way; null for what nobody told. */
export interface Milestones {
  readonly startedAt: Instant
  readonly openedAt: Instant | null
  readonly mergedAt: Instant | null
  /** The artifact was published. */
  readonly builtAt: Instant | null
  /** The configuration request was opened, and merged (the configuration commit). */
  readonly configOpenedAt: Instant | null
  readonly configMergedAt: Instant | null
  /** The run that deployed it, for deployments without a configuration repository. */
  readonly deployStartedAt: Instant | null
  readonly deployFinishedAt: Instant | null
  readonly liveAt: Instant
}

export interface Stages {
  readonly spans: readonly StageSpan[]
  /** Raw times were out of order; the running maximum was taken. */
  readonly overlapped: boolean
}

type Point =
  | 'start'
  | 'opened'
  | 'merged'
  | 'built'
  | 'configOpened'
  | 'configMerged'
  | 'deployStarted'
  | 'deployed'
  | 'live'

/** Which stage lies between two neighbouring known milestones; what no line names is UNACCOUNTED. */
const between: Readonly<Record<string, LeadTimeStage>> = {
  'start opened': 'CODING',
  'opened merged': 'REVIEW',
  'merged built': 'BUILD',
  'built configOpened': 'PROMOTE',
  'built configMerged': 'PROMOTE',
  'built deployStarted': 'PROMOTE',
  'configOpened configMerged': 'APPROVE',
  'configMerged deployed': 'RECONCILE',
  'configMerged live': 'RECONCILE',
  'deployStarted deployed': 'RECONCILE',
  'deployStarted live': 'RECONCILE',
  'deployed live': 'ROLLOUT',
}

/**
 * Contiguous stages that add up to the lead time exactly: milestones are made monotone by a running maximum and end at
 * the live time. A sample whose start lies after its end is one negative UNACCOUNTED span.
 */
export function stagesOf(milestones: Milestones, isRequest: boolean): Stages {
  const { startedAt, liveAt } = milestones
  if (startedAt > liveAt) return { spans: [{ stage: 'UNACCOUNTED', from: startedAt, to: liveAt }], overlapped: true }
  const points: [Point, Instant | null][] = [
    ['opened', isRequest ? milestones.openedAt : milestones.mergedAt],
    ['merged', milestones.mergedAt],
    ['built', milestones.builtAt],
    ['configOpened', milestones.configOpenedAt],
    ['configMerged', milestones.configMergedAt],
    ['deployStarted', milestones.configMergedAt === null ? milestones.deployStartedAt : null],
    ['deployed', milestones.deployFinishedAt],
    ['live', liveAt],
  ]
  const spans: StageSpan[] = []
  let overlapped = false
  let from = startedAt
  let last: Point = 'start'
  for (const [point, raw] of points) {
    if (raw === null) continue
    const to = Math.min(Math.max(raw, from), liveAt)
    // A run may end after the service was live; everything else out of order is two clocks that disagree.
    if (raw !== to && !(point === 'deployed' && raw > to)) overlapped = true
    if (to > from) spans.push({ stage: between[`${last} ${point}`] ?? 'UNACCOUNTED', from, to })
    from = to
    last = point
  }
  return { spans: mergeNeighbours(spans), overlapped }
}

function mergeNeighbours(spans: readonly StageSpan[]): StageSpan[] {
  const merged: StageSpan[] = []
  for (const span of spans) {
    const before = merged.at(-1)
    if (before?.stage === span.stage) merged[merged.length - 1] = { ...before, to: span.to }
    else merged.push(span)
  }
  return merged
}
