import type { Milliseconds } from '#domain/instant'
import { type LeadTimeStage, leadTimeStages } from '#domain/stream-history'
import type { TimedSample } from './timed-samples.ts'
import type { TrimmedWindow } from './trimmed-window.ts'

export interface StageDifference {
  readonly stage: LeadTimeStage
  /** Trimmed mean over all samples between the ends, those without the stage as zero. */
  readonly before: Milliseconds
  readonly after: Milliseconds
  readonly difference: Milliseconds
}

/** What each stage moved by, in their order; those that no sample between the ends has are left out. */
export function stageDifferences(
  was: TrimmedWindow<TimedSample>,
  is: TrimmedWindow<TimedSample>,
): readonly StageDifference[] {
  const met = new Set([...was.kept, ...is.kept].flatMap(({ stages }) => Object.keys(stages)))
  return leadTimeStages.flatMap((stage) => {
    const [before, after] = [was.stages.get(stage) ?? 0, is.stages.get(stage) ?? 0]
    return met.has(stage) ? [{ stage, before, after, difference: after - before }] : []
  })
}

/** The one that did most of it, in the direction of the whole; of equal ones the first. */
export function mostMoved(stages: readonly StageDifference[], whole: Milliseconds): StageDifference | null {
  let most: StageDifference | null = null
  for (const stage of stages) {
    const along = stage.difference * Math.sign(whole)
    if (along > 0 && along > Math.abs(most?.difference ?? 0)) most = stage
  }
  return most
}
